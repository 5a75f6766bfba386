"""Where everybody reads: no secret word of a draft or a closed thread may stand there."""

from collections.abc import Iterable, Mapping

from flask import Flask, url_for

from tests.factories.drafts import REGION, SLUG

ASKED, SECRET = "kuskusbelang", "tarsiusgaib"  # both are in every text; one is searched for
NEW = f"rencana-{ASKED}"
ADDRESSES = (
    "/",
    "/practices",
    f"/practices?q={ASKED}",
    "/practices?per_page=100&sort=newest",
    "/practices?status=stopped&status=active&per_page=100",
    f"/practices/suggest?q={ASKED[:5]}",
    f"/practices/suggest?q={ASKED}",
    f"/practices/{SLUG}",
    f"/practices/{SLUG}/v1",
    f"/practices/{SLUG}/versions",
    f"/practices/{SLUG}/export.md",
    f"/practices/{SLUG}/export.json",
    f"/practices/{SLUG}/diff/1/1?all=1",
    f"/practices/compare?slug={SLUG}&slug={NEW}",
    "/regions",
    f"/regions/{REGION}",
    "/champions",
    "/dimensions/tata-kelola",
    "/sectors/kesehatan",
    "/saved",
    "/feeds/practices.atom",
    "/feeds/threads.atom",
    f"/feeds/threads.atom?practice={SLUG}&region={REGION}",
    f"/feeds/practices.atom?q={ASKED}",
    "/sitemap.xml",
    "/robots.txt",
    "/api",
    "/api/v1/openapi.json",
    "/api/v1/practices?per_page=100",
    f"/api/v1/practices?q={ASKED}",
    f"/api/v1/practices/{SLUG}",
    f"/api/v1/practices/{SLUG}/versions",
    f"/api/v1/practices/{SLUG}/versions/1",
    f"/api/v1/regions/{REGION}",
    "/api/v1/vocabularies?per_page=100",
    "/threads",
    f"/threads?q={ASKED}",
    "/threads?per_page=100&sort=newest",
    f"/threads?practice={SLUG}",
    f"/api/v1/threads?q={ASKED}",
    "/api/v1/threads?per_page=100",
)


def readable(app: Flask, things: Iterable[Mapping[str, object]]) -> dict[str, list[str]]:
    """Return all addresses that can be read, by their rules, of those that name no thing too.

    A thing is what some rules take as arguments: {"thread": key, "number": 2}.
    """
    found: dict[str, list[str]] = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or set()) and not rule.rule.startswith("/static"):
                fixed = dict(rule.defaults or {})
                wanted = set(rule.arguments) - set(fixed)
                found.setdefault(rule.rule, []).extend(
                    url_for(rule.endpoint, **dict(thing), **fixed)  # type: ignore[arg-type]  # of a rule
                    for thing in things
                    if set(thing) == wanted
                )
    return found
