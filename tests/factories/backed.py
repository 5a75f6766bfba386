"""A small portal with something of everything that a backup has to keep; nothing here is true."""

import io

from portal.accounts.services import sessions, tokens
from portal.accounts.services.memberships import Post
from portal.adoptions.models import Stage
from portal.core import jobs
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.core.uploads.intake import Purpose, Sent
from portal.search import outbox
from portal.threads.models import PostKind
from portal.threads.queries import get_visible
from portal.threads.services import files, posting
from portal.threads.services.files import Shown
from portal.threads.services.posting import Words
from portal.threads.services.texts import body_of
from tests.factories.adoptions import LONTAR, OFFICER, RANDU, begun
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    SLUG,
    actor_of,
    approved,
    saved,
    submitted,
    written,
)
from tests.factories.people import active
from tests.factories.practices import publish
from tests.factories.questions import question
from tests.factories.threads import voice_of
from tests.factories.uploads import File, attached, pdf, photo

OP = "op@uji.go.id"
POSTS = {
    "sari": PUBLISHER,
    "bayu": OFFICER,
    "randu": Post(role=Role.OFFICER, region=RANDU),
    "rina": EDITOR,
    "op": Post(role=Role.SYSTEM_ADMIN),
}
GUARDED = {"rina", "op"}
ODD = "Tanda \\ \" ' \t dan\nbaris, 😀 é \u2028 \x7f"


def fill() -> None:
    """Invent people, versions with files, a tree, a thread, a draft, sign-ins and tokens."""
    ids = {
        name: active(f"{name}@uji.go.id", post, totp=name in GUARDED)
        for name, post in POSTS.items()
    }
    who = {name: actor_of(number) for name, number in ids.items()}
    publish(3, seed=3)
    _practice(who["sari"], who["rina"])
    parent = begun(who["bayu"], LONTAR, to=Stage.OPERATING)
    begun(who["randu"], RANDU, parent=parent)
    _thread(who["bayu"], who["sari"])
    written(who["sari"], title="Draf yang belum selesai", summary={"id": ODD})
    with unit_of_work() as session:
        sessions.begin(session, ids["bayu"], "peramban")
    tokens.make(ids["bayu"], "program", by=Actor(ids["bayu"]))
    outbox.rebuild()
    jobs.run_once()


def _practice(sari: Actor, rina: Actor) -> None:
    """Publish two versions of a practice, with a picture and a document."""
    written(sari)
    image = attached(sari, SLUG, File("loket.jpg", photo(), "image/jpeg"), Purpose.IMAGE)
    paper = attached(sari, SLUG, File("aturan.pdf", pdf(), "application/pdf"))
    images = [{"file": image.public_id, "alt": {"id": "Loket"}}]
    saved(
        sari,
        SLUG,
        images=images,
        attachments=[{"file": paper.public_id, "title": {"id": "Aturan"}}],
    )
    submitted(sari, SLUG)
    approved(rina, SLUG)


def _thread(bayu: Actor, sari: Actor) -> None:
    """Ask, and answer for the region with a file."""
    key = question(bayu, SLUG, block=None)
    sent = Sent(io.BytesIO(b"tahun,biaya\n2026,10\n"), "biaya.csv", "text/csv")
    shown = [Shown(files.attach(sari, sent).public_id, "Biaya")]
    words = Words(
        body=body_of("Kami membayarnya."),
        voice=voice_of(sari, as_region=True),
        language="id",
        files=shown,
    )
    with unit_of_work() as session:
        posting.write(session, sari, get_visible(sari, key), PostKind.ANSWER, words)
