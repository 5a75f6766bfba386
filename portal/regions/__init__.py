"""Regions: provinces, regencies and cities, their codes and names, and what was assessed of them.

Owns regions, aliases, former codes, badges of champions, assessments with what was done to them,
traits and targets. Knows neither practices nor people, whom it calls by their ids.
"""
