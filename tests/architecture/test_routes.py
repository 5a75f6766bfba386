"""Every address of the real map: who may use it, its shape, and that reading changes nothing."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from werkzeug.routing import Rule

from portal.accounts.services import links
from portal.accounts.services.links import Purpose
from portal.core import access
from portal.core.db import db, reading
from portal.core.permissions import actions
from portal.core.uploads.intake import Purpose as FilePurpose
from portal.notifications.queries import ALL
from portal.notifications.services import choosing
from portal.practices.queries import KIND
from portal.search.registry import table
from tests.factories.adoptions import begun
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    approved,
    saved,
    somebody,
    submitted,
    written,
)
from tests.factories.mentors import designated, says
from tests.factories.people import invited
from tests.factories.practices import publish
from tests.factories.threads import OFFICER, asked
from tests.factories.uploads import File, attached, picture

PARAMETER = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
SEGMENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)?")
UNTYPED = {"", "default", "string", "path"}
SLUGS = {
    "overview.page": {"slug": "about"},
    "overview.dimension": {"slug": "kehidupan"},
    "overview.sector": {"slug": "kesehatan"},
}
# Addresses that lead on to where something stands.
LEADING = {"threads.post": 302}
# Of identity providers, of which the portal has none here.
WITHOUT_PROVIDER = {"accounts.begin_sign_on", "accounts.begin_acceptance", "accounts.come_back"}
# Of addresses that lead whoever has not signed in to the door, so nothing stands behind them here.
GUARDED_VALUES = {
    "step": "problem",
    "what": "maturity",
    "person": "p",
    "role": "mentor",
    "handover": "h",
    "proposal": "a" * 12,
    "champion": "a" * 12,
    "mentorship": "a" * 12,
    "token": "t",
}
READING = {"GET", "HEAD", "OPTIONS"}
COOKIE_ALONE = {"/saved"}  # what a reader keeps, in his own browser
# Where people come who have not signed in yet, or no longer wish to be.
DOORS = {
    "/sign-in",
    "/sign-in/code",
    "/sign-in/again",
    "/sign-out",
    "/sign-on/return",
    "/invitation/<token:token>",
    "/reset",
    "/reset/<token:token>",
    "/account/mail/<token:token>",
    "/inbox/unsubscribe/<token:token>",
}
LEAVING = "notifications.unsubscribe"
LINKS = {
    "accounts.invitation": Purpose.INVITATION,
    "accounts.begin_acceptance": Purpose.INVITATION,
    "accounts.reset": Purpose.RESET,
    "accounts.new_mail": Purpose.MAIL,
}


def _rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def test_every_route_is_public_or_guarded_by_a_declared_action(library: Flask) -> None:
    marks = {name: access.mark_of(view) for name, view in library.view_functions.items()}

    assert marks
    assert [name for name, mark in marks.items() if mark not in {access.PUBLIC, *actions()}] == []


def test_a_route_without_a_mark_stops_the_start() -> None:
    app = Flask("unmarked", static_folder=None)
    app.add_url_rule("/unmarked", "unmarked", lambda: "")

    with pytest.raises(RuntimeError, match="unmarked"):
        access.refuse_unmarked_routes(app)


def test_every_parameter_is_typed(library: Flask) -> None:
    untyped = [
        rule.rule
        for rule in _rules(library)
        for converter, _name in PARAMETER.findall(rule.rule)
        if converter in UNTYPED
    ]

    assert untyped == []


def test_every_path_is_in_kebab_case(library: Flask) -> None:
    odd = [
        rule.rule
        for rule in _rules(library)
        for segment in PARAMETER.sub("1", rule.rule).strip("/").split("/")
        if segment and not SEGMENT.fullmatch(segment)
    ]

    assert odd == []


def test_only_reading_routes_and_the_doors_are_public(library: Flask) -> None:
    writing = {
        rule.rule
        for rule in _rules(library)
        if access.mark_of(library.view_functions[rule.endpoint]) == access.PUBLIC
        and not (rule.methods or set()) <= READING
    }

    assert writing == COOKIE_ALONE | DOORS


def _address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    with app.test_request_context():
        chosen = {name: values.get(name) for name in rule.arguments}
        chosen |= SLUGS.get(rule.endpoint, {}) | dict(rule.defaults or {})
        if rule.endpoint in {*LINKS, LEAVING}:
            chosen["token"] = values[rule.endpoint]
        return url_for(rule.endpoint, **chosen)


def _links() -> dict[str, str]:
    """Return a living link of every kind, by the endpoint that it leads to."""
    person = invited("rina@contoh.go.id")
    return {LEAVING: choosing.token_of(person, ALL)} | {
        endpoint: links.signed(purpose, person, mail="baru@contoh.go.id")
        for endpoint, purpose in LINKS.items()
    }


def _file() -> dict[str, object]:
    """Return the key of an image that everybody may see, and a width that it comes in."""
    writer, editor = somebody("sari@contoh.go.id", PUBLISHER), somebody("ani@contoh.go.id", EDITOR)
    slug = written(writer)
    image = attached(writer, slug, File("a.png", picture("PNG")), FilePurpose.IMAGE)
    saved(writer, slug, images=[{"file": image.public_id, "decorative": True}])
    submitted(writer, slug)
    approved(editor, slug)
    return {"key": image.public_id, "width": image.widths[0]}


def _mentor() -> str:
    """Return the key of a mentor whom everybody may see."""
    actor, key = designated("dewi@contoh.go.id")
    says(actor, key)
    return key


def _adopted() -> str:
    """Return the key of an adoption that everybody may see."""
    officer = somebody("bayu2@contoh.go.id", OFFICER)
    return begun(officer, "35.10", slug="surabaya-green-and-clean-kompos")


def _dump() -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables."""
    with reading():
        return {
            table.name: sorted(
                (tuple(row) for row in db.session.execute(sa.select(table))), key=repr
            )
            for table in db.metadata.sorted_tables
        }


