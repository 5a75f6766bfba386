"""Cleaning: how long accounts, sign-ins, tokens and links are kept, and what deletes them then."""

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import (
    ApiToken,
    ErasureRequest,
    Membership,
    Person,
    PersonState,
    SignIn,
    UsedLink,
)
from portal.accounts.queries import ABSOLUTE, is_open
from portal.accounts.services import erasing
from portal.accounts.services.links import LIFETIMES
from portal.core.audit import AuditEvent
from portal.core.clock import today, utcnow
from portal.core.i18n import _l
from portal.core.permissions import ANONYMOUS
from portal.core.retention import Rule, keeps
from portal.core.uow import unit_of_work

KEPT = timedelta(days=30)  # for who looks at where they have been signed in
UNANSWERED = timedelta(days=90)
UNUSED = timedelta(days=365)
NOTICE = timedelta(days=30)  # for who is told that the account is about to go


def start() -> None:
    """Put on the list what accounts keep."""
    for rule in _RULES:
        keeps(rule)


def clean_ended() -> None:
    """Delete sign-ins and tokens that ended a month ago, and used links that are too old anyway."""
    now = utcnow()
    with unit_of_work() as session:
        for model, dead in (
            (SignIn, SignIn.created_at < now - ABSOLUTE - KEPT),
            (ApiToken, ApiToken.expires_at < now - KEPT),
            (ApiToken, ApiToken.revoked_at < now - KEPT),
            (UsedLink, UsedLink.expires_at <= now),
        ):
            session.execute(
                sa.delete(model).where(dead).execution_options(synchronize_session=False)
            )


def forget_unanswered() -> None:
    """Erase those who never answered an invitation."""
    old = Person.created_at < utcnow() - UNANSWERED
    with unit_of_work() as session:
        invited = sa.select(Person).where(Person.state == PersonState.INVITED, old)
        for person in session.scalars(invited).all():
            erasing.erase(session, person)


def announce_unused() -> None:
    """Tell those who hold no role and have done nothing for a year that they will be erased."""
    now = utcnow()
    long_ago = now - UNUSED
    recently = sa.or_(
        sa.select(Membership.id)
        .where(
            Membership.person_id == Person.id,
            sa.or_(is_open(), Membership.ended_at >= long_ago),
        )
        .exists(),
        sa.select(Membership.id)
        .where(Membership.person_id == Person.id, Membership.ends_on >= today() - UNUSED)
        .exists(),
        sa.select(AuditEvent.seq)
        .where(AuditEvent.actor_id == Person.id, AuditEvent.moment >= long_ago.isoformat())
        .exists(),
        sa.select(ErasureRequest.id)
        .where(ErasureRequest.person_id == Person.id, ErasureRequest.asked_at >= long_ago)
        .exists(),
    )
    unused = sa.select(Person).where(
        Person.state == PersonState.ACTIVE, Person.created_at < long_ago, ~recently
    )
    with unit_of_work() as session:
        for person in session.scalars(unused).all():
            erasing.announce(session, person, by=ANONYMOUS, within=NOTICE)


_RULES = (
    Rule(
        name="profile",
        what=_l("Nama, surel, bahasa, dan zona waktu Anda"),
        kept=_l("Sampai Anda meminta penghapusan"),
        why=_l("Akun dan surat butuh keduanya"),
    ),
    Rule(
        name="unused",
        what=_l("Akun tanpa peran yang tidak dipakai"),
        kept=_l(
            "%(days)s hari, lalu %(notice)s hari sejak diberi tahu",
            days=UNUSED.days,
            notice=NOTICE.days,
        ),
        why=_l("Peran dapat datang lagi; setelah itu tidak ada gunanya"),
        clean=announce_unused,
    ),
    Rule(
        name="unanswered",
        what=_l("Undangan yang tidak dijawab, dengan surel yang diundang"),
        kept=_l("%(days)s hari", days=UNANSWERED.days),
        why=_l("Supaya undangan dapat dikirim ulang"),
        clean=forget_unanswered,
    ),
    Rule(
        name="ended",
        what=_l("Riwayat masuk dan token API, sesudah berakhir"),
        kept=_l("%(days)s hari", days=KEPT.days),
        why=_l("Supaya Anda dapat melihat apakah orang lain memakai akun Anda"),
        clean=clean_ended,
    ),
    Rule(
        name="links",
        what=_l("Nomor tautan surel yang sudah dipakai"),
        kept=_l("Paling lama %(days)s hari", days=max(LIFETIMES.values()).days),
        why=_l("Satu tautan hanya berlaku sekali"),
    ),
    Rule(
        name="roles",
        what=_l("Peran di daerah, serah terima, dan tulisan Anda"),
        kept=_l("Seterusnya; setelah penghapusan tanpa nama"),
        why=_l("Arsip kerja daerah: siapa berwenang kapan, dan jawaban yang dipakai orang lain"),
    ),
    Rule(
        name="audit",
        what=_l("Jejak audit: nomor, tindakan, dan waktu, tanpa nama"),
        kept=_l("Seterusnya"),
        why=_l("Bukti bahwa tidak ada yang diubah diam-diam"),
    ),
)
