"""Notifications: what happens in other features becomes lines of an inbox, and mail.

A feature's event is noted in its own transaction. The worker then asks whom it concerns, by the
rights that people have at that moment, and nobody is told of what they may not see.
"""
