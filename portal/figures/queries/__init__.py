"""Reads: what is counted, of the nation, a province or a region."""
