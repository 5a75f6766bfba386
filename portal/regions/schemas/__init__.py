"""What may be kept of a region."""
