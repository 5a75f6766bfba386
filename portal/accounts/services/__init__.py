"""Writes: what people do with accounts, sign-ins, memberships and second factors."""
