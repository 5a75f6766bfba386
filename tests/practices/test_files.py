"""Files of practices: attached by their region, shown by versions, opened by those who may."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.accounts.queries import person_by_mail
from portal.accounts.services import tokens
from portal.accounts.services.memberships import Post
from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.permissions import ANONYMOUS, Actor, Role
from portal.core.uow import unit_of_work
from portal.core.uploads import keeping
from portal.core.uploads.intake import Purpose
from portal.core.uploads.types import UploadRefused
from portal.practices.models import Practice, PracticeState
from portal.practices.models.files import FileText, PracticeFile, TextState
from portal.practices.queries import plain_matches
from portal.practices.queries.files import FileView, kept_files
from portal.practices.services import files
from portal.practices.services.reviews import Incomplete
from portal.search import outbox
from tests.conftest import make_app
from tests.databases import Database, copied
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    actor_of,
    approved,
    practice_of,
    saved,
    somebody,
    submitted,
    written,
)
from tests.factories.people import active, send, signed_in, token_on
from tests.factories.uploads import File, attached, pdf, photo, picture

PAGES = ("Pembukaan", "Standar biaya", "Lampiran satu", "Kata kuncinya zebrakuda")
PEOPLE = {
    "hadi@contoh.go.id": Post(role=Role.REGION_ADMIN, region=REGION),
    "budi@contoh.go.id": Post(role=Role.PUBLISHER, region="35.10"),
    "bayu@contoh.go.id": Post(role=Role.OFFICER, region="35.10"),
    "dewi@contoh.go.id": Post(role=Role.MENTOR, region=REGION),
    "op@contoh.go.id": Post(role=Role.SYSTEM_ADMIN),
    "ahli@contoh.go.id": Post(role=Role.EXPERT),
}
SECRET = ("Rahasia gajahpelangi",)
PDF = File("Laporan.pdf", pdf(PAGES), "application/pdf")


@dataclass
class Scene:
    """A published practice with an image, an open attachment and one for members."""

    app: Flask
    sari: Actor
    rina: Actor
    slug: str
    image: FileView
    report: FileView
    secret: FileView


def _written() -> None:
    """Write a practice with an image and two attachments, one of which is for members."""
    sari, _rina = somebody("sari@contoh.go.id", PUBLISHER), somebody("rina@contoh.go.id", EDITOR)
    for mail, post in PEOPLE.items():
        active(mail, post)
    slug = written(sari)
    image = attached(sari, slug, File("loket.jpg", photo(), "image/jpeg"), Purpose.IMAGE)
    report = attached(sari, slug, PDF)
    secret = attached(sari, slug, File("Rahasia.pdf", pdf(SECRET), "application/pdf"))
    saved(
        sari,
        slug,
        images=[
            {
                "file": image.public_id,
                "alt": {"id": "Loket antrean yang sepi"},
                "caption": {"id": "Loket pada 2026"},
            }
        ],
        attachments=[
            {"file": report.public_id, "title": {"id": "Laporan loket"}},
            {"file": secret.public_id, "title": {"id": "Rincian"}, "member_only": True},
        ],
    )


def _published() -> None:
    """Publish it, let its text be read, and index it."""
    _written()
    _publish(_scene(current_app._get_current_object()))
    _work()
    outbox.rebuild()


def _scene(app: Flask) -> Scene:
    with app.app_context(), reading():
        practice = db.session.scalars(sa.select(Practice).where(Practice.slug == SLUG)).one()
        image, report, secret = kept_files(practice.id)[:3]
        sari, rina = (_actor(f"{name}@contoh.go.id") for name in ("sari", "rina"))
    return Scene(app, sari, rina, SLUG, image, report, secret)


def _actor(mail: str) -> Actor:
    person = person_by_mail(mail)
    assert person is not None
    return actor_of(person.id)


@pytest.fixture
def scene(
    built: Callable[[str, Callable[[], object]], Path], database: Database, tmp_path: Path
) -> Iterator[Scene]:
    """A portal of its own with what is written and not yet published."""
    source = built("files written", _written)
    with copied(database, source, tmp_path / "data") as directory:
        app = make_app(directory)
        app.test_client_class = Reader
        with app.app_context():
            yield _scene(app)
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def shown(read_only: Callable[[str, Callable[[], object]], Flask]) -> Scene:
    """A portal with what is published, for tests that only read."""
    app = read_only("files shown", _published)
    app.test_client_class = Reader
    return _scene(app)


class Reader(FlaskClient):
    """A browser that reads answers to their end, as files stay open otherwise."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return super().open(*args, **{"buffered": True, **kwargs})


