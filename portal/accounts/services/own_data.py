"""What accounts hold about a person, for the copy of their own data."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import (
    ApiToken,
    Consent,
    ErasureRequest,
    Handover,
    Identity,
    Membership,
    Person,
    RecoveryCode,
    SignIn,
)
from portal.accounts.queries import person_of
from portal.accounts.services.personal import Collect, holds, rows_of
from portal.core.audit import AuditEvent
from portal.core.db import db
from portal.core.i18n import _l
from portal.core.mail_models import OutgoingMail
from portal.regions.models.profile import AssessmentAct
from portal.regions.queries import directory

Model = type[SignIn | Identity | ApiToken | AssessmentAct | Consent | ErasureRequest]


def start() -> None:
    """Register it."""
    holds("profile", _profile, _l("Profil"))
    holds("memberships", _memberships, _l("Peran di daerah"))
    holds("handovers", _handovers, _l("Serah terima"))
    holds(
        "consents",
        _columns(Consent, "purpose", "act", "text_version", "happened_at"),
        _l("Persetujuan dan pemberitahuan privasi"),
    )
    holds(
        "erasure_requests",
        _columns(ErasureRequest, "asked_at", "due_at", "cancelled_at", "done_at"),
        _l("Permintaan penghapusan"),
    )
    signs = ("device", "created_at", "last_seen_at", "revoked_at", "second_factor_at")
    holds("sign_ins", _columns(SignIn, *signs), _l("Riwayat masuk"))
    linked = ("issuer", "subject", "created_at")
    holds("identities", _columns(Identity, *linked), _l("Akun di penyedia masuk tunggal"))
    tokens = ("name", "created_at", "expires_at", "last_used_on", "revoked_at")
    holds("tokens", _columns(ApiToken, *tokens), _l("Token API"))
    holds("mails", rows_of(_mails), _l("Surat yang menunggu dikirim atau ditolak"))
    holds(
        "assessments",
        _columns(AssessmentAct, "act", "reason", "created_at"),
        _l("Nilai daerah yang saya isi atau periksa"),
    )
    holds("audit", _audit, _l("Jejak audit"))


def _profile(person_id: int) -> dict[str, Any]:
    person = person_of(person_id)
    shown = (
        "public_id",
        "mail",
        "name",
        "locale",
        "zone",
        "data_saver",
        "state",
        "notice_seen",
        "created_at",
    )
    left = sa.select(sa.func.count()).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return {name: getattr(person, name) for name in shown} | {
        "second_factor_since": person.totp_since,
        "recovery_codes": db.session.scalar(left),
    }


def _memberships(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Membership).where(Membership.person_id == person_id).order_by(Membership.id)
    )
    return [
        {
            "role": row.role,
            "region": directory().by_id[row.region_id].code if row.region_id is not None else None,
            "decree_no": row.decree_no,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "ended_at": row.ended_at,
            "approved": row.approved,
            "issuer": row.issuer,
        }
        for row in rows
    ]


def _handovers(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(Handover, Membership.person_id)
        .join(Membership, Membership.id == Handover.membership_id)
        .where(sa.or_(Membership.person_id == person_id, Handover.successor_id == person_id))
        .order_by(Handover.id)
    )
    return [
        {
            "as": "predecessor" if row.person_id == person_id else "successor",
            "decree_no": row.Handover.decree_no,
            "moved": row.Handover.moved,
            "at": row.Handover.at,
        }
        for row in rows
    ]


def _columns(model: Model, *names: str) -> Collect:
    columns = [getattr(model, name) for name in names]
    return rows_of(
        lambda person_id: sa.select(*columns).where(model.person_id == person_id).order_by(model.id)
    )


def _mails(person_id: int) -> sa.Executable:
    """Of mails that left nothing tells whose they were; the words of others name other people."""
    mail = sa.select(Person.mail).where(Person.id == person_id).scalar_subquery()
    return (
        sa.select(OutgoingMail.state, OutgoingMail.queued_at, OutgoingMail.reason)
        .where(OutgoingMail.recipient == mail)
        .order_by(OutgoingMail.id)
    )


def _audit(person_id: int) -> list[dict[str, Any]]:
    public_id = sa.select(Person.public_id).where(Person.id == person_id).scalar_subquery()
    rows = db.session.scalars(
        sa.select(AuditEvent)
        .where(
            sa.or_(
                AuditEvent.actor_id == person_id,
                sa.and_(AuditEvent.kind == "person", AuditEvent.key == public_id),
            )
        )
        .order_by(AuditEvent.seq)
    )
    return [
        {
            "seq": row.seq,
            "moment": datetime.fromisoformat(row.moment),
            "by_me": row.actor_id == person_id,
            "action": row.action,
            "kind": row.kind,
            "key": row.key,
            "details": json.loads(row.details),
        }
        for row in rows
    ]
