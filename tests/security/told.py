"""What forms, feeds and mails tell: well-formed, with no head that a text has added, their HTML."""

from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import cast
from xml.etree import ElementTree as ET

from flask.testing import FlaskClient

from tests.browser.watch import Findings
from tests.factories.drafts import REGION
from tests.factories.people import token_on

ATOM = "{http://www.w3.org/2005/Atom}"
KNOWN = {"feed", "entry", "id", "title", "updated", "published", "link", "generator", "rights"}
KNOWN |= {"summary", "content", "author", "name", "uri", "category"}
FORMS = {
    "/threads/new": "title body kind voice visibility practice files alt-a decorative-a seen",
    "/account": "name locale zone",
    "/account/mail": "mail current",
    "/account/tokens": "name current",
    "/account/follows": "kind key level back",
    "/sign-in": "mail password next",
    "/reset": "mail",
    f"/regions/{REGION}/members": "mail name role decree_no starts_on ends_on",
    f"/regions/{REGION}/mailbox": "mail",
    "/practices/new": "title region",
    "/practices/import": "file region",
    "/inbox/settings": "digest thread-new",
}
SAFE = {"application/json", "text/markdown", "text/csv", "image/jpeg"}
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
}


def forms_told(
    client: FlaskClient, texts: Sequence[str], *, each: bool
) -> Iterator[tuple[str, str]]:
    """Yield the pages on which forms come back that hold texts in all fields.

    Each text is sent by each form, or by one after the other.
    """
    token = token_on(client)
    for number, text in enumerate(texts):
        for path in FORMS if each else [list(FORMS)[number % len(FORMS)]]:
            data: dict[str, object] = dict.fromkeys(FORMS[path].split(), text)
            data |= {"csrf_token": token}
            if "file" in data:
                body = f"---\ntitle: {text}\n{text}: {{}}\n---\n# id\n## {text}\n\n{text}\n"
                data["file"] = (BytesIO(body.encode()), "praktik.md")
            with client.post(path, data=data) as answer:
                if answer.mimetype == "text/html" and not answer.location:
                    yield path, answer.get_data(as_text=True)


def downloads_told(client: FlaskClient, addresses: Sequence[str], findings: Findings) -> None:
    """Look whether what is to be kept as a file is nothing that a browser would open as a page."""
    for address in addresses:
        with client.get(address) as answer:
            kind, how = answer.mimetype, answer.headers.get("Content-Disposition", "")
            if answer.status_code != HTTPStatus.OK or kind not in SAFE or "attachment" not in how:
                findings.add("opens", address, f"{answer.status_code} {kind} {how}")


def feeds_told(
    client: FlaskClient, addresses: Sequence[str], findings: Findings
) -> Iterator[tuple[str, str]]:
    """Yield the HTML of entries, under the address of their feed."""
    for address in addresses:
        feed = ET.fromstring(client.get(address).get_data())  # of our own making
        for element in feed.iter():
            if element.tag.removeprefix(ATOM) not in KNOWN:
                findings.add("holds", address, element.tag)
            if not element.get("href", "http:").startswith(("http:", "https:")):
                findings.add("leads", address, str(element.get("href")))
            if element.get("type") == "html":
                yield address, element.text or ""


def mails_told(folder: Path, findings: Findings) -> Iterator[tuple[str, str]]:
    """Yield the HTML of mails that were sent to a folder, under the names of their files."""
    for path in sorted(folder.glob("*.eml")):
        mail = cast("EmailMessage", message_from_bytes(path.read_bytes(), policy=policy.default))
        if set(mail) - HEADERS or len(mail) != len(set(mail)):
            findings.add("holds", path.name, str(set(mail) - HEADERS))
        if len(mail["To"].addresses) != 1 or "\n" in mail["Subject"]:
            findings.add("leads", path.name, str(mail["To"]))
        parts = {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}
        if not set(parts) <= {"text/plain", "text/html"}:
            findings.add("holds", path.name, str(set(parts)))
        if "text/html" in parts:
            yield path.name, parts["text/html"].get_content()