def _publish(scene: Scene) -> None:
    submitted(scene.sari, scene.slug)
    approved(scene.rina, scene.slug)


def _work() -> None:
    """Do what the worker does, and then what that has asked for."""
    jobs.run_once()
    jobs.run_once()


def _addresses(scene: Scene) -> list[str]:
    image = scene.image
    return [
        f"/files/{image.public_id}",
        *(
            f"/files/{image.public_id}/{width}.{kind}"
            for width in image.widths
            for kind in ("webp", "jpg")
        ),
        f"/files/{scene.report.public_id}",
        f"/files/{scene.secret.public_id}",
    ]


def _who_may(scene: Scene, file: FileView) -> dict[str, str]:
    """Return what each kind of person meets at a file."""
    found = {}
    with scene.app.app_context(), reading():
        actors = {mail.partition("@")[0]: _actor(mail) for mail in PEOPLE}
        actors |= {"anonymous": ANONYMOUS, "sari": scene.sari, "rina": scene.rina}
        for name, actor in actors.items():
            try:
                _view, everybody = keeping.open_file(actor, file.public_id)
                found[name] = "everybody" if everybody else "private"
            except (NotFound, Forbidden) as error:
                found[name] = type(error).__name__
    return found


def test_before_publication_files_are_those_of_the_people_who_write_and_review(
    scene: Scene,
) -> None:
    reader = scene.app.test_client()
    hidden = dict.fromkeys(("anonymous", "budi", "bayu", "dewi", "op", "ahli"), "NotFound")
    writers = dict.fromkeys(("sari", "hadi"), "private")

    assert {reader.get(path).status_code for path in _addresses(scene)} == {404}
    assert _who_may(scene, scene.report) == {**hidden, **writers, "rina": "NotFound"}
    submitted(scene.sari, scene.slug)
    assert _who_may(scene, scene.report) == {**hidden, **writers, "rina": "private"}
    assert {reader.get(path).status_code for path in _addresses(scene)} == {404}


def test_what_is_published_is_open_and_what_is_for_members_is_not(shown: Scene) -> None:
    reader = shown.app.test_client()

    answers = {path: reader.get(path) for path in _addresses(shown)}
    secret = _who_may(shown, shown.secret)

    assert [answer.status_code for answer in answers.values()] == [200] * (len(answers) - 1) + [403]
    assert b"gajah" not in answers[f"/files/{shown.secret.public_id}"].data
    assert set(_who_may(shown, shown.report).values()) == {"everybody", "private"}
    refused = {name for name, what in secret.items() if what == "Forbidden"}
    assert refused == {"anonymous", "op", "ahli"}
    assert {what for name, what in secret.items() if name not in refused} == {"private"}


