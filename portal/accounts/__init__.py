"""Accounts: people, how they sign in, and which rights their memberships give them today.

Reading needs nobody in particular, so whoever has not signed in is anonymous.
"""
