"""Tables of mentoring."""
