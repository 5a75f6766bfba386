"""Somebody who opens every page that links lead to, and notes what can be asked and sent there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

TOKEN = "csrf_token"  # the name of a field
STARTS = ("/", "/en/", "/account", "/desk")
# After which there is nobody any more who could go on.
LEAVING = {"accounts.sign_out", "accounts.sign_out_everywhere", "accounts.end_session"}
OWN = ("http://127.0.0.1:8000", "http://localhost")
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sending:
    """What can be sent from a page: how, where to, to what, and its fields as they stand there.

    `choices` are all values that the page offers for fields of which one is picked.
    """

    method: str
    path: str
    endpoint: str
    fields: Fields
    choices: Fields = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, each once, without that of the session's token."""
        return tuple(dict.fromkeys(name for name, _value in self.fields if name != TOKEN))


class _Page(HTMLParser):
    """The links of a page, and its forms as (method, address, fields, choices)."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, str, Fields, Fields]] = []
        self._address = address
        self._form = ("GET", address)
        self._fields: dict[str, str] = {}
        self._choices: list[tuple[str, str]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element leads to or sends."""
        said = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(urljoin(self._address, said.get("href", "")))
        elif tag == "form":
            action = urljoin(self._address, said.get("action", "") or self._address)
            self._form, self._fields = (said.get("method", "get").upper(), action), {}
            self._choices = []
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and self._select:  # others are only proposed
            self._fields[self._select] = said.get("value", "")
            self._choices.append((self._select, said.get("value", "")))
        elif "name" in said and tag in {"input", "textarea", "button"}:
            self._fields[said["name"]] = said.get("value", "")
            if said.get("type") == "radio":
                self._choices.append((said["name"], said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """Note a form that is whole."""
        if tag == "select":
            self._select = ""
        elif tag == "form":
            fields = tuple(self._fields.items())
            self.forms.append((*self._form, fields, tuple(self._choices)))


@dataclass
class Crawl:
    """All pages that somebody can reach, so many of each kind, and what can be sent from them."""

    app: Flask
    client: FlaskClient
    alike: int = 3
    opened: dict[str, int] = field(default_factory=dict)
    sendings: dict[tuple[str, str, tuple[str, ...]], Sending] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    _seen: Counter[object] = field(default_factory=Counter)

    def run(self, starts: Sequence[str] = STARTS) -> "Crawl":
        """Open everything, and return what was found."""
        waiting = list(starts)
        while waiting:
            path = _local(waiting.pop(0))
            if path is None or path in self.opened or not self._is_new(path):
                continue
            answer = self.client.get(path, buffered=True)
            self.opened[path] = answer.status_code
            waiting.append(answer.location or "")
            if answer.mimetype == "text/html":
                waiting.extend(self._read(path, answer.get_data(as_text=True)))
        return self

    def others(self) -> Iterator[Sending]:
        """Yield what no page led to, with things that were met and every field that there is."""
        known = {(one.method, one.endpoint) for one in self.sendings.values()}
        names = {name: "" for one in self.sendings.values() for name in one.names}
        with self.app.test_request_context():
            for rule in self.app.url_map.iter_rules():
                values = {**self.values, **(rule.defaults or {})}
                for method in (rule.methods or set()) & {"GET", "POST", "PUT"}:
                    new = (method, rule.endpoint) not in known and rule.endpoint not in LEAVING
                    if new and rule.arguments <= set(values):
                        path = url_for(rule.endpoint, **{x: values[x] for x in rule.arguments})  # type: ignore[arg-type]  # of a rule
                        yield Sending(method, path, rule.endpoint, tuple(names.items()))

    def _match(self, method: str, path: str) -> str:
        """Return what answers at an address, "" where nothing does, and keep what it names."""
        plain = urlsplit(path).path.removeprefix("/en") or "/"
        try:
            endpoint, named = self.app.url_map.bind("localhost").match(plain, method)
        except HTTPException:
            return ""
        self.values.update(named)
        return str(endpoint)

    def _is_new(self, path: str) -> bool:
        asked = tuple(sorted({name for name, _value in parse_qsl(urlsplit(path).query)}))
        kind = (self._match("GET", path), asked, path.startswith("/en"))
        self._seen[kind] += 1
        return self._seen[kind] <= self.alike

    def _read(self, path: str, html: str) -> Iterator[str]:
        page = _Page(path)
        page.feed(html)
        for form in page.forms:
            self._note(*form)
        for link in page.links:
            yield link
            query = tuple(parse_qsl(urlsplit(link).query, keep_blank_values=True))
            if query:
                self._note("GET", link, query)

    def _note(self, method: str, address: str, fields: Fields, choices: Fields = ()) -> None:
        local = _local(address)
        endpoint = self._match(method, local or "")
        if local is not None and endpoint not in {"", *LEAVING}:
            to = local.partition("?")[0] if method == "GET" else local
            found = Sending(method, to, endpoint, fields, choices)
            self.sendings.setdefault((method, endpoint, tuple(sorted(found.names))), found)


def _local(address: str) -> str | None:
    """Return an address of the portal itself as path and query."""
    for own in OWN:
        address = address.removeprefix(own)
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    query = urlencode(parse_qsl(parts.query, keep_blank_values=True))
    return parts.path + (f"?{query}" if query else "")
