"""What the people of the demonstration have taken over from each other, as they would do it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.adoptions.models import Adoption, Outcome, Stage
from portal.adoptions.models.plans import Choice, DocumentKind
from portal.adoptions.services import judging, moving, planning, starting
from portal.core.permissions import Actor
from portal.practices.models import Practice
from portal.regions.queries import directory

Row = Mapping[str, Any]
Act = Callable[[Session, Actor, Adoption, Row], None]


def tell(
    session: Session,
    everybody: Mapping[str, Actor],
    rows: Sequence[Row],
    slugs: Mapping[str, str],
) -> None:
    """Let all adoptions happen; `slugs` are those of the practices, by their files."""
    known: dict[str, Adoption] = {}
    for row in rows:
        adoption = _begin(session, everybody[row["by"]], row, slugs, known)
        known[row["name"]] = adoption
        for step in row["steps"]:
            ACTS[step["do"]](session, everybody[step["by"] or row["by"]], adoption, step)


def _begin(
    session: Session,
    actor: Actor,
    row: Row,
    slugs: Mapping[str, str],
    known: Mapping[str, Adoption],
) -> Adoption:
    region_id = directory().by_code[row["region"]].id
    if row["url"]:
        elsewhere = starting.Elsewhere(
            title=row["title"], url=row["url"], catalogue=row["catalogue"]
        )
        return starting.start_elsewhere(session, actor, region_id, elsewhere, note=row["text"])
    slug = slugs[row["practice"]]
    practice = session.scalars(sa.select(Practice).where(Practice.slug == slug)).one()
    parent = known.get(row["parent"])
    return starting.start(session, actor, region_id, practice, parent=parent, note=row["text"])


def _move(session: Session, actor: Actor, adoption: Adoption, step: Row) -> None:
    moving.advance(session, actor, adoption, Stage(step["to"]), step["text"])


def _choose(session: Session, actor: Actor, adoption: Adoption, step: Row) -> None:
    chosen = {
        int(number): (Choice(choice), note) for number, (choice, note) in step["blocks"].items()
    }
    planning.choose_blocks(session, actor, adoption, chosen, [tuple(row) for row in step["added"]])


def _measure(session: Session, actor: Actor, adoption: Adoption, step: Row) -> None:
    first = planning.indicators_of(session, adoption)[0]
    measured = planning.Measured(**step["measured"])
    planning.measure(session, actor, adoption, {first.id: measured}, [])


def _task(session: Session, actor: Actor, adoption: Adoption, step: Row) -> None:
    planning.add_task(session, actor, adoption, step["text"])


def _paper(session: Session, actor: Actor, adoption: Adoption, step: Row) -> None:
    paper = planning.Paper(DocumentKind(step["to"]), step["text"], "")
    planning.add_document(session, actor, adoption, paper)


def _report(session: Session, actor: Actor, adoption: Adoption, step: Row) -> None:
    moving.report(session, actor, adoption, step["text"])


def _drop(session: Session, actor: Actor, adoption: Adoption, step: Row) -> None:
    moving.drop(session, actor, adoption, step["to"], step["text"])


def _confirm(session: Session, actor: Actor, adoption: Adoption, step: Row) -> None:
    judging.confirm(session, actor, adoption, Outcome(step["to"]), step["text"])


def _verify(session: Session, actor: Actor, adoption: Adoption, step: Row) -> None:
    judging.verify(session, actor, adoption, step["text"])


ACTS: Mapping[str, Act] = {
    "move": _move,
    "blocks": _choose,
    "measure": _measure,
    "task": _task,
    "paper": _paper,
    "report": _report,
    "drop": _drop,
    "confirm": _confirm,
    "verify": _verify,
}
