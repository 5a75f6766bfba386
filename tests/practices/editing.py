"""Forms of the editor as a browser sends them, built from the pages themselves."""

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Pairs = list[tuple[str, str]]


class _Form(HTMLParser):
    """Collects what a browser would send of the form with the id `tulisan`."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: Pairs = []
        self._inside = 0
        self._inert = 0
        self._area = self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inert += tag == "template"
        self._inside |= tag == "form" and given.get("id") == "tulisan"
        if not self._inside or self._inert or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.pairs.append((self._select, given.get("value", "")))
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.pairs.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._inert -= tag == "template"
        if tag == "form":
            self._inside = 0
        if tag == "textarea" and self._area:
            self.pairs.append((self._area, self._text.removeprefix("\n")))
            self._area = ""
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data


def filled(page: str) -> Pairs:
    """Return what the form of a page would send as it stands."""
    form = _Form()
    form.feed(page)
    assert form.pairs, page
    return form.pairs


def changed(pairs: Pairs, changes: dict[str, Any]) -> dict[str, list[str]]:
    """Return the form with some fields typed anew; None takes a field away."""
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    for name, value in changes.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value if isinstance(value, list) else [value]
    return data


def page_of(client: FlaskClient, path: str) -> str:
    """Return a page that is there."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


def press(
    client: FlaskClient, path: str, changes: dict[str, Any], *, page: str = "", action: str = "stay"
) -> TestResponse:
    """Open a step, or take it as opened before, type something, and press a button."""
    data = changed(filled(page or page_of(client, path)), {**changes, "action": action})
    return client.post(path, data=data)
