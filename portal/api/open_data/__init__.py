"""Open data: the sets that features offer, as CSV and JSON, and a page that says what they hold."""
