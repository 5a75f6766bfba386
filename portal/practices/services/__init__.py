"""Writes, one module per matter; each checks the right to it itself."""
