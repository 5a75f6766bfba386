"""Forgetting: no mail that waits, and no note of a fault, names somebody who was erased."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.jobs import Job
from portal.core.mail import JOB
from portal.core.mail_models import OutgoingMail

TOLD = ("subject", "text", "html", "reason")


def forget(session: Session, *, mail: str, name: str, instead: str) -> None:
    """Delete what is to be sent to an address, and call its owner `instead` in all else that waits.

    What was sent is gone already, see `OutgoingMail`.
    """
    keys = session.scalars(
        sa.delete(OutgoingMail)
        .where(sa.func.lower(OutgoingMail.recipient) == mail)
        .execution_options(synchronize_session=False)
        .returning(OutgoingMail.key)
    ).all()
    session.execute(
        sa.delete(Job)
        .where(sa.or_(Job.key == mail, sa.and_(Job.kind == JOB, Job.key.in_(keys))))
        .execution_options(synchronize_session=False)
    )
    named = re.compile(
        "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in (mail, name) if word), re.IGNORECASE
    )
    for waiting in session.scalars(sa.select(OutgoingMail).where(OutgoingMail.text != "")):
        for column in TOLD:
            text = getattr(waiting, column)
            if text is not None and named.search(text):
                setattr(waiting, column, named.sub(instead, text))
    for job in session.scalars(sa.select(Job).where(Job.error.is_not(None))):
        job.error = named.sub(instead, job.error or "")
