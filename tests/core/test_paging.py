"""Pages of a list in memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.paging import page_of


@given(count=st.integers(0, 60), per_page=st.integers(1, 25))
def test_the_pages_together_are_the_list(count: int, per_page: int) -> None:
    items = list(range(count))
    pages = page_of(items, 1, per_page, show=str)["pages"]

    shown = [page_of(items, page, per_page, show=str) for page in range(1, pages + 1)]

    assert [item for page in shown for item in page["items"]] == [str(item) for item in items]
    assert {page["total"] for page in shown} <= {count}
    assert all(0 < len(page["items"]) <= per_page for page in shown)


@pytest.mark.parametrize("page", [3, 1_000_000])
def test_beyond_the_last_page_is_an_empty_one(page: int) -> None:
    assert page_of(["a", "b"], page, 1, show=str) == {
        "items": [],
        "total": 2,
        "page": page,
        "pages": 2,
    }
