"""Saved searches: kept under a name, with news of practices that match them.

A search is kept as the parameters of its address, read by the parser of the results page itself.
"""
