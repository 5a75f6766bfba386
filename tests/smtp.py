"""A real SMTP server for tests: in a thread, or as a process that dies at the worst moment.

As a process: `python -m tests.smtp PORT FILE LEFT MOMENT` writes the Message-ID of each message
that it takes as a line of FILE. It kills itself with the message number LEFT, `before` taking it
or `after`, when its sender has not been told; LEFT 0 lives on.
"""

import contextlib
import email
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config import ROOT
from tests.servers import free_port

HOST = "127.0.0.1"
PAPERS = Path(__file__).with_name("smtp.pem")
Answer = Callable[[str], str | None]


@dataclass(frozen=True)
class Taken:
    """A message as it arrived."""

    sender: str | None
    recipients: Sequence[str]
    message: EmailMessage

    @property
    def id(self) -> str:
        """The Message-ID."""
        return str(self.message["Message-ID"])


def accept(_address: str) -> str | None:
    """Give the usual answer."""
    return None


class Box:
    """Keeps what arrives; the three answers can be replaced."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://{HOST}:{port}"
        self.taken: list[Taken] = []
        self.at_sender: Answer = accept
        self.at_recipient: Answer = accept
        self.at_data: Answer = accept

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if answer := self.at_sender(address):
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if answer := self.at_recipient(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        content = envelope.content
        assert isinstance(content, bytes)
        parsed = email.message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        answer = self.at_data(envelope.rcpt_tos[0])
        if answer is None or answer.startswith("2"):
            self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos, parsed))
        return answer or "250 OK"


def papers() -> ssl.SSLContext:
    """Return what lets a server encrypt; who trusts `PAPERS` can speak to it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PAPERS)
    return context


@contextmanager
def receiving(port: int | None = None, **options: Any) -> Iterator[Box]:
    """Run a server; `options` are aiosmtpd's."""
    port = port or free_port()
    box = Box(port)
    controller = Controller(box, hostname=HOST, port=port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def mortal(port: int, record: Path, *, left: int, moment: str) -> Iterator[None]:
    """Run a server as a process of its own, see above."""
    words = ["-m", "tests.smtp", str(port), str(record), str(left), moment]
    with subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "listening\n"
            yield
        finally:
            process.kill()


class _Mortal:
    def __init__(self, record: Path, left: int, moment: str) -> None:
        self._record = record
        self._left = left
        self._moment = moment

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        content = envelope.content
        assert isinstance(content, bytes)
        self._left -= 1
        self._die_if("before")
        with self._record.open("a") as file:
            print(email.message_from_bytes(content)["Message-ID"], file=file)
        self._die_if("after")
        return "250 OK"

    def _die_if(self, moment: str) -> None:
        if self._left == 0 and moment == self._moment:
            os.kill(os.getpid(), signal.SIGKILL)


def _main(port: str, record: str, left: str, moment: str) -> None:
    controller = Controller(_Mortal(Path(record), int(left), moment), hostname=HOST, port=int(port))
    controller.start()
    print("listening", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
    controller.stop()


if __name__ == "__main__":
    _main(*sys.argv[1:])
