"""Other catalogues keep copies of the practices: the six verbs, and what each is answered."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.services import drafts, life, slugs
from portal.practices.services.versions import store_compilations
from tests.api.oai_shapes import ARGUMENTS, OAI, checked, said
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, PUBLISHER, REGION, practice_of, somebody
from tests.factories.practices import publish

LIST = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
BASE = "http://127.0.0.1:8000"
DATES = ("2026-01-01", "2026-01-01T00:00:00Z")


def _answer(client: FlaskClient, address: str) -> ET.Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    return checked(answer.data)


def _error(client: FlaskClient, address: str) -> str:
    return _answer(client, address).attrib.get("code", "")


def _texts(part: ET.Element, name: str) -> list[str]:
    return [element.text or "" for element in part.iter(f"{OAI}{name}")]


def _token(part: ET.Element) -> str:
    return _texts(part, "resumptionToken")[-1]


def _identifier(slug: str) -> str:
    return f"oai:127.0.0.1:{practice_of(slug).public_id}"


def _whole(client: FlaskClient, address: str = LIST) -> Iterator[ET.Element]:
    """Yield the answers of a whole harvest."""
    verb = address.partition("&")[0]
    while True:
        part = _answer(client, address)
        yield part
        if not (_texts(part, "resumptionToken") and _token(part)):
            return
        address = f"{verb}&resumptionToken={_token(part)}"


def test_the_repository_says_what_it_is(reader: FlaskClient) -> None:
    part = _answer(reader, "/oai?verb=Identify")

    assert _texts(part, "baseURL") == [f"{BASE}/oai"]
    (earliest,) = _texts(part, "earliestDatestamp")
    stamps = [stamp for page in _whole(reader) for stamp in _texts(page, "datestamp")]
    assert earliest == min(stamps)
    assert stamps == sorted(stamps)
    formats = _answer(reader, "/oai?verb=ListMetadataFormats")
    assert _texts(formats, "metadataPrefix") == ["oai_dc"]


def test_a_record_is_in_both_languages_and_free(reader: FlaskClient) -> None:
    slug = "surabaya-green-and-clean-kompos"
    shown = reader.get(f"/api/v1/practices/{slug}").get_json()
    by_set = _whole(reader, f"{LIST}&set=dimension:lingkungan")
    records = [record for part in by_set for record in part.iter(f"{OAI}record")]

    (record,) = [
        one for one in records if (None, f"{BASE}/practices/{slug}") in said(one, "identifier")
    ]

    both = [("id", shown["record"]["title"]["id"]), ("en", shown["record"]["title"]["en"])]
    assert list(said(record, "title")) == both
    assert dict(said(record, "description")) == shown["record"]["summary"]
    (rights,) = said(record, "rights")
    assert "https://creativecommons.org/licenses/by/4.0/" in rights[1]
    assert (None, "Kota Surabaya") in said(record, "coverage")
    assert ("en", "Smart environment") in said(record, "subject")
    assert {"dimension:lingkungan"} <= set(_texts(record, "setSpec"))
    assert not [spec for spec in _texts(record, "setSpec") if "non-spm" in spec]


def test_sets_part_the_library(reader: FlaskClient) -> None:
    specs = _texts(_answer(reader, "/oai?verb=ListSets"), "setSpec")
    in_sets: dict[str, set[str]] = {}
    for part in _whole(reader):
        for record in part.iter(f"{OAI}record"):
            for spec in _texts(record, "setSpec"):
                in_sets.setdefault(spec, set()).update(_texts(record, "identifier"))

    assert set(in_sets) <= set(specs)
    for spec, identifiers in in_sets.items():
        address = f"/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set={spec}"
        found = [one for part in _whole(reader, address) for one in _texts(part, "identifier")]
        assert sorted(found) == sorted(identifiers)
    assert {"dimension", "sector"} <= set(specs)
    assert _error(reader, f"{LIST}&set=stage:penerapan") == "noRecordsMatch"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Steal", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=x", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=%3C", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a::b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-1-1", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=9999-12-32", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        (f"verb=ListRecords&metadataPrefix=oai_dc&from={DATES[0]}&until={DATES[1]}", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=marc21&identifier=x", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:x", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:127.0.0.1:x", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%3Cx%3E", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ],
)
def test_every_error_has_its_name(reader: FlaskClient, query: str, code: str) -> None:
    assert _error(reader, f"/oai?{query}") == code
    sent = reader.post("/oai", data=query, content_type="application/x-www-form-urlencoded")
    assert checked(sent.data).attrib["code"] == code


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["x", *sorted(ARGUMENTS)]),
            st.sampled_from(["ListRecords", "GetRecord", "oai_dc", *DATES]) | st.text(max_size=9),
        ),
        max_size=5,
    )
)
def test_whatever_is_asked_is_answered_as_the_schema_wants(
    library: Flask, sent: list[tuple[str, str]]
) -> None:
    form: dict[str, list[str]] = {}
    for name, value in sent:
        form.setdefault(name, []).append(value)

    checked(library.test_client().post("/oai", data=form).data)


def test_a_list_goes_on_where_it_was(empty_library: Flask) -> None:
    publish(230, seed=3)
    client = empty_library.test_client()

    parts = list(_whole(client))

    tokens = [part.find(f"{OAI}resumptionToken") for part in parts]
    about = [dict(token.attrib) for token in tokens if token is not None]
    assert [one["cursor"] for one in about] == ["0", "100", "200"]
    assert {one["completeListSize"] for one in about} == {"230"}
    assert ["expirationDate" in one for one in about] == [True, True, False]
    found = [one for part in parts for one in _texts(part, "identifier")]
    assert len(found) == len(set(found)) == 230
    assert _answer(client, "/oai?verb=ListSets").find(f"{OAI}resumptionToken") is None


def test_tokens_hold_for_their_list_and_their_days(empty_library: Flask) -> None:
    publish(120, seed=3)
    client = empty_library.test_client()
    token = _token(_answer(client, LIST))
    resumed = f"/oai?verb=ListRecords&resumptionToken={token}"

    assert _error(client, f"/oai?verb=ListIdentifiers&resumptionToken={token}") == (
        "badResumptionToken"
    )
    assert _error(client, f"{resumed}x") == "badResumptionToken"
    with at((datetime.now(UTC) + timedelta(days=3)).isoformat()):  # noqa: TID251  # of this machine
        assert _error(client, resumed) == "badResumptionToken"
    assert _error(client, resumed) == ""


def test_what_changes_during_a_harvest_is_given_as_it_is_then(empty_library: Flask) -> None:
    records = publish(250, seed=3)
    client = empty_library.test_client()
    harvest = _whole(client)
    first = next(harvest)
    early = _texts(first, "identifier")
    by_identifier = {_identifier(slug): slug for slug in records}
    changed = [early[0], next(one for one in by_identifier if one not in early)]
    with unit_of_work() as session:
        for one in changed:
            slug = by_identifier[one]
            title = {"id": "Judul sesudahnya", "en": "A title since"}
            store_compilations(session, {slug: {**records[slug], "title": title}})

    rest = [record for part in harvest for record in part.iter(f"{OAI}record")]

    found = [_texts(record, "identifier")[0] for record in rest]
    assert set(early) | set(found) == set(by_identifier)
    assert len(found) == len(set(found)) == 151
    assert found[-2:] == changed
    assert all(("id", "Judul sesudahnya") in said(record, "title") for record in rest[-2:])


def test_days_and_seconds_bound_a_harvest_on_both_sides(empty_library: Flask) -> None:
    moments = ("2026-03-01T00:00:00", "2026-03-01T23:59:59.9", "2026-03-02T00:00:00")
    for number, moment in enumerate(moments):
        with at(f"{moment}+00:00"):
            publish(1, seed=number)
    client = empty_library.test_client()
    ids = [_identifier(f"uji-{number}-0") for number in range(3)]

    def within(query: str) -> list[str]:
        part = _answer(client, f"/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&{query}")
        return _texts(part, "identifier")

    assert within("from=2026-03-01&until=2026-03-01") == ids[:2]
    assert within("from=2026-03-02") == within("from=2026-03-02&until=9999-12-31") == ids[2:]
    assert within("from=2026-03-01T00:00:01Z") == ids[1:]
    assert within("until=2026-03-01T23:59:59Z") == ids[:2]
    assert within("until=2026-03-01T23:59:58Z") == ids[:1]
    assert within("from=2026-03-02T00:00:00Z&until=2026-03-02T00:00:00Z") == ids[2:]


def _taken_from_readers(slug: str, how: Callable[..., None]) -> None:
    editor = somebody("rina@contoh.go.id", EDITOR)
    with unit_of_work() as session:
        how(session, editor, practice_of(slug), "Keliru.")


@pytest.mark.parametrize("how", [life.suspend, life.withdraw])
def test_what_is_gone_leaves_a_name_and_a_date(app: Flask, how: Callable[..., None]) -> None:
    slug, client = "tangsel-redkar", app.test_client()
    identifier = _identifier(slug)
    address = f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}"
    before = _answer(client, address)

    _taken_from_readers(slug, how)

    (header,) = _answer(client, address).iter(f"{OAI}header")
    assert header.attrib == {"status": "deleted"}
    assert [element.tag for element in header] == [f"{OAI}identifier", f"{OAI}datestamp"]
    assert _texts(header, "datestamp") > _texts(before, "datestamp")
    for spec in _texts(before, "setSpec"):
        parts = list(_whole(client, f"{LIST}&set={spec}"))
        gone = [one for part in parts for one in part.iter(header.tag) if one.attrib]
        assert [_texts(one, "identifier") for one in gone] == [[identifier]]
        assert not any(slug in ET.tostring(part, encoding="unicode") for part in parts)


def test_what_comes_back_is_told_anew(app: Flask) -> None:
    slug, client = "tangsel-redkar", app.test_client()
    address = f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={_identifier(slug)}"
    before = _texts(_answer(client, address), "datestamp")
    _taken_from_readers(slug, life.suspend)
    editor = somebody("ani@contoh.go.id", EDITOR)
    with unit_of_work() as session:
        life.release(session, editor, practice_of(slug))

    part = _answer(client, address)

    assert part.find(f"{OAI}record/{OAI}metadata") is not None
    assert _texts(part, "datestamp") >= before


def test_what_never_was_public_is_not_even_gone(app: Flask) -> None:
    writer = somebody("sari@contoh.go.id", PUBLISHER)
    with unit_of_work() as session:
        practice = drafts.create(session, writer, REGION, "Rencana rahasia")
        slugs.rename(session, writer, practice, "rencana-lain")
    client = app.test_client()

    found = [one for part in _whole(client) for one in _texts(part, "identifier")]

    assert _identifier("rencana-lain") not in found
    assert _error(
        client,
        f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={_identifier('rencana-lain')}",
    ) == ("idDoesNotExist")


@pytest.mark.parametrize("state", sorted(set(PracticeState) - {"published", "stopped"}))
def test_no_text_of_what_is_not_public_is_given(app: Flask, state: PracticeState) -> None:
    with unit_of_work() as session:
        session.query(Practice).filter_by(slug="tangsel-redkar").one().state = state
    client = app.test_client()
    public_id = practice_of("tangsel-redkar").public_id

    pages = [ET.tostring(part, encoding="unicode") for part in _whole(client)]

    assert not any("tangsel-redkar" in page for page in pages)
    told = any(public_id in page for page in pages)
    assert told == (state is not PracticeState.DRAFT)


def test_a_new_address_is_told_of(app: Flask) -> None:
    slug, client = "tangsel-redkar", app.test_client()
    writer = somebody("adm@contoh.go.id", _publisher_of("36.74"))
    with unit_of_work() as session:
        slugs.rename(session, writer, practice_of(slug), "redkar-tangsel")

    *_pages, last = _whole(client)

    record = list(last.iter(f"{OAI}record"))[-1]
    assert list(said(record, "identifier")) == [(None, f"{BASE}/practices/redkar-tangsel")]


def _publisher_of(region: str) -> Any:
    return type(PUBLISHER)(role=PUBLISHER.role, region=region)


def test_hostile_words_stay_words(empty_library: Flask) -> None:
    hostile = "a\x0b</dc:title><x>&\"']]>"
    publish(1, title={"id": hostile, "en": hostile})

    part = _answer(empty_library.test_client(), LIST)

    assert dict(said(part, "title")) == dict.fromkeys(("id", "en"), hostile.replace("\x0b", ""))
