"""Reach: practices where the line is bad or missing, as one file or as a pack to take along.

What leaves the portal this way is what strangers may read, in Indonesian and, where it exists, in
English.
"""
