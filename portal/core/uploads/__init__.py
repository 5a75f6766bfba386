"""Uploads: what may come in, made harmless, and kept in a folder of its own.

types      the table of file types and what tells them apart
texts      PDF and CSV, looked through for what would run
archives   OOXML and ODF, judged without unpacking
pictures   pictures made anew; documents the text of PDFs; both in processes that can be killed
intake     from what was sent to what is kept
store      the folder: written whole, under random names, before any row names it
"""
