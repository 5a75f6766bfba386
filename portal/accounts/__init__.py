"""Accounts: who acts in a request.

Reading needs nobody in particular, so everybody is anonymous.
"""
