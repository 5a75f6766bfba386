"""Writes of follows."""
