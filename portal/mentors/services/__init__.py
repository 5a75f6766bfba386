"""Writes of mentors."""
