"""Practices: case studies of regions, in numbered versions that never change once published.

Owns the record of a practice, its versions, tags, evidence level, pages and place in the search.
The pattern that other features follow.
"""
