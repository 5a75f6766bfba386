"""Codes of an authenticator app (TOTP), and recovery codes that replace one."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

import pyotp
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Person, RecoveryCode
from portal.accounts.queries import hash_of, person_of
from portal.core.clock import utcnow
from portal.core.settings import current_settings

ISSUER = "Sokoguru"
RECOVERY_CODES = 10
CODE_BYTES = 10
CODE_PART = 4
SECRET_BYTES = 20
SECONDS = 30
NEIGHBOURS = (-1, 0, 1)  # time steps by which clocks may differ


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app must know; `uri` is what the QR code says."""

    secret: str
    uri: str


def enrolment_of(person: Person) -> Enrolment | None:
    """Return what is to be confirmed, None where nothing was begun or all is done."""
    if person.totp_salt is None or person.totp_since is not None:
        return None
    secret = secret_of(person.totp_salt)
    uri = pyotp.TOTP(secret).provisioning_uri(name=person.mail, issuer_name=ISSUER)
    return Enrolment(secret, uri)


def secret_of(salt: str) -> str:
    """Return the secret, in base32, that a salt and the portal's key give."""
    key = current_settings().secret_key.encode()
    digest = hmac.digest(key, f"totp:{salt}".encode(), sha256)
    return base64.b32encode(digest[:SECRET_BYTES]).decode()


def renew_recovery_codes(session: Session, person_id: int) -> list[str]:
    """Replace the recovery codes, and return them: they are told once and stored as hashes."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(person_id=person_id, code_hash=hash_of(_plain(code))) for code in codes
    )
    return codes


def new_salt() -> str:
    """Return what makes a new secret."""
    return secrets.token_hex(16)


def takes(session: Session, person_id: int, code: str) -> bool:
    """Tell whether a code of either kind is right, and use it up; each is good once."""
    person = person_of(person_id)
    if person.totp_since is None:
        return False
    return takes_totp(person, code) or _takes_recovery(session, person_id, code)


def takes_totp(person: Person, code: str) -> bool:
    """Tell whether a code of the app is right, and use it and all before it up."""
    digits = "".join(code.split())
    if person.totp_salt is None or not (digits.isascii() and digits.isdigit()):
        return False
    for step in (step_now() + by for by in NEIGHBOURS):
        right = hmac.compare_digest(code_at(person.totp_salt, step), digits)
        if right and step > (person.totp_step or 0):
            person.totp_step = step
            return True
    return False


def step_now() -> int:
    """Return the number of the present time step."""
    return int(utcnow().timestamp()) // SECONDS


def code_at(salt: str, step: int) -> str:
    """Return the code that the app shows in a time step."""
    return pyotp.TOTP(secret_of(salt)).at(step * SECONDS)


def _takes_recovery(session: Session, person_id: int, code: str) -> bool:
    used = session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == hash_of(_plain(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=utcnow())
        .returning(RecoveryCode.id)
    ).first()
    return used is not None


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    parts = range(0, len(letters), CODE_PART)
    return "-".join(letters[start : start + CODE_PART] for start in parts)


def _plain(code: str) -> str:
    return code.lower().replace("-", "").replace(" ", "")
