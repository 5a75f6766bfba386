"""Regions: provinces, regencies and cities, their codes through time and their everyday names.

Owns regions, aliases, former codes and the badges of champions. Knows neither practices nor people.
"""
