"""Needs: what people search for and do not find, put together until a region answers it.

Owns the log of searches and the needs; a queue writes the log, so that no reader waits for it.
"""
