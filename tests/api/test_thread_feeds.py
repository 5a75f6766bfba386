"""Feeds of threads tell everybody what everybody may read, and of a region never who wrote."""

from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Person
from portal.accounts.services.memberships import Post
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.threads.models import PostKind, PostState, ThreadState, Visibility
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, PUBLISHER, approved, somebody, submitted, written
from tests.factories.followed import begun, changed, said, thread_of
from tests.factories.people import signed_in_with_code

FEED = "/feeds/threads.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def asker(empty_library: Flask) -> Actor:
    """An officer of one region."""
    return somebody("bayu@kab.go.id", Post(role=Role.OFFICER, region="35.10"))


@pytest.fixture
def writer(empty_library: Flask) -> Actor:
    """A publisher of another region."""
    return somebody("dewi@kota.go.id", PUBLISHER)


def _feed(client: FlaskClient, address: str) -> ET.Element:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.data)


def _text(element: ET.Element, path: str) -> str:
    return element.findtext("/".join(ATOM + tag for tag in path.split("/"))) or ""


def _entries(feed: ET.Element) -> list[ET.Element]:
    return feed.findall(f"{ATOM}entry")


def _links(element: ET.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}


def _titles(client: FlaskClient, **narrowing: str) -> list[str]:
    query = "&".join(f"{name}={value}" for name, value in narrowing.items())
    return [_text(entry, "title") for entry in _entries(_feed(client, f"{FEED}?{query}"))]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_both_feeds_have_what_the_standard_asks_for(
    empty_library: Flask, asker: Actor, writer: Actor, prefix: str
) -> None:
    key = begun(asker, "Siapa <menanggung> server?", about="35.78")
    said(writer, key, "Dinas **kami** & [daftar](/files/a).", as_region="35.78")
    visitor = empty_library.test_client()
    of_all = _feed(visitor, prefix + FEED)
    of_one = _feed(visitor, f"{prefix}/feeds/threads/{key}.atom")

    assert _links(of_all) == {
        "self": f"{BASE}{prefix}{FEED}",
        "alternate": f"{BASE}{prefix}/threads",
    }
    assert _links(of_one)["alternate"] == f"{BASE}{prefix}/threads/{key}"
    assert of_all.attrib[f"{XML}lang"] == ("en" if prefix else "id")
    (entry,), (answer, opening) = _entries(of_all), _entries(of_one)
    assert _text(entry, "title") == _text(opening, "title") == "Siapa <menanggung> server?"
    assert _text(entry, "summary") == "Kami ingin tahu siapa yang membayar."
    assert _links(entry) == {"alternate": f"{BASE}{prefix}/threads/{key}"}
    assert _links(answer) == {"alternate": f"{BASE}{prefix}/threads/{key}/posts/2"}
    content = answer.find(f"{ATOM}content")
    assert content is not None
    assert (content.attrib["type"], content.attrib[f"{XML}base"]) == ("html", f"{BASE}/")
    assert "<strong>kami</strong> &amp;" in (content.text or "")
    assert _text(answer, "author/name") == "Kota Surabaya"
    assert _text(answer, "author/uri") == f"{BASE}{prefix}/regions/35.78"
    officer = "Officer of Kab. Banyuwangi" if prefix else "Petugas Kab. Banyuwangi"
    assert _text(entry, "author/name") == _text(opening, "author/name") == officer
    every = [of_all, of_one, entry, answer, opening]
    titles = [element.find(f"{ATOM}title") for element in (entry, opening)]
    foreign = "id" if prefix else None
    assert [title.get(f"{XML}lang") for title in titles if title is not None] == [foreign, foreign]
    assert len({_text(element, "id") for element in every}) == len(every)
    assert all(_text(element, "id").startswith("urn:uuid:") for element in every)
    assert all(_text(element, "updated").endswith("Z") for element in every)


