"""Engines behind the port; the only place that knows a search library."""