def test_reading_changes_nothing(app: Flask) -> None:
    (slug,) = publish(1)
    values = {
        "slug": slug,
        "code": "35.10",
        "number": 1,
        "old": 1,
        "new": 1,
        "thread": asked(somebody("bayu@contoh.go.id", OFFICER)),
        **GUARDED_VALUES,
        **_links(),
        **_file(),
        "mentor": _mentor(),
        "adoption": _adopted(),
    }
    client = app.test_client()
    before = _dump()

    answers = {
        prefix + path: client.get(prefix + path, buffered=True).status_code
        for rule in _rules(app)
        if "GET" in (rule.methods or set())
        for path in (_address(app, rule, values),)
        for prefix in ("", "/en")
        if not (
            prefix
            and path.startswith(("/api", "/healthz", "/readyz", "/metrics", "/robots", "/sitemap"))
        )
    }

    odd = {path.removeprefix("/en"): status for path, status in answers.items() if status != 200}
    guarded = {
        _address(app, rule, values)
        for rule in _rules(app)
        if "GET" in (rule.methods or set())
        and access.mark_of(app.view_functions[rule.endpoint]) != access.PUBLIC
    }
    closed = {path: 401 if path.startswith("/api/") else 303 for path in guarded}
    leading = {
        _address(app, rule, values): LEADING[rule.endpoint]
        for rule in _rules(app)
        if rule.endpoint in LEADING
    }
    missing = {
        _address(app, rule, values): 404
        for rule in _rules(app)
        if rule.endpoint in WITHOUT_PROVIDER and "GET" in (rule.methods or set())
    }
    assert odd == closed | leading | missing | {"/sign-in/code": 303}
    assert table(KIND).everything
    assert _dump() == before


def test_what_a_reader_keeps_is_not_in_the_database(app: Flask) -> None:
    (slug,) = publish(1)
    client = app.test_client()
    before = _dump()

    answers = [
        client.post(address, data=data).status_code
        for address in COOKIE_ALONE
        for data in ({"add": slug}, {"add": slug}, {"remove": slug}, {"clear": "1"})
    ]

    assert answers == [303] * 4
    assert _dump() == before


def test_addresses_of_another_shape_are_not_found(library: Flask) -> None:
    client = library.test_client()
    odd = (
        "/regions/3510",
        "/regions/35.1x",
        "/regions/\u0663\u0665",
        "/practices/Not-A-Slug",
        "/practices/a--b",
        "/practices/x/v0",
        "/practices/x/v99999999999999999999",
        "/api/v1/regions/abc",
        "/api/v1/practices/a_b",
        "/pages/..",
    )

    answers = {path: client.get(path).status_code for path in odd}

    assert set(answers.values()) == {404}, answers
