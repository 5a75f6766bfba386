"""Admin: what belongs to no feature: serving, the worker, the demonstration."""
