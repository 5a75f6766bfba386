"""Figures: what has come of the portal, counted from dated rows, in tables, charts and reports.

Views of pages are counted nowhere: that somebody looked is no success.
"""
