"""Tables of people: who they are, what they may do where, and their sign-ins."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity
from portal.core.permissions import Role


class PersonState(StrEnum):
    """Whether a person may sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"
    ERASED = "erased"


class ConsentAct(StrEnum):
    """What happened about a purpose for which data is used: the text was shown, yes, or no more."""

    SHOWN = "shown"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class TimeZone(StrEnum):
    """The clocks of Indonesia."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"


class Person(Entity):
    """Somebody with an account; `mail` is stored as `schemas.mail.folded` gives it.

    `password_hash` is None until the invitation is accepted. `totp_salt` gives, together with the
    portal's key, the secret of the second factor, so a stolen database holds none; the factor
    counts once `totp_since` is set, and `totp_step` is the last time step whose code was used.
    `notice_seen` is the version of the privacy notice that they have read. Of who was erased the
    row stays, under a name and an address that are nobody's, since what they wrote points to it.
    """

    __tablename__ = "person"

    public_id: Mapped[str] = mapped_column(unique=True)
    mail: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str]
    zone: Mapped[TimeZone]
    data_saver: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None]
    state: Mapped[PersonState]
    totp_salt: Mapped[str | None]
    totp_since: Mapped[datetime | None]
    totp_step: Mapped[int | None]
    notice_seen: Mapped[str | None]
    created_at: Mapped[CreatedAt]


class Membership(Entity):
    """A role of a person in a region, or nationally where `region_id` is None.

    It counts from the day `starts_on` to the end of the day `ends_on`, unless ended before, and
    not before it is `approved`: some roles take two people to give. `granted_by_id` is None where
    a command gave the role, or the giver is gone. `issuer` is the identity provider whose claim
    gave it; `taken_back` tells that the provider has ended it too, and nobody here did.
    """

    __tablename__ = "membership"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    region_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    role: Mapped[Role]
    decree_no: Mapped[str | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    approved: Mapped[bool] = mapped_column(default=True)
    granted_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    issuer: Mapped[str | None]
    taken_back: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[CreatedAt]


class Handover(Entity):
    """What a person's ended membership left behind, and to whom it went.

    Without a successor it went to the queue of the region. `moved` and `left` count by kind what
    went over and what stayed with the person, who may still hold another role there.
    """

    __tablename__ = "handover"

    public_id: Mapped[str] = mapped_column(unique=True)
    membership_id: Mapped[int] = mapped_column(
        sa.ForeignKey("membership.id", ondelete="CASCADE"), index=True
    )
    successor_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    ended_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    decree_no: Mapped[str | None]
    moved: Mapped[dict[str, Any]]
    left: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class ApiToken(Entity):
    """A key to the API for a person's programs; `token_hash` is the SHA-256 of what it is."""

    __tablename__ = "api_token"

    public_id: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    expires_at: Mapped[datetime]
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class SignIn(Entity):
    """A sign-in on one device; the browser holds the token of which `token_hash` is the SHA-256.

    `confirmed_at` is when the password was asked again, as before roles are given.
    """

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    device: Mapped[str]
    created_at: Mapped[CreatedAt]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]


class Identity(Entity):
    """Who a person is to an identity provider: `subject` is its lasting number for somebody."""

    __tablename__ = "identity"
    __table_args__ = (
        sa.UniqueConstraint("issuer", "subject"),
        sa.UniqueConstraint("person_id", "issuer"),
    )

    issuer: Mapped[str]
    subject: Mapped[str]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[CreatedAt]


class RecoveryCode(Entity):
    """A code that replaces the second factor once; `code_hash` is its SHA-256."""

    __tablename__ = "recovery_code"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class UsedLink(Entity):
    """A signed link or a way to the provider that has done its work.

    It is kept until it would have expired anyway.
    """

    __tablename__ = "used_link"

    nonce: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Consent(Entity):
    """One line of a history that only grows: what somebody said about a purpose, and of which text.

    `text_version` is that of the privacy notice in force then.
    """

    __tablename__ = "consent"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str]
    act: Mapped[ConsentAct]
    text_version: Mapped[str]
    happened_at: Mapped[datetime]


class ErasureRequest(Entity):
    """Somebody's wish to be forgotten; it waits until `due_at`, and then it is done."""

    __tablename__ = "erasure_request"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    cancelled_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
