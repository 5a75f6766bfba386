"""What a record of a practice may hold: its shape, and the rules between its parts."""
