"""Pages of a list that is already in memory."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def page_of(
    items: Sequence[T], page: int, per_page: int, *, show: Callable[[T], Any]
) -> dict[str, Any]:
    """Return page `page`, counted from 1, as {items, total, page, pages}."""
    start = (page - 1) * per_page
    return {
        "items": [show(item) for item in items[start : start + per_page]],
        "total": len(items),
        "page": page,
        "pages": -(-len(items) // per_page),
    }
