"""How long and how many: what a thread and a post may hold."""

LONGEST_TITLE = 150
SHORTEST_TITLE = 8
LONGEST_TEXT = 20_000
MOST_FILES = 5
MOST_MENTIONS = 10
LONGEST_ALT = 300
LONGEST_REASON = 500
POSTS_A_PAGE = 20


def page_of(number: int) -> int:
    """Return on which page of its thread a post stands, whatever became of those before it."""
    return (number - 1) // POSTS_A_PAGE + 1
