"""A country in which something has happened, on days that are known."""

from dataclasses import dataclass

from flask import Flask

from portal.accounts.services.memberships import Post
from portal.adoptions.models import Outcome, Stage
from portal.core.permissions import Actor, Role
from portal.threads.models import Visibility
from portal.threads.queries.anchors import at_practice
from tests.factories import adoptions, threads
from tests.factories.adoptions import KESAMBI, LONTAR, OWNER, RANDU
from tests.factories.champions import championed
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, SLUG, approved, somebody, submitted, written

LEARNERS = (LONTAR, RANDU, KESAMBI)
NOW = "2031-11-20"


@dataclass(frozen=True)
class Scene:
    """Who is in it."""

    app: Flask
    sari: Actor
    editor: Actor
    officers: dict[str, Actor]


def happened(app: Flask) -> Scene:
    """Return a portal with a practice, three adoptions of it, a champion and two questions."""
    sari = somebody("sari@uji.go.id", Post(role=Role.PUBLISHER, region=OWNER))
    editor = somebody("rina@uji.go.id", EDITOR)
    officers = {
        code: somebody(f"o{code.replace('.', '')}@uji.go.id", Post(role=Role.OFFICER, region=code))
        for code in LEARNERS
    }
    with at("2030-05-06"):
        submitted(sari, written(sari))
        approved(editor, SLUG)
    with at("2030-08-07"):
        first = adoptions.begun(officers[LONTAR], LONTAR)
    with at("2031-02-03"):
        second = adoptions.begun(officers[RANDU], RANDU, to=Stage.COMMITTED)
    with at("2031-03-04"):
        adoptions.reported(officers[LONTAR], first)
        adoptions.confirmed(sari, first, Outcome.PARTIAL)
        adoptions.verified(editor, first)
    with at("2031-05-05"):
        adoptions.dropped(officers[RANDU], second)
        adoptions.begun(officers[KESAMBI], KESAMBI)
        championed(editor, OWNER, "tata-kelola")
    with at("2031-11-03T09:00+07:00"):
        asked = threads.asked(officers[RANDU], anchor=at_practice(SLUG))
        threads.asked(
            officers[KESAMBI],
            "Apakah ada anggaran yang tidak boleh diketahui?",
            visibility=Visibility.MEMBERS,
            anchor=at_practice(SLUG),
        )
    with at("2031-11-03T13:00+07:00"):
        threads.answered(sari, asked, as_region=True)
    return Scene(app, sari, editor, officers)
