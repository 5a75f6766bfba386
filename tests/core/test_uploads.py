"""What comes in: every honest type is taken, whatever is hostile is refused or made harmless."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from portal.core.clock import utcnow
from portal.core.uploads.intake import Purpose, Sent, Taken, take
from portal.core.uploads.store import NoRoom, Store
from portal.core.uploads.types import PDF, UploadRefused, display_name
from tests.factories.uploads import (
    HTML,
    File,
    broken_pictures,
    honest,
    hostile_attachments,
    photo,
    picture,
)

GOOD, HOSTILE, BROKEN = honest(), hostile_attachments(), broken_pictures()


def _take(file: File, purpose: Purpose = Purpose.ATTACHMENT) -> Taken:
    return take(Sent(io.BytesIO(file.body), file.name, file.media_type), purpose)


@pytest.mark.parametrize("name", GOOD)
def test_an_honest_file_is_taken(name: str) -> None:
    file = GOOD[name]

    taken = _take(file)

    assert taken.bytes > 0
    assert taken.name.endswith(taken.kind.suffix)
    if taken.width is None:
        assert taken.parts == {taken.main: file.body}


def test_there_are_enough_hostile_files() -> None:
    assert len(HOSTILE) >= 70


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        _take(HOSTILE[name])

    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_picture_is_refused(name: str) -> None:
    with pytest.raises(UploadRefused):
        _take(BROKEN[name], Purpose.IMAGE)


@pytest.mark.parametrize("name", ["pdf", "docx", "csv"])
def test_an_image_is_a_picture(name: str) -> None:
    with pytest.raises(UploadRefused, match="PNG, JPEG, WebP"):
        _take(GOOD[name], Purpose.IMAGE)


def _pixels(body: bytes, where: tuple[int, int]) -> tuple[int, ...]:
    found = Image.open(io.BytesIO(body)).convert("RGB").getpixel(where)
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize("purpose", Purpose)
def test_of_a_picture_only_its_pixels_are_kept(purpose: Purpose) -> None:
    poisoned = photo() + HTML
    assert b"Rahasia" in poisoned

    taken = _take(File("foto.jpg", poisoned, "image/jpeg"), purpose)

    assert taken.parts
    for body in taken.parts.values():
        found = Image.open(io.BytesIO(body))
        assert not found.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(found.info)
        assert not any(word in body for word in (b"Rahasia", b"rahasia", b"<script", b"Exif"))
    body = taken.parts[taken.main]
    assert Image.open(io.BytesIO(body)).size == (400, 640), "upright"
    red, blue = _pixels(body, (200, 20)), _pixels(body, (200, 620))
    assert red[0] > 200
    assert red[2] < 60
    assert blue[2] > 200
    assert blue[0] < 60


def test_an_image_comes_in_widths_and_two_types_and_is_not_enlarged() -> None:
    large = _take(File("a.png", picture("PNG", (2000, 1000)), "image/png"), Purpose.IMAGE)
    small = _take(File("a.webp", picture("WEBP", (300, 200)), "image/webp"), Purpose.IMAGE)

    names = {f"{width}.{kind}" for width in (480, 960, 1600) for kind in ("webp", "jpg")}
    assert set(large.parts) == names
    assert (large.width, large.height, large.main) == (1600, 800, "1600.jpg")
    sizes = {name: Image.open(io.BytesIO(body)) for name, body in large.parts.items()}
    assert sizes["480.webp"].size == (480, 240)
    assert sizes["480.webp"].format == "WEBP"
    assert sizes["1600.jpg"].format == "JPEG"
    assert list(small.widths) == [300]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_way_of_colours_becomes_a_picture(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    file = io.BytesIO()
    Image.new("L", (40, 30), 128).convert("RGB" if mode == "CMYK" else "L").convert(mode).save(
        file, kind
    )

    taken = _take(File(f"a.{kind.lower()}", file.getvalue()), Purpose.IMAGE)

    assert set(taken.parts) == {"40.webp", "40.jpg"}


def test_the_largest_photo_that_is_allowed_is_taken() -> None:
    file = File("a.jpg", picture("JPEG", (7300, 5400)), "image/jpeg")

    assert [_take(file, purpose).width for purpose in Purpose] == [1600, 3000]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Laporan  akhir.PDF", "Laporan akhir.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Data\\SOP.pdf", "SOP.pdf"),
        ("a\u202efdp.exe.pdf", "a fdp.exe.pdf"),
        ('x"\r\nSet-Cookie: a=b.pdf', "x Set-Cookie a=b.pdf"),
        ("...pdf", "berkas.pdf"),
        ("k" * 300 + ".pdf", "k" * 100 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_what_misleads(sent: str, shown: str) -> None:
    assert display_name(sent, PDF) == shown


def test_what_is_kept_is_whole_private_and_under_a_random_name(tmp_path: Path) -> None:
    store = Store(tmp_path / "files")

    first, second = (store.save({"body": b"a", "480.jpg": b"b"}) for _ in range(2))

    assert first != second
    assert store.path(first).read_bytes() == b"a"
    assert store.path(first, "480.jpg").read_bytes() == b"b"
    assert (store.path(first).stat().st_mode & 0o077) == 0
    soon, before = utcnow() + timedelta(minutes=1), utcnow() - timedelta(minutes=1)
    assert set(store.names(before=soon)) == {first, second}
    assert list(store.names(before=before)) == []
    store.remove(first)
    assert list(store.names(before=soon)) == [second]


def test_of_what_the_disk_refuses_nothing_is_left(tmp_path: Path) -> None:
    store = Store(tmp_path / "files")
    kept = store.save({"body": b"a"})

    with pytest.raises(NoRoom):
        store.save({"body": b"a", "missing/folder": b"b"})

    assert [path.name for path in (tmp_path / "files").iterdir()] == [kept[:2]]
    assert [path.name for path in (tmp_path / "files" / kept[:2]).iterdir()] == [kept]
