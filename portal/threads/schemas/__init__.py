"""Rules on threads that need no database."""
