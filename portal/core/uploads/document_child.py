"""Reads the text of a PDF in a process of its own: source, pages at most, characters at most.

It prints one line of JSON a page, at once, so that what was read is there when it is killed.
"""

import json
import logging
import sys

from pypdf import PdfReader


def main() -> None:
    """Print the pages that have text as [number, text]."""
    source, pages, characters = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    logging.disable()
    reader = PdfReader(source)
    left = characters
    for number, page in enumerate(reader.pages[:pages], start=1):
        text = " ".join(page.extract_text().split())[:left]
        left -= len(text)
        if text:
            sys.stdout.write(json.dumps([number, text]) + "\n")
            sys.stdout.flush()
        if left <= 0:
            break


main()
