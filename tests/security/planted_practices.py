"""Hostile texts in the records of practices, in what is said of them and what becomes of them."""

from typing import Any

from portal.core.uow import unit_of_work
from portal.practices.services import drafts, life, reviews
from tests.factories.drafts import COMPLETE, REGION, approved, practice_of, saved, submitted
from tests.security.planted import RINA, WATI, Planted

LONGEST_LINE = 200
STEPS = ("problem", "blocks", "results", "evidence", "sources", "faq", "translation")


def publish(planted: Planted, count: int) -> list[str]:
    """Publish practices whose records hold the texts everywhere, and return their slugs."""
    return [_published(planted) for _number in range(count)]


def _published(planted: Planted) -> str:
    texts, wati = planted.texts, planted.wati
    with unit_of_work() as session:
        practice = drafts.create(session, wati, REGION, texts.line())
        drafts.save(session, wati, practice, record_of(planted), token=1)
    slug = practice.slug
    submitted(wati, slug)
    with unit_of_work() as session:
        reviews.request_changes(session, planted.rina, practice_of(slug), texts.take())
    submitted(wati, slug)
    approved(planted.rina, slug)
    return slug


def record_of(planted: Planted) -> dict[str, Any]:
    """Return a record that holds a text wherever it holds any."""
    texts = planted.texts

    def both() -> dict[str, str]:
        return {"id": texts.take(), "en": texts.take()}

    def line() -> dict[str, str]:
        return {"id": texts.line(LONGEST_LINE), "en": texts.line(LONGEST_LINE)}

    def said(**more: Any) -> dict[str, Any]:
        return {"text": both(), **more}

    sections = ("problem", "solution", "results", "failures", "lessons", "conditions")
    kinds = ("aplikasi", "regulasi", "infrastruktur") * 2
    parts = ("title", "body", "steps", "enabling", "lessons")
    source = {"id": "s1", "title": texts.take(), "publisher": texts.take()}
    return COMPLETE | {
        "title": {"id": texts.line(), "en": texts.line()},
        "short_name": texts.take(),
        "summary": both(),
        "unit": both(),
        "sections": {name: both() for name in sections},
        "blocks": [{"kind": kind, **{part: both() for part in parts}} for kind in kinds],
        "indicators": [
            {**row, "name": both(), "unit": both(), "note": both()}
            for row in COMPLETE["indicators"]
        ],
        "cost": said(band="100-juta-1-miliar"),
        "keywords": {"id": [texts.take()], "en": [texts.take()]},
        **{name: said() for name in ("beneficiaries", "people", "integration", "sustainability")},
        "partners": [{"kind": "bisnis", "name": both(), "role": both()}],
        "legal_basis": [{"kind": "uu", "title": both(), "number": texts.take()}],
        "prerequisites": [said(must=True)],
        "replications": [said(year=2025)],
        "awards": [said(year=2025)],
        "evidence": [said(kind="dokumen", url=_address(planted), checked_by=texts.take(99))],
        "kit": [said(kind="sop", url=_address(planted))],
        "contact": {
            "office": texts.take(LONGEST_LINE),
            "mail": "dinkes@kota.go.id",
            "phone": texts.take(40),
        },
        "faq": [{"question": line(), "answer": both()} for _number in range(5)],
        "sources": [source, {**source, "id": "s2", "url": _address(planted)}],
    }


def _address(planted: Planted) -> str:
    """Return an address of the web that goes on with a text."""
    return f"https://contoh.go.id/{planted.texts.take()}"


def show(planted: Planted, slugs: list[str]) -> None:
    """Lead practices on to all that can become of them, and note what shows it."""
    first, second, third, fourth, *_rest = slugs
    texts, wati = planted.texts, planted.wati
    _revised(planted, first)
    _reviewed(planted, first)
    _edited(planted, fourth)
    with unit_of_work() as session:
        life.stop(session, wati, practice_of(second), "anggaran", texts.take())
        life.suspend(session, wati, practice_of(third), texts.take())
    for slug in slugs:
        path = f"/practices/{slug}"
        planted.pages[""] += [path, f"/en{path}", f"{path}/versions"]
        planted.pages[WATI] += [f"{path}/review/1"]
        planted.downloads += [f"{path}/export.md", f"{path}/export.json"]
    planted.pages[""] += [
        "/practices?per_page=100",
        "/en/practices?per_page=100",
        f"/practices/compare?slug={first}&slug={second}",
        f"/regions/{REGION}",
        "/",
    ]
    planted.downloads = [path for path in planted.downloads if f"/{third}/" not in path]
    planted.feeds += ["/feeds/practices.atom", "/en/feeds/practices.atom"]
    planted.pages[WATI] += [f"/practices/{third}/retire", f"/practices/{second}/confirm"]


def _revised(planted: Planted, slug: str) -> None:
    """Publish another version, so that the two can be compared."""
    with unit_of_work() as session:
        drafts.revise(session, planted.wati, practice_of(slug))
    saved(planted.wati, slug, **record_of(planted))
    submitted(planted.wati, slug)
    approved(planted.rina, slug)
    path = f"/practices/{slug}"
    planted.pages[""] += [f"{path}/diff/1/2?all=1", f"{path}/v1"]


def _reviewed(planted: Planted, slug: str) -> None:
    """Submit one more version, upon which an editor and the writer comment."""
    texts = planted.texts
    with unit_of_work() as session:
        drafts.revise(session, planted.wati, practice_of(slug))
    saved(planted.wati, slug, **record_of(planted))
    submitted(planted.wati, slug)
    with unit_of_work() as session:
        for path in ("", "title.id", "blocks.0.body.id", "sources.0.title"):
            for actor in (planted.rina, planted.wati):
                reviews.comment(session, actor, practice_of(slug), path, texts.take())
    planted.pages[WATI] += [f"/practices/{slug}/review", f"/practices/{slug}/edit"]
    planted.pages[RINA] += [f"/practices/{slug}/review", f"/practices/{slug}/review/approve"]


def _edited(planted: Planted, slug: str) -> None:
    """Write on a version that nobody has seen yet."""
    with unit_of_work() as session:
        drafts.revise(session, planted.wati, practice_of(slug))
    saved(planted.wati, slug, **record_of(planted))
    path = f"/practices/{slug}/edit"
    planted.pages[WATI] += [path, f"{path}/history", f"/practices/{slug}/files"]
    planted.pages[WATI] += [f"{path}/{step}" for step in STEPS]
    planted.editor = f"{path}/{STEPS[0]}"
