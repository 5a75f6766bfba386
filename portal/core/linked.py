"""Linked data in the words of schema.org that pages of all features have in common."""

from collections.abc import Sequence
from typing import Any

from portal.core.addresses import absolute


def trail(steps: Sequence[tuple[str, str | None]]) -> dict[str, Any]:
    """Return the steps that lead to a page, each a name and its path, the page itself without."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name}
            | ({"item": absolute(path)} if path else {})
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }
