"""What a post says, in few words: for mail, feeds and lists."""

from markupsafe import Markup

LONGEST = 400  # characters


def excerpt(html: str, most: int = LONGEST) -> str:
    """Return the beginning of a post's HTML as plain words, which name whom everybody may know."""
    text = Markup(html).striptags()  # noqa: S704  # its tags are taken away, not shown
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
