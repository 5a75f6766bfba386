"""Follows: what people want to hear of, and how much of it.

Features above say what can be followed; whom an event concerns is asked when it is told.
"""
