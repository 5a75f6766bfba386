"""Threads: questions and discussions, anchored where they arose, that end in knowledge.

Owns threads and their posts, who holds a question until when, and what became of the answer.
"""
