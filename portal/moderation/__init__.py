"""Moderation: posts that rules hold back, posts that readers report, and one queue of both.

Owns why a post waits for moderators; what they decide of it belongs to threads.
"""
