"""Mentoring: who asks which champion for company, what both sign, and what came of it.

Also knows by which proofs a region that has learnt becomes a champion itself: graduation.
Stands above adoptions: regions, practices and mentors show it by panels and never know of it.
"""
