"""Writes: a mentorship is asked for, waits, is answered, and goes on."""
