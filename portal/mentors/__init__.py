"""Mentors: people of regions whom others may ask, and what they have done themselves.

Owns their designation and profiles; the right to answer comes from the membership alone.
"""