def test_feeds_are_narrowed(empty_library: Flask, asker: Actor, writer: Actor) -> None:
    editor = somebody("rina@pusat.go.id", EDITOR)
    slug = written(writer)
    submitted(writer, slug)
    approved(editor, slug)
    other = written(writer, title="Pasar malam kota", dimensions=["ekonomi"], sectors=["non-spm"])
    submitted(writer, other)
    approved(editor, other)
    begun(asker, "Tentang praktik", about=slug)
    begun(asker, "Tentang yang lain", about=other)
    begun(asker, "Tentang daerah", about="35.10", region_id=None)
    begun(asker, "Tentang bidang", about=("ekonomi", "kesehatan"))
    begun(asker, "Sudah terjawab", state=ThreadState.ANSWERED)
    visitor = empty_library.test_client()

    assert len(_titles(visitor)) == 5
    assert _titles(visitor, practice=slug) == ["Tentang praktik"]
    assert _titles(visitor, region="35.10") == ["Tentang daerah"]
    assert set(_titles(visitor, region="35.78")) == {"Tentang praktik", "Tentang yang lain"}
    assert set(_titles(visitor, dimension="ekonomi")) == {"Tentang bidang", "Tentang yang lain"}
    assert set(_titles(visitor, sector="kesehatan")) == {"Tentang bidang", "Tentang praktik"}
    assert _titles(visitor, sector="non-spm") == ["Tentang yang lain"]
    assert _titles(visitor, state="answered") == ["Sudah terjawab"]
    assert _titles(visitor, practice=slug, state="answered") == []
    for name in ("practice", "region", "dimension", "sector", "state"):
        assert _titles(visitor, **{name: "tidak-ada"}) == []
    named = _feed(visitor, f"{FEED}?practice={slug}&dimension=ekonomi")
    assert _text(named, "title").endswith("Antrean puskesmas satu pintu · Ekonomi cerdas")
    unanswered = _text(_feed(visitor, f"{FEED}?state=open"), "title")
    assert unanswered not in {_text(_feed(visitor, FEED), "title"), "open"}


def test_nothing_that_is_not_for_everybody_is_fed_to_anybody(
    empty_library: Flask, asker: Actor, writer: Actor
) -> None:
    somebody("rina@pusat.go.id", EDITOR)
    public = begun(asker, "Terbuka")
    said(writer, public, "tarsius disembunyikan", state=PostState.HIDDEN)
    said(writer, public, "tarsius ditahan", state=PostState.QUARANTINED, kind=PostKind.COMMENT)
    said(writer, public, "tarsius dihapus", state=PostState.DELETED)
    members = begun(asker, "tarsius anggota", visibility=Visibility.MEMBERS)
    hidden = begun(asker, "tarsius sembunyi")
    changed(hidden, hidden_at=thread_of(hidden).created_at)
    begun(asker, "tarsius ditahan", post={"state": PostState.QUARANTINED})

    for client in (
        empty_library.test_client(),
        signed_in_with_code(empty_library, "bayu@kab.go.id"),
        signed_in_with_code(empty_library, "rina@pusat.go.id"),
    ):
        assert _titles(client) == ["Terbuka"]
        for address in (FEED, f"/feeds/threads/{public}.atom"):
            assert "tarsius" not in client.get(address).get_data(as_text=True)
        for key in (members, hidden, "a" * 12):
            assert client.get(f"/feeds/threads/{key}.atom").status_code == 404


def test_nobody_is_named_in_a_feed(empty_library: Flask, asker: Actor, writer: Actor) -> None:
    with unit_of_work() as session:
        for person in session.query(Person):
            person.name = "Dewi Anggraini"
    editor = somebody("anggraini@pusat.go.id", EDITOR)
    key = begun(editor, post={"speaker": "editor"})
    said(writer, key, as_region="35.78")
    said(asker, key)
    said(somebody("anggraini@kampus.go.id"), key, speaker="expert")
    visitor = empty_library.test_client()
    feed = _feed(visitor, f"/feeds/threads/{key}.atom")

    assert [_text(entry, "author/name") for entry in _entries(feed)][::-1] == [
        "Editor nasional",
        "Kota Surabaya",
        "Petugas Kab. Banyuwangi",
        "Pakar",
    ]
    for address in (FEED, f"/feeds/threads/{key}.atom"):
        assert "nggraini" not in visitor.get(address).get_data(as_text=True)


def test_who_has_it_already_is_told_so(empty_library: Flask, asker: Actor, writer: Actor) -> None:
    visitor = empty_library.test_client()
    key = begun(asker)
    for address, moment in ((FEED, "2027-01-04"), (f"/feeds/threads/{key}.atom", "2027-01-05")):
        first = visitor.get(address)
        held = {"If-None-Match": first.headers["ETag"]}
        assert first.headers["Cache-Control"] == "public, max-age=300"
        assert visitor.get(address, headers=held).status_code == 304
        with at(moment):
            said(writer, key)
        assert visitor.get(address, headers=held).status_code == 200


def test_pages_name_their_feeds(empty_library: Flask) -> None:
    visitor = empty_library.test_client()
    for page, feed in (
        ("/regions/35.10", "/feeds/threads.atom?region=35.10"),
        ("/en/dimensions/ekonomi", "/en/feeds/threads.atom?dimension=ekonomi"),
        ("/sectors/non-spm", "/feeds/threads.atom?sector=non-spm"),
    ):
        assert f'href="{feed}"' in visitor.get(page).get_data(as_text=True)
        assert visitor.get(feed).status_code == 200
