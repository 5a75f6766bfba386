"""How a message leaves the portal: over SMTP, or as a file in a folder."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from portal.core.files import write_atomically

Send = Callable[[EmailMessage], None]
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT = 10  # seconds for each answer of a server
SHUTTING_DOWN = 421
PERMANENT = range(500, 600)
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*", re.IGNORECASE)
LONGEST_ADDRESS = 254  # characters that SMTP carries


class NotSent(Exception):
    """A message has not left; the message of the exception is the reason, in one line."""


class Away(NotSent):
    """The server cannot be reached or used, so that no other message would leave either."""


class Postponed(NotSent):
    """The server does not take this message now."""


class Refused(NotSent):
    """The server will never take this message for this recipient."""


class Unknown(Refused):
    """The server does not know this recipient."""


@dataclass(frozen=True)
class Outlet:
    """Where messages go: a folder, or a server with how it is spoken to."""

    folder: Path | None = None
    scheme: str = "smtp"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""


def parse(url: str) -> Outlet:
    """Return what `PORTAL_MAIL_URL` says.

    Raises:
        ValueError: saying what is wrong, without the password.
    """
    if url.startswith("file:"):
        folder = Path(url.removeprefix("file:"))
        if not folder.is_absolute():
            raise ValueError("must name an absolute path after file:")
        return Outlet(folder=folder)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # its words would show the password
        raise ValueError("must have a host, and a port that is a number") from None
    if parts.scheme not in PORTS:
        raise ValueError("must begin with smtp://, smtp+starttls://, smtps:// or file:")
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must be smtp://user:password@host:port, special characters as %XX")
    if parts.password and parts.scheme == "smtp" and parts.hostname not in THIS_MACHINE:
        raise ValueError("must be smtp+starttls:// or smtps:// to carry a password elsewhere")
    return _server(parts, port or PORTS[parts.scheme])


def _server(parts: SplitResult, port: int) -> Outlet:
    return Outlet(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def masked(url: str) -> str:
    """Return `PORTAL_MAIL_URL` as it may be seen by others."""
    before, at, after = url.rpartition("@")
    scheme, _, user = before.partition("://")
    return f"{scheme}://{user.partition(':')[0]}:***@{after}" if at and ":" in user else url


def checked_address(raw: str) -> str:
    """Return `raw` if it is one plain mail address.

    Raises:
        ValueError: if it is not; addresses outside ASCII are not taken.
    """
    if len(raw) > LONGEST_ADDRESS or not ADDRESS.fullmatch(raw):
        raise ValueError("must be a mail address like name@host")
    return raw


@contextmanager
def opened(outlet: Outlet, *, sender: str) -> Iterator[Send]:
    """Give a function that sends one message after the other for `sender`, an address.

    Raises:
        NotSent: from the function, in its kinds, and from opening.
    """
    if outlet.folder is not None:
        yield _writer(outlet.folder)
        return
    try:
        client = _connected(outlet, own_name=sender.rpartition("@")[2])
    except (smtplib.SMTPException, OSError) as error:
        raise Away(_told(error)) from error
    try:
        yield lambda message: _transmit(client, sender, message)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            client.quit()
        client.close()


def _writer(folder: Path) -> Send:
    def write(message: EmailMessage) -> None:
        name = message["Message-ID"].strip("<>").partition("@")[0]
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(folder / f"{name}.eml", message.as_bytes())
        except OSError as error:
            raise Away(_told(error)) from error

    return write


def _connected(outlet: Outlet, *, own_name: str) -> smtplib.SMTP:
    where = (outlet.host, outlet.port, own_name)
    context = ssl.create_default_context()
    if outlet.scheme == "smtps":
        client: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=TIMEOUT, context=context)
    else:
        client = smtplib.SMTP(*where, timeout=TIMEOUT)
    try:
        if outlet.scheme == "smtp+starttls":
            client.starttls(context=context)
        if outlet.user:
            client.login(outlet.user, outlet.password)
    except BaseException:
        client.close()
        raise
    return client


def _transmit(client: smtplib.SMTP, sender: str, message: EmailMessage) -> None:
    try:
        client.send_message(message, from_addr=sender)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        kind = Unknown if code in PERMANENT else _kind(code, permanent=False)
        raise kind(_line(code, said)) from error
    except smtplib.SMTPResponseException as error:
        # A refused sender is the fault of a setting, and none of the message.
        permanent = isinstance(error, smtplib.SMTPDataError) and error.smtp_code in PERMANENT
        raise _kind(error.smtp_code, permanent=permanent)(_told(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Away(_told(error)) from error


def _kind(code: int, *, permanent: bool) -> type[NotSent]:
    if code == SHUTTING_DOWN:
        return Away
    return Refused if permanent else Postponed


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _line(error.smtp_code, error.smtp_error)
    return " ".join(f"{type(error).__name__}: {error}".split())


def _line(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".split())
