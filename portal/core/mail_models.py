"""The table of outgoing mail."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class MailState(StrEnum):
    """What has become of a message."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class OutgoingMail(Entity):
    """One message to one recipient; of one that was sent only key and times are left."""

    __tablename__ = "outgoing_mail"

    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING, index=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str | None]
    unsubscribe: Mapped[str | None]
    queued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]
