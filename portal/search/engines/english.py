"""The stems of English words by Porter's algorithm, which comes with Whoosh."""

from whoosh.lang.porter import stem

__all__ = ["stem"]