def test_a_download_can_do_nothing_in_a_browser(shown: Scene) -> None:
    reader = shown.app.test_client()

    report = reader.get(f"/files/{shown.report.public_id}")
    image = reader.get(f"/files/{shown.image.public_id}/400.webp")

    assert report.data == PDF.body
    assert report.headers["Content-Disposition"] == "attachment; filename=Laporan.pdf"
    assert report.headers["Content-Type"] == "application/pdf"
    assert image.headers["Content-Disposition"].startswith("inline")
    assert image.headers["Content-Type"] == "image/webp"
    for answer in (report, image):
        policy = answer.headers.getlist("Content-Security-Policy")
        assert len(policy) == 1
        assert policy[0].startswith("sandbox; default-src 'none';")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "public, max-age=86400"
        assert "Set-Cookie" not in answer.headers
    etag = report.headers["ETag"]
    again = reader.get(f"/files/{shown.report.public_id}", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert b"Rahasia" not in image.data


def test_what_is_not_there_is_not_found(shown: Scene) -> None:
    reader = shown.app.test_client()
    image = f"/files/{shown.image.public_id}"
    odd = (
        "/files/aaaaaaaaaaaa",
        "/files/..",
        f"{image}/481.webp",
        f"{image}/400.png",
        f"{image}/body",
        f"{image}/../../portal.db",
        f"/files/{shown.report.public_id}/480.webp",
        f"/files/{shown.report.public_id.upper()}",
    )

    assert {path: reader.get(path).status_code for path in odd} == dict.fromkeys(odd, 404)


def test_the_page_shows_images_and_attachments(shown: Scene) -> None:
    reader = shown.app.test_client()
    image, report = shown.image.public_id, shown.report.public_id

    page = reader.get(f"/practices/{shown.slug}").get_data(as_text=True)
    english = reader.get(f"/en/practices/{shown.slug}").get_data(as_text=True)
    saver = reader.get(f"/practices/{shown.slug}", headers={"Save-Data": "on"})

    (tag,) = re.findall(r"<img[^>]*/files/[^>]*>", page)
    assert f'src="/files/{image}/400.jpg"' in tag
    for part in ('width="400"', 'height="640"', 'loading="lazy"', 'alt="Loket antrean yang sepi"'):
        assert part in tag
    assert f'srcset="/files/{image}/400.webp 400w"' in page
    assert re.search(r"<figcaption ?>Loket pada 2026</figcaption>", page)
    assert '<figcaption lang="id">' in english.replace("  ", " ")
    assert f'<a href="/files/{report}" >Laporan loket</a>' in page
    assert re.search(r"PDF, \d KB", page)
    assert f"/files/{shown.secret.public_id}" not in page
    assert "Rincian" in page
    assert "Khusus anggota" in page
    assert f'href="/sign-in?next=/practices/{shown.slug}"' in page
    assert f'src="/files/{image}/400.jpg"' in english, "the same address for both languages"
    assert "Members only" in english
    assert re.search(r"<details>\s*<summary>\s*Tampilkan gambar \(\d KB\): Loket", saver.text)
    assert "<details>\n" not in re.findall(r'class="photo">(.*?)</figure>', page, re.DOTALL)[0]
    assert "Save-Data" in saver.headers["Vary"]


def test_a_member_gets_the_link_and_whoever_saves_data_no_image_unasked(scene: Scene) -> None:
    _publish(scene)
    member = signed_in(scene.app, "bayu@contoh.go.id")
    send(member, "/account", name="Bayu", locale="id", zone="WIB", data_saver="y")

    page = member.get(f"/practices/{scene.slug}").get_data(as_text=True)
    answer = member.get(f"/files/{scene.secret.public_id}")

    assert f'href="/files/{scene.secret.public_id}"' in page
    assert "Tampilkan gambar" in page
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_api_names_the_files(shown: Scene) -> None:

    told = shown.app.test_client().get(f"/api/v1/practices/{shown.slug}").get_json()["files"]

    report = next(file for file in told if file["id"] == shown.report.public_id)
    assert report == {
        "id": shown.report.public_id,
        "url": f"http://127.0.0.1:8000/files/{shown.report.public_id}",
        "kind": "attachment",
        "name": "Laporan.pdf",
        "media_type": "application/pdf",
        "bytes": len(PDF.body),
        "member_only": False,
    }
    (kept,) = (file for file in told if file["member_only"])
    assert (kept["id"], kept["name"], kept["url"]) == (shown.secret.public_id, None, None)
    assert len(told) == 3


def test_programs_of_members_fetch_what_is_kept_for_them(scene: Scene) -> None:
    _publish(scene)
    client, address = scene.app.test_client(), f"/files/{scene.secret.public_id}"
    headers = {mail: _bearer(mail) for mail in (*PEOPLE, "rina@contoh.go.id")}
    browser = signed_in(scene.app, "bayu@contoh.go.id")

    statuses = {
        mail: client.get(address, headers=sent).status_code for mail, sent in headers.items()
    }
    theirs = client.get(address, headers=headers["bayu@contoh.go.id"])
    told = client.get(f"/api/v1/practices/{scene.slug}", headers=headers["bayu@contoh.go.id"])
    english = {"Authorization": "Bearer soko_x", "Accept-Language": "en"}
    refused = browser.get(address, headers=english)

    assert statuses == dict.fromkeys(headers, 403) | dict.fromkeys(
        [f"{name}@contoh.go.id" for name in ("budi", "bayu", "dewi")], 200
    ), "nobody has a guarded role here, since there is no second factor"
    assert client.get(address).status_code == 403
    assert theirs.headers["Cache-Control"] == "private, no-store"
    assert theirs.data.startswith(b"%PDF")
    assert f"http://127.0.0.1:8000{address}" in {file["url"] for file in told.get_json()["files"]}
    assert refused.status_code == 401, "a cookie does not stand in for a token"
    assert refused.content_type == "application/problem+json"
    assert refused.get_json()["title"] == "The token does not hold"
    open_ = client.get(f"/files/{scene.report.public_id}", headers=headers["ahli@contoh.go.id"])
    assert open_.status_code == 200


def _bearer(mail: str) -> dict[str, str]:
    token = tokens.make(_actor(mail).person_id or 0, "uji", by=ANONYMOUS)
    return {"Authorization": f"Bearer {token}"}


def test_the_text_of_an_attachment_is_found_with_its_page(shown: Scene) -> None:
    reader = shown.app.test_client()

    found = reader.get("/practices?q=zebrakuda").get_data(as_text=True)
    english = reader.get("/en/practices?q=zebrakuda").get_data(as_text=True)
    also = reader.get("/practices?q=biaya+standar").get_data(as_text=True)
    api = reader.get("/api/v1/practices?q=zebrakuda").get_json()["items"]

    assert 'data-total="1"' in found or "data-total" in found
    assert re.search(
        r"Hanya di lampiran, hal\. 4:\s*<a href=\"/files/\w+\">Laporan loket</a>", found
    )
    assert "Only in an attachment, p. 4:" in english
    assert "<mark>zebrakuda</mark>" in found
    assert "di lampiran, hal. 2:" in also
    assert api[0]["highlights"]["attachment"]["page"] == 4
    for words in ("gajahpelangi", "rahasia gajahpelangi"):
        hidden = reader.get(f"/api/v1/practices?q={words}&exact=1").get_json()
        assert hidden["total"] == 0
        assert "gajahpelangi" not in str(hidden["items"])


def test_without_an_index_attachments_are_found_and_those_of_members_are_not(shown: Scene) -> None:

    with shown.app.app_context(), reading():
        assert len(plain_matches(["zebrakuda"])) == 1
        assert len(plain_matches(["zebrakuda", "antrean"])) == 1
        assert plain_matches(["gajahpelangi"]) == set()


def test_a_practice_that_is_not_public_any_more_takes_its_files_along(scene: Scene) -> None:
    _publish(scene)
    _work()
    with unit_of_work():
        practice_of(scene.slug).state = PracticeState.WITHDRAWN
    _work()
    reader = scene.app.test_client()

    assert {reader.get(path).status_code for path in _addresses(scene)} == {404}
    assert reader.get("/api/v1/practices?q=zebrakuda&exact=1").get_json()["total"] == 0


def test_a_file_of_another_practice_is_not_to_be_shown(scene: Scene) -> None:
    budi = _actor("budi@contoh.go.id")
    thief = written(
        budi,
        title="Pencuri berkas orang",
        region="35.10",
        images=[{"file": scene.image.public_id, "alt": {"id": "Curian"}}],
        evidence=[
            {"kind": "dokumen", "text": {"id": "Curian"}, "file": scene.report.public_id},
            {"kind": "dokumen", "text": {"id": "Hilang"}, "file": "aaaaaaaaaaaa"},
        ],
    )

    with pytest.raises(Incomplete) as refused:
        submitted(budi, thief)

    assert [gap.path for gap in refused.value.gaps] == [
        "images.0.file",
        "evidence.0.file",
        "evidence.1.file",
    ]


def test_evidence_and_sources_link_their_files(scene: Scene) -> None:
    own = attached(scene.sari, scene.slug, File("Audit.pdf", pdf(), "application/pdf"))
    saved(
        scene.sari,
        scene.slug,
        evidence=[
            {
                "kind": "pihak-ketiga",
                "text": {"id": "Hasil audit"},
                "file": own.public_id,
                "checked_by": "BPKP",
                "checked_on": "2026-03-02",
            },
            {"kind": "dokumen", "text": {"id": "Rinciannya"}, "file": scene.secret.public_id},
        ],
        sources=[{**COMPLETE["sources"][0], "file": scene.report.public_id}],
    )
    submitted(scene.sari, scene.slug)
    writer = signed_in(scene.app, "sari@contoh.go.id")
    review = writer.get(f"/practices/{scene.slug}/review").get_data(as_text=True)
    approved(scene.rina, scene.slug)
    reader, member = scene.app.test_client(), signed_in(scene.app, "bayu@contoh.go.id")

    page = reader.get(f"/practices/{scene.slug}").get_data(as_text=True)
    english = reader.get(f"/en/practices/{scene.slug}").get_data(as_text=True)
    inside = member.get(f"/practices/{scene.slug}").get_data(as_text=True)

    audit, secret = f"/files/{own.public_id}", f"/files/{scene.secret.public_id}"
    report = f"/files/{scene.report.public_id}"
    named = {audit: "Audit.pdf", report: "Laporan.pdf"}
    assert _proofs(page) == _proofs(english) == named
    assert _proofs(inside) == {**named, secret: "Rahasia.pdf"}
    assert _proofs(review).items() >= _proofs(inside).items()
    proof = page[page.index('id="bukti"') : page.index('id="riwayat"')]
    assert proof.index("Rahasia.pdf") < proof.index("Khusus anggota")
    assert "Masuk untuk mengunduh" in proof
    assert "diperiksa oleh BPKP, 2 Maret 2026" in proof
    assert "Mengapa tingkat 3:" in proof
    assert "Pihak ketiga sudah memeriksa hasilnya" in proof


def _proofs(page: str) -> dict[str, str]:
    """Return {address: name} of the files that a page links by their names."""
    return dict(re.findall(r'<a href="(/files/\w+)" ?>(\w+\.pdf)</a>', page))


def test_limits_hold_and_nothing_refused_is_kept(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 4)
    budi = _actor("budi@contoh.go.id")
    small = File("a.csv", b"a,b\n1,2\n", "text/csv")

    with pytest.raises(NotFound):
        attached(budi, scene.slug, small)
    with pytest.raises(UploadRefused):
        attached(scene.sari, scene.slug, File("a.svg", b"<svg/>"))
    attached(scene.sari, scene.slug, small)
    with pytest.raises(Conflict, match="4"):
        attached(scene.sari, scene.slug, small)
    monkeypatch.setattr(files, "MOST_FILES", 20)
    with reading():
        room = db.session.scalar(sa.select(sa.func.sum(PracticeFile.bytes_in_all))) or 0
    monkeypatch.setattr(files, "MOST_BYTES_OF_REGION", room + 7)  # found out when it is on disk
    with pytest.raises(Conflict, match="1 GB"):
        attached(scene.sari, scene.slug, small)
    submitted(scene.sari, scene.slug)
    with pytest.raises(Conflict):
        attached(scene.sari, scene.slug, small)

    kept = list(keeping.store().names(before=utcnow() + timedelta(days=1)))
    with reading():
        assert len(kept) == db.session.scalar(sa.select(sa.func.count(PracticeFile.id))) == 4


def test_orphans_go_after_a_while_and_what_a_version_shows_stays(scene: Scene) -> None:
    orphan = attached(scene.sari, scene.slug, File("a.csv", b"a,b\n1,2\n", "text/csv"))
    young = attached(scene.sari, scene.slug, File("b.csv", b"a,b\n1,3\n", "text/csv"))
    _publish(scene)
    with unit_of_work() as session:
        for file in (scene.report, orphan):
            if file is scene.report:
                files.remove(session, scene.sari, file.public_id)
        old = utcnow() - keeping.GRACE - timedelta(hours=1)
        session.execute(
            sa.update(PracticeFile)
            .where(PracticeFile.public_id != young.public_id)
            .values(created_at=old)
        )
        session.execute(
            sa.update(PracticeFile)
            .where(PracticeFile.removed_at.is_not(None))
            .values(removed_at=old)
        )

    assert files.sweep() == 1

    with reading():
        left = set(db.session.scalars(sa.select(PracticeFile.public_id)))
    assert left == {f.public_id for f in (scene.image, scene.report, scene.secret, young)}
    assert scene.app.test_client().get(f"/files/{scene.report.public_id}").status_code == 200


def test_a_pdf_that_cannot_be_read_says_so_and_is_not_tried_again(scene: Scene) -> None:
    broken = (
        pdf()
        .replace(b"/Type /Catalog", b"/Type /Catalox")
        .replace(b"/Pages 2 0 R", b"/Pages 9 9 R")
    )
    file = attached(scene.sari, scene.slug, File("rusak.pdf", broken, "application/pdf"))

    _work()

    with reading():
        states = dict(
            db.session.execute(sa.select(PracticeFile.public_id, PracticeFile.text_state)).all()
        )
        pages = db.session.scalars(
            sa.select(FileText.page)
            .where(FileText.file_id == scene.report.id)
            .order_by(FileText.page)
        ).all()
        left = set(db.session.scalars(sa.select(jobs.Job.kind)))
    assert files.TEXT_JOB not in left
    assert states[file.public_id] is TextState.PART
    assert states[scene.report.public_id] is TextState.WHOLE
    assert states[scene.image.public_id] is TextState.NONE
    assert pages == [1, 2, 3, 4]


def _upload(client: FlaskClient, path: str, file: File, **data: str) -> Any:
    media_type = file.media_type or "application/octet-stream"
    sent = FileStorage(io.BytesIO(file.body), file.name, content_type=media_type)
    form = {"csrf_token": token_on(client), "purpose": "attachment", "file": sent, **data}
    boundary, body = encode_multipart(form)
    return client.post(path, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def test_a_publisher_attaches_on_a_page_and_a_fault_is_told_there(scene: Scene) -> None:
    client = signed_in(scene.app, "sari@contoh.go.id")
    path = f"/practices/{scene.slug}/files"

    large = _upload(client, path, File("peta.png", picture("PNG"), "image/png"), member_only="y")
    refused = _upload(client, path, File("logo.svg", b"<svg/>", "image/svg+xml"))
    english = _upload(client, f"/en{path}", File("logo.svg", b"<svg/>", "image/svg+xml"))
    missing = client.post(path, data={"csrf_token": token_on(client), "purpose": "attachment"})
    heavy = _upload(client, path, File("a.pdf", b"%PDF-1.4" + b" " * 10_000_100))
    too_heavy = _upload(client, path, File("a.pdf", b"%PDF-1.4" + b" " * 12_000_000))
    page = client.get(f"{path}?done=added").get_data(as_text=True)

    assert (large.status_code, large.location) == (303, f"{path}?done=added")
    assert [a.status_code for a in (refused, english, missing, heavy)] == [422] * 4
    assert too_heavy.status_code == 413
    assert "Jenis berkas ini tidak diterima" in refused.text
    assert "This type of file is not accepted" in english.text
    assert "Pilih berkasnya dulu." in missing.text
    assert "lebih besar dari 10 MB" in heavy.text
    assert "peta.png" in page
    assert "Berkas sudah disimpan." in page
    key = re.findall(rf"{path}/(\w{{12}})/remove", page)[-1]
    gone = send(client, f"{path}/{key}/remove")
    assert gone.status_code == 303
    assert "peta.png" not in client.get(path).get_data(as_text=True)
    assert send(client, f"{path}/{key}/remove").status_code == 404


def test_nobody_else_attaches_or_removes(scene: Scene) -> None:
    stranger = signed_in(scene.app, "budi@contoh.go.id")
    path = f"/practices/{scene.slug}/files"

    assert stranger.get(path).status_code == 404
    assert _upload(stranger, path, PDF).status_code == 404
    assert send(stranger, f"{path}/{scene.report.public_id}/remove").status_code == 404
    assert scene.app.test_client().post(path, data={}).status_code == 403
