"""Backup, restore and move: all rows as lines that are the same from either database.

tables     the tables of a database as lines
filling    lines become rows of empty tables
archive    one file of lines and uploads, with a manifest and a checksum over everything
taking     a backup, while the portal serves
restoring  an archive brought into an empty place
moving     the rows of SQLite brought into an empty PostgreSQL
last       how old the last good backup is
"""
