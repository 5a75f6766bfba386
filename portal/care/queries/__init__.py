"""Reads: what editors have said, what was searched for, and what a change does to answers."""
