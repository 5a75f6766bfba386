"""Vocabularies: versioned, bilingual term lists, and maturity schemes with their levels.

Owns schemes, terms, levels, mappings and index bands. Knows neither who uses a term nor for what.
"""
