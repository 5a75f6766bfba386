"""Following a topic, muting it, and following it no longer."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.services.erasing import forgets
from portal.accounts.services.personal import holds
from portal.core.errors import BadInput, NotFound
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, require
from portal.core.retention import Rule, keeps
from portal.core.uow import unit_of_work
from portal.follows import queries
from portal.follows.models import Follow, Level
from portal.follows.permissions import FOLLOW
from portal.follows.queries.registry import kind_of, topic_of

MOST = 500


def choose(actor: Actor, kind: str, key: str, level: Level) -> None:
    """Keep how much an actor wants to hear of a topic.

    Raises:
        Forbidden: without a role.
        NotFound: if there is no such topic that the actor may see.
        BadInput: if its kind does not know the level, or if so many are followed already.
    """
    require(actor, FOLLOW)
    with unit_of_work() as session:
        topic, kind_found = topic_of(actor, kind, key), kind_of(kind)
        if topic is None or kind_found is None or actor.person_id is None:
            raise NotFound
        if level not in kind_found.levels:
            raise BadInput(_("Pilihan ini tidak ada untuk yang diikuti di sini."))
        row = _row(session, actor.person_id, kind, topic.key)
        if row is not None:
            row.level = level
            return
        if queries.count(actor.person_id) >= MOST:
            raise BadInput(
                _("Anda sudah mengikuti %(most)s hal. Akhiri dulu salah satunya.", most=MOST)
            )
        session.add(Follow(person_id=actor.person_id, kind=kind, key=topic.key, level=level))


def end(actor: Actor, kind: str, key: str) -> None:
    """Forget what an actor said of a topic, also one that is gone.

    Raises:
        Forbidden: without a role.
    """
    require(actor, FOLLOW)
    with unit_of_work() as session:
        session.execute(
            sa.delete(Follow).where(
                Follow.person_id == actor.person_id, Follow.kind == kind, Follow.key == key
            )
        )


def take_up(
    session: Session, person_id: int, kind: str, key: str, level: Level = Level.ALL
) -> None:
    """Let somebody who takes part follow a topic, unless they have said what they want."""
    if _row(session, person_id, kind, key) is None:
        session.add(Follow(person_id=person_id, kind=kind, key=key, level=level))
        session.flush()


def carry_over(session: Session, kind: str, key: str, other: str) -> None:
    """Let whoever follows a topic follow another as much, unless they have said what they want."""
    muted = Follow.level == Level.MUTE
    followers = sa.select(Follow).where(Follow.kind == kind, Follow.key == key, ~muted)
    for follow in session.scalars(followers.order_by(Follow.id)).all():
        take_up(session, follow.person_id, kind, other, follow.level)


def _row(session: Session, person_id: int, kind: str, key: str) -> Follow | None:
    return session.scalars(
        sa.select(Follow).where(
            Follow.person_id == person_id, Follow.kind == kind, Follow.key == key
        )
    ).one_or_none()


holds("follows", queries.held_about, _l("Yang saya ikuti dan pencarian tersimpan"))
forgets(
    "follows",
    lambda session, person_id: session.execute(
        sa.delete(Follow).where(Follow.person_id == person_id)
    ),
)
keeps(
    Rule(
        name="follows",
        what=_l("Yang Anda ikuti dan pencarian yang Anda simpan"),
        kept=_l("Sampai Anda mengakhirinya"),
        why=_l("Supaya Anda diberi tahu"),
    )
)
