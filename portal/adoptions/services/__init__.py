"""Writes: an adoption begins, goes on, ends, is reported and judged."""
