"""Regions: provinces, regencies and cities, their codes through time and their everyday names.

Owns regions, aliases and former codes. Knows neither practices nor people.
"""
