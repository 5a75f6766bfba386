"""What is done with posts that wait for moderators."""
