"""Search care: what is searched, and how editors mend the dictionary and put answers first."""
