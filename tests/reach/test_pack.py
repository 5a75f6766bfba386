"""The offline pack: what is in it, whom it is for, and how large it gets."""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.services.memberships import Post
from portal.core.permissions import Role
from portal.practices.forms import read_search
from portal.reach import pack
from portal.reach.archive import SUMS, fitted, packed
from tests.databases import ONE_DATABASE
from tests.factories.drafts import PUBLISHER, somebody, submitted, written
from tests.factories.packs import asked, opened
from tests.factories.people import active, signed_in
from tests.factories.practices import Words, publish

BAYU = "bayu@kab.go.id"
DAY = date(2027, 1, 8)
# What FAT and Windows keep for themselves or do not take.
KEPT_BACK = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,120}")


@pytest.fixture
def bayu(empty_library: Flask) -> FlaskClient:
    """An officer's browser, at a portal with six practices."""
    publish(6, status="active")
    active(BAYU, Post(role=Role.OFFICER, region="35.10"))
    return signed_in(empty_library, BAYU)


def _listed(folder: Path, index: str) -> list[str]:
    return re.findall(r'<a href="(practices/[^"]+)"', (folder / index).read_text(encoding="utf-8"))


def test_a_pack_holds_the_results_in_their_order_in_both_languages(
    bayu: FlaskClient, tmp_path: Path
) -> None:
    results = bayu.get("/practices?sort=evidence").text
    slugs = re.findall(r'<article[^>]* data-slug="([^"]+)"', results)
    assert 'href="/practices/pack?sort=evidence"' in results
    assert (
        'action="/practices/pack?sort=evidence"' in bayu.get("/practices/pack?sort=evidence").text
    )

    answer = asked(bayu, "/practices/pack?sort=evidence")
    folder = opened(answer.data, tmp_path)

    assert answer.mimetype == "application/zip"
    assert re.fullmatch(
        r'attachment; filename="sokoguru-\d{4}-\d\d-\d\d.zip"',
        answer.headers["Content-Disposition"],
    )
    assert _listed(folder, "index.html") == [f"practices/{slug}-id.html" for slug in slugs]
    english = _listed(folder, "index-en.html")
    assert [re.sub(r"-(?:id|en)\.html$", "", path) for path in english] == [
        f"practices/{slug}" for slug in slugs
    ]
    assert "Data per " in (folder / "index.html").read_text(encoding="utf-8")
    assert "Data as of " in (folder / "index-en.html").read_text(encoding="utf-8")
    for index in ("index.html", "index-en.html"):
        assert all((folder / path).is_file() for path in _listed(folder, index))


def test_every_page_needs_nothing_from_elsewhere(bayu: FlaskClient, tmp_path: Path) -> None:
    folder = opened(asked(bayu, "/en/practices/pack").data, tmp_path)

    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        fetched = re.findall(r'<(?:link|script|img)[^>]*?(?:href|src)="([^"]+)"', text)
        local = re.findall(r'(?:href|src|action)="(?!https?:|mailto:|#)([^"]+)"', text)
        language = "en" if page.stem.endswith("-en") else "id"
        assert f'<html lang="{language}">' in text
        assert fetched
        assert {name for name in [*fetched, *local] if not (page.parent / name).is_file()} == set()
        home = r'href="http://127\.0\.0\.1:8000/(en/)?'
        assert {bool(found) for found in re.findall(home, text)} == {language == "en"}
        assert "creativecommons.org/licenses/by/4.0/" in text
        anchors = set(re.findall(r'href="#([^"]+)"', text))
        assert anchors <= set(re.findall(r'id="([^"]+)"', text))


def test_the_words_of_a_pack_are_in_the_order_of_its_list(
    bayu: FlaskClient, tmp_path: Path
) -> None:
    folder = opened(asked(bayu, "/practices/pack").data, tmp_path)

    for locale, index in pack.INDEXES.items():
        script = (folder / f"words-{locale}.js").read_text(encoding="utf-8")
        rows = json.loads(script.removeprefix("self.SOKOGURU_WORDS = ").removesuffix(";\n"))
        text = (folder / index).read_text(encoding="utf-8")
        titles = re.findall(r"<h2>\s*<a [^>]*>([^<]+)</a>", text)
        assert len(rows) == len(titles) == 6
        for (title, body), shown in zip(rows, titles, strict=True):
            longest = max(re.findall(r"\w+", shown.lower()), key=len)
            assert f" {longest} " in title
            assert body.startswith(" ")
            assert body.endswith(" ")


def test_the_same_content_and_day_give_the_same_bytes(bayu: FlaskClient) -> None:
    assert asked(bayu, "/practices/pack").data == asked(bayu, "/en/practices/pack").data


def test_names_are_safe_on_any_disk(bayu: FlaskClient) -> None:
    with zipfile.ZipFile(io.BytesIO(asked(bayu, "/practices/pack").data)) as archive:
        paths = [PurePosixPath(name) for name in archive.namelist()]

    assert [part for path in paths for part in path.parts if not SAFE.fullmatch(part)] == []
    assert [part for path in paths for part in path.parts if KEPT_BACK.fullmatch(part)] == []
    assert len({str(path).lower() for path in paths}) == len(paths)


