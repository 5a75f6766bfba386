"""Mentoring: who asks which champion for company, what both sign, and what came of it.

Stands above adoptions: regions, practices and mentors show it by panels and never know of it.
"""
