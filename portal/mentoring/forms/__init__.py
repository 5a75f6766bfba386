"""Forms of mentoring."""