def test_a_pack_is_what_strangers_may_read(bayu: FlaskClient, tmp_path: Path) -> None:
    writer = somebody("sari@kota.go.id", PUBLISHER)
    slug = written(writer)
    submitted(writer, slug)
    sari = signed_in(bayu.application, "sari@kota.go.id")
    assert sari.get(f"/practices/{slug}/edit").status_code == 200

    folder = opened(asked(sari, "/practices/pack").data, tmp_path)

    assert len(_listed(folder, "index.html")) == 6
    assert not any(slug in path.name for path in folder.rglob("*"))


def test_whoever_has_no_role_is_led_to_the_door(bayu: FlaskClient) -> None:
    stranger = bayu.application.test_client()

    answer = stranger.get("/practices/pack?q=sampah")

    assert (answer.status_code, "/sign-in" in (answer.location or "")) == (303, True)
    assert stranger.post("/practices/pack").status_code in {303, 400, 403}


def test_nothing_found_is_said_and_no_pack_is_made(bayu: FlaskClient) -> None:
    page = "/practices/pack?q=helikopter"

    assert "Tidak ada praktik untuk dibawa" in bayu.get(page).text
    answer = asked(bayu, page)

    assert answer.status_code == 400
    assert "Tidak ada praktik untuk dibawa" in answer.text
    assert bayu.get("/practices/pack?sort=besok").status_code == 400


def test_packs_are_limited(bayu: FlaskClient) -> None:
    page = "/practices/pack?q=helikopter"

    answers = [asked(bayu, page).status_code for _attempt in range(11)]

    assert answers == [400] * 10 + [429]


def test_what_does_not_fit_is_left_out_from_the_end_and_said(
    bayu: FlaskClient, tmp_path: Path
) -> None:
    with bayu.application.test_request_context("/practices/pack"):
        found = pack.asked_of(read_search({}))
        whole = pack.made(found)
        most = len(whole) * 2 // 3
        part = pack.made(found, most)

    folder = opened(part, tmp_path)
    listed = _listed(folder, "index.html")
    assert len(part) <= most
    assert 0 < len(listed) < 6
    assert listed == [f"practices/{view.slug}-id.html" for view in found.practices[: len(listed)]]
    text = " ".join((folder / "index.html").read_text(encoding="utf-8").split())
    assert f"{6 - len(listed)} praktik lain tidak muat" in text
    assert len(list((folder / "practices").glob("*-id.html"))) == len(listed)


@ONE_DATABASE
def test_the_starter_library_fits(library: Flask) -> None:
    with library.test_request_context("/practices/pack"):
        found = pack.asked_of(read_search({}))
        body = pack.made(found)

    print(f"pack of {len(found.practices)} practices: {len(body) / 1e6:.2f} MB")
    assert found.total == len(found.practices) > 60
    assert len(body) <= pack.MOST_BYTES


def test_a_large_library_stays_within_the_bound() -> None:
    rng = random.Random(0)
    words = Words(rng)
    pages = [f"{rng.randbytes(5000).hex()} {words.text(400)}" for _page in range(1500)]

    def make(chosen: Sequence[str]) -> bytes:
        files = {f"practices/p{number}-id.html": page for number, page in enumerate(chosen)}
        return packed("sokoguru", files | {"index.html": "\n".join(files)}, DAY)

    body = fitted(pages, make, pack.MOST_BYTES)

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        kept = [name for name in archive.namelist() if "practices/" in name]
    assert pack.MOST_BYTES * 0.8 <= len(body) <= pack.MOST_BYTES
    assert len(kept) < len(pages)


@given(st.lists(st.binary(max_size=60), max_size=30), st.integers(min_value=0, max_value=900))
def test_as_many_of_the_first_as_fit_are_taken(items: list[bytes], most: int) -> None:
    body = fitted(items, b"".join, most)

    assert len(body) <= most
    assert b"".join(items).startswith(body)
    if len(b"".join(items)) <= most:
        assert body == b"".join(items)


def test_what_is_too_large_with_nothing_in_it_is_a_fault() -> None:
    make: Callable[[Sequence[str]], bytes] = lambda _items: b"12345"  # noqa: E731  # a constant

    with pytest.raises(ValueError, match="do not fit"):
        fitted(["a", "b"], make, 4)


def test_sums_are_of_all_other_files() -> None:
    with zipfile.ZipFile(io.BytesIO(packed("p", {"b/x.html": "x", "a.html": "é"}, DAY))) as archive:
        sums = archive.read(f"p/{SUMS}").decode()
        names = archive.namelist()

    assert [line.split("  ")[1] for line in sums.splitlines()] == ["a.html", "b/x.html"]
    assert names == ["p/a.html", "p/b/x.html", f"p/{SUMS}"]
