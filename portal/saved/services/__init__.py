"""Writes of saved searches."""
