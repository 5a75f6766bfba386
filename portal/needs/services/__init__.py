"""Writes of the log of searches and of needs."""
