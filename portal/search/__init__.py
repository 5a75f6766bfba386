"""Search: the engine port and its engines, analysis, facets, and the jobs that keep the index true.

Features bring their objects as sources; this package knows none of them by name.
"""
