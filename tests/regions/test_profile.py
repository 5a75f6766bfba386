"""The profile of a region: who says what of it, who checks it, who reads it, what stays of it."""

from collections.abc import Iterator
from io import BytesIO
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.services.memberships import Post
from portal.core.audit import AuditEvent
from portal.core.db import db, reading
from portal.core.errors import Conflict, Forbidden
from portal.core.permissions import Actor, Grant, Role, permits
from portal.core.uow import unit_of_work
from portal.regions.models.profile import Assessment, Kind
from portal.regions.permissions import VIEW_ASSESSMENT, Said, visible_to
from portal.regions.queries import directory
from portal.regions.queries.likeness import likeness, similar
from portal.regions.queries.profile import (
    assessments_of,
    levels_of,
    spm_of,
    targets,
    waiting_of,
)
from portal.regions.schemas.measures import What
from portal.regions.schemas.traits import Trait
from portal.regions.services import checking, entering, traits
from tests.factories.drafts import somebody
from tests.factories.pages import text_of
from tests.factories.people import active, faults, own_data, send, signed_in_with_code
from tests.factories.profile import URL, entered, region_id, verified

HOME, AWAY = "35.10", "35.78"
PAGE = f"/regions/{HOME}/profile"
OFFICER, EDITOR = Post(role=Role.OFFICER, region=HOME), Post(role=Role.EDITOR)


def _browser(app: Flask, mail: str, post: Post, *, totp: bool = False) -> FlaskClient:
    active(mail, post, totp=totp)
    return signed_in_with_code(app, mail)


@pytest.fixture
def officer(empty_library: Flask) -> Actor:
    """Who writes for the region."""
    assert empty_library
    return somebody("bayu@kab.go.id", OFFICER)


@pytest.fixture
def editor(empty_library: Flask) -> Actor:
    """Who checks what regions say."""
    assert empty_library
    return somebody("rina@pusat.go.id", EDITOR)


def test_what_an_officer_enters_is_verified_by_an_editor_and_then_public(
    empty_library: Flask,
) -> None:
    bayu = _browser(empty_library, "bayu@kab.go.id", OFFICER)
    away = _browser(empty_library, "wati@kota.go.id", Post(role=Role.OFFICER, region=AWAY))
    rina = _browser(empty_library, "rina@pusat.go.id", EDITOR, totp=True)
    typed = {
        "date": "2026-03-01",
        "value-tata-kelola": "2",
        "value-citra": "3",
        "source": "Berita acara penilaian mandiri",
        "url": URL,
        "asks": "y",
    }

    assert send(bayu, f"{PAGE}/maturity", **typed).location == f"{PAGE}?done=entered"
    assert "M2 Muda" in text_of(bayu, PAGE)
    assert "menunggu verifikasi" in text_of(bayu, PAGE)
    assert "Terakhir: M2 Muda" in text_of(bayu, f"{PAGE}/maturity")
    assert away.get(PAGE).status_code == 403
    assert empty_library.test_client().get(PAGE).status_code == 303
    assert "M2 Muda" in text_of(rina, PAGE)

    assert "Kab. Banyuwangi" in text_of(rina, "/desk")
    with reading():
        citra, rule = (view.id for view in waiting_of(region_id(HOME)))
    nothing = send(rina, f"{PAGE}/check", do="verify")
    assert (nothing.status_code, len(faults(nothing.get_data(as_text=True)))) == (422, 1)
    why = send(rina, f"{PAGE}/check", do="refuse", assessments=str(citra))
    assert (why.status_code, len(faults(why.get_data(as_text=True)))) == (422, 1)
    assert send(rina, f"{PAGE}/check", do="verify", assessments=str(rule)).status_code == 303
    refusing = {"do": "refuse", "assessments": str(citra), "reason": "Tautannya mati."}
    assert send(rina, f"{PAGE}/check", **refusing).status_code == 303
    assert "Kab. Banyuwangi" not in text_of(rina, "/desk")
    assert "karena: Tautannya mati." in text_of(bayu, PAGE)

    public = empty_library.test_client().get(f"{PAGE}.csv").get_data(as_text=True)
    assert "tata-kelola,2026-03-01,2,verified" in public
    assert "citra" not in public
    with reading():
        chain = sa.select(AuditEvent.action).where(AuditEvent.action.like("assessment:%"))
        assert list(db.session.scalars(chain.order_by(AuditEvent.seq))) == [
            "assessment:enter",
            "assessment:verify",
            "assessment:refuse",
        ]


def test_a_form_says_what_is_wrong_beside_the_field_and_keeps_what_was_typed(
    empty_library: Flask,
) -> None:
    bayu = _browser(empty_library, "bayu@kab.go.id", OFFICER)
    cases: list[tuple[str, dict[str, str], int]] = [
        ("maturity", {"date": "2026-03-01", "source": "x"}, 1),
        ("maturity", {"date": "2999-01-01", "source": "x", "value-citra": "3"}, 1),
        ("maturity", {"date": "01-03-2026", "source": "", "value-citra": "6"}, 3),
        ("maturity", {"date": "2026-03-01", "source": "x", "value-citra": "3", "asks": "y"}, 1),
        ("spm", {"date": "2025", "source": "x", "value-kesehatan": "100,1"}, 1),
        ("spm", {"date": "25", "source": "x", "value-kesehatan": "tinggi"}, 2),
        ("index", {"date": "2025", "source": "x", "value-spbe": "3,2"}, 1),
        ("index", {"date": "2025", "source": "x", "value-spbe": "5,2", "url": "abc"}, 2),
    ]

    for what, typed, count in cases:
        answer = send(bayu, f"{PAGE}/{what}", **typed)
        page = answer.get_data(as_text=True)
        assert (answer.status_code, len(faults(page))) == (422, count), (what, typed, faults(page))
        assert f'value="{typed["date"]}"' in page
    assert bayu.get(f"{PAGE}/lain").status_code == 404
    with reading():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Assessment)) == 0


def test_a_correction_takes_the_place_of_a_value_which_stays_on_record(officer: Actor) -> None:
    assert entered(officer, HOME, {"citra": 2}) == 1
    assert entered(officer, HOME, {"citra": 2}) == 0
    assert entered(officer, HOME, {"citra": 3}) == 1

    with reading():
        (view,) = assessments_of(officer, region_id(HOME))
        rows = db.session.scalars(sa.select(Assessment).order_by(Assessment.id)).all()
    assert view.value == 3
    assert [
        (row.value, row.withdrawn_id == view_act)
        for row, view_act in zip(rows, (rows[1].entered_id, None), strict=True)
    ] == [(2, True), (3, True)]


def test_an_editor_takes_back_what_was_verified_and_the_region_its_own_word(
    empty_library: Flask, officer: Actor, editor: Actor
) -> None:
    verified(editor, officer, HOME, {"citra": 3})
    with reading():
        (view,) = assessments_of(officer, region_id(HOME))
    bayu = signed_in_with_code(empty_library, "bayu@kab.go.id")
    rina = _browser(empty_library, "rina2@pusat.go.id", EDITOR, totp=True)
    path = f"{PAGE}/{view.id}/withdraw"

    assert bayu.get(path).status_code == 403
    assert send(rina, path, reason="").status_code == 422
    assert send(rina, path, reason="Sumbernya ditarik.").status_code == 303
    with reading():
        assert levels_of() == {}
        (view,) = assessments_of(officer, region_id(HOME))
        assert (view.kind, view.refused) == (Kind.SELF, "Sumbernya ditarik.")
    assert rina.get(path).status_code == 403
    assert send(bayu, path, reason="Salah ketik.").status_code == 303
    with reading():
        assert assessments_of(officer, region_id(HOME)) == []
    assert bayu.get(path).status_code == 404
    acts = own_data(bayu)["assessments"]
    assert [act["act"] for act in acts] == ["enter", "withdraw"]
    page = text_of(bayu, PAGE)
    assert "1 nilai verifikasi dicabut" in page or "1 nilai ditarik" in page
    assert "Salah ketik." in page


def test_nobody_verifies_what_he_entered_or_what_waits_no_longer(
    officer: Actor, editor: Actor
) -> None:
    both = Actor(officer.person_id, frozenset({Grant(Role.EDITOR)}))
    entered(officer, HOME, {"citra": 3}, asks=True)
    with reading():
        (view,) = waiting_of(region_id(HOME))

    for actor, error in ((both, Forbidden), (officer, Forbidden)):
        with pytest.raises(error), unit_of_work() as session:
            checking.verify(session, actor, region_id(HOME), [view.id])
    for region, numbers in ((AWAY, [view.id]), (HOME, []), (HOME, [view.id, 999])):
        with pytest.raises(Conflict), unit_of_work() as session:
            checking.verify(session, editor, region_id(region), numbers)
    with unit_of_work() as session:
        checking.verify(session, editor, region_id(HOME), [view.id])
    with pytest.raises(Conflict), unit_of_work() as session:
        checking.verify(session, editor, region_id(HOME), [view.id])


SHEET = """what,code,date,value,source,url
maturity,tata-kelola,2026-03-01,2,Berita acara,https://contoh.go.id/ba
spm,kesehatan,2025,"70,5",e-SPM,https://contoh.go.id/spm
index,spbe,2024,3.1,Kepmen PANRB,https://contoh.go.id/spbe
"""
WRONG = """what,code,date,value,kind,source,url
maturity,tata-kelola,2026-03-01,6,,Berita acara,
maturity,entah,2026-03-01,2,,Berita acara,
spm,kesehatan,2025,banyak,,e-SPM,
index,spbe,2024,3.1,,Kepmen PANRB,
index,egdi,2024,0.7,,PBB,https://contoh.go.id
spm,sosial,2025,80,verified,e-SPM,
lain,sosial,2025,80,,e-SPM,
spm,perumahan,2025,80,,,
spm,perumahan,2025,80
"""


def _upload(client: FlaskClient, text: str, **more: str) -> tuple[int, str]:
    page = client.get(f"{PAGE}/import").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "file": (BytesIO(text.encode()), "profil.csv"), **more}
    answer = client.post(f"{PAGE}/import", data=data)
    return answer.status_code, answer.get_data(as_text=True)


def test_a_table_comes_in_whole_or_not_at_all_and_goes_out_in_the_same_form(
    empty_library: Flask, officer: Actor
) -> None:
    bayu = signed_in_with_code(empty_library, "bayu@kab.go.id")

    status, page = _upload(bayu, WRONG)
    assert status == 422
    told = [line for line in range(1, 11) if f"<b>Baris {line}</b>" in page]
    assert told == [2, 3, 4, 5, 6, 8, 9, 10]
    assert _upload(bayu, "what,was\n1,2\n")[0] == 422
    assert _upload(bayu, 'what,"code\n')[0] == 422
    assert _upload(bayu, SHEET + SHEET.splitlines()[1] + "\n")[0] == 422
    assert _upload(bayu, SHEET.splitlines()[0])[0] == 422
    with reading():
        assert assessments_of(officer, region_id(HOME)) == []

    assert _upload(bayu, SHEET, asks="y")[0] == 303
    with reading():
        assert len(waiting_of(region_id(HOME))) == 3
    out = bayu.get(f"{PAGE}.csv").get_data(as_text=True)
    assert "spm,kesehatan,2025,70.5,self,e-SPM,https://contoh.go.id/spm," in out
    assert _upload(bayu, out)[0] == 303
    with reading():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Assessment)) == 3


def test_an_editor_enters_official_values_that_everybody_reads(
    empty_library: Flask, officer: Actor
) -> None:
    rina = _browser(empty_library, "rina@pusat.go.id", EDITOR, totp=True)
    typed = {"date": "2024", "value-spbe": "4.25", "source": "Kepmen PANRB", "url": URL}

    assert "sebagai editor nasional" in text_of(rina, f"{PAGE}/index")
    assert send(rina, f"{PAGE}/index", **typed).status_code == 303
    out = empty_library.test_client().get(f"{PAGE}.csv").get_data(as_text=True)

    assert f"index,spbe,2024,4.25,official,Kepmen PANRB,{URL}," in out
    assert "4,25 (Memuaskan)" in text_of(rina, PAGE)
    with reading():
        (view,) = assessments_of(officer, region_id(HOME))
    with pytest.raises(Forbidden), unit_of_work() as session:
        entering.withdraw(session, officer, region_id(HOME), view.id, "Bukan kami.")


def test_a_region_says_once_how_it_is_and_where_it_wants_to_go(empty_library: Flask) -> None:
    bayu = _browser(empty_library, "bayu@kab.go.id", OFFICER)
    page = f"{PAGE}/traits"
    typed = {
        "population-band": "100-250-ribu",
        "terrain": "pesisir",
        "connectivity": "lemah",
        "fiscal-band": "",
        "zone": "WIB",
        **{f"target-{code}": "4" for code in ("citra", "ekonomi", "kehidupan", "lingkungan")},
        "target-tata-kelola": "5",
        "target-masyarakat": "4",
    }

    wrong = send(bayu, page, **typed | {"terrain": "bulan", "target-citra": "9"})
    assert (wrong.status_code, len(faults(wrong.get_data(as_text=True)))) == (422, 2)
    assert send(bayu, page, **typed).status_code == 303
    with reading():
        region = directory().by_code[HOME]
        assert (region.terrain, region.fiscal_band, region.zone) == ("pesisir", None, "WIB")
        found = targets()
        assert found.of(region.id, "tata-kelola") == 5
        assert (found.of(region.id, "citra"), found.of(region_id(AWAY), "citra")) == (4, 4)
    assert '<option selected value="pesisir">' in text_of(bayu, page)
    assert send(bayu, page, **typed | {"target-tata-kelola": "4"}).status_code == 303
    with reading():
        assert targets().of(region.id, "tata-kelola") == 4


def test_the_admin_lets_everybody_read_what_the_region_says_of_itself(
    empty_library: Flask, officer: Actor
) -> None:
    entered(officer, HOME, {"citra": 2})
    ratna = _browser(
        empty_library, "ratna@kab.go.id", Post(role=Role.REGION_ADMIN, region=HOME), totp=True
    )
    visitor = empty_library.test_client()

    assert "citra" not in visitor.get(f"{PAGE}.csv").get_data(as_text=True)
    assert send(ratna, f"{PAGE}/open", shows="yes").location == f"{PAGE}?done=shown"
    assert "citra" in visitor.get(f"{PAGE}.csv").get_data(as_text=True)
    assert send(ratna, f"{PAGE}/open", shows="no").location == f"{PAGE}?done=hidden"
    assert "citra" not in visitor.get(f"{PAGE}.csv").get_data(as_text=True)


def test_matching_takes_what_is_believed_and_else_the_own_word_of_who_asks(
    officer: Actor, editor: Actor
) -> None:
    other = somebody("wati@kota.go.id", Post(role=Role.OFFICER, region=AWAY))
    verified(editor, officer, HOME, {"tata-kelola": 2}, date="2025-01-31")
    verified(editor, officer, HOME, {"kesehatan": 70}, What.SPM)
    entered(officer, HOME, {"tata-kelola": 4, "citra": 3})
    entered(other, AWAY, {"tata-kelola": 5})
    home, away = region_id(HOME), region_id(AWAY)

    with reading():
        assert levels_of() == {home: {"tata-kelola": 2}}
        assert levels_of(own=home) == {home: {"tata-kelola": 2, "citra": 3}}
        assert levels_of(own=away)[away] == {"tata-kelola": 5}
        assert spm_of() == {home: {"kesehatan": 70.0}}


def test_regions_are_alike_by_five_traits(officer: Actor) -> None:
    neighbour, far = "35.11", "51.08"
    same = {"population_band": "100-250-ribu", "terrain": "pesisir", "connectivity": None}
    for code, fiscal in ((HOME, "sedang"), (neighbour, "sedang"), (far, "rendah")):
        writer = Actor(officer.person_id, frozenset({Grant(Role.OFFICER, region_id(code))}))
        with unit_of_work() as session:
            traits.set_traits(
                session, writer, region_id(code), {**same, "fiscal_band": fiscal, "zone": None}
            )

    with reading():
        known = directory().by_code
        found = [(one.region.code, one.share) for one in similar(known[HOME], 5)]
        alike = likeness(known[HOME], known[AWAY])
    assert found == [(neighbour, 0.8), (far, 0.6)]
    assert (alike.alike, likeness(known[HOME], known[neighbour]).alike[0]) == ((), Trait.KIND)


ROLES = tuple(Role)
GRANTS = st.frozensets(
    st.builds(Grant, role=st.sampled_from(ROLES), region_id=st.sampled_from([None, 1, 2])),
    max_size=3,
)


@pytest.fixture
def said_of_two(officer: Actor) -> Iterator[None]:
    """Values of each kind of two regions, of which one shows its own."""
    assert officer
    with unit_of_work() as session:
        act = entering.begin(session, officer, 1, entering.Act.ENTER)
        for region, kind in product((1, 2), Kind):
            session.add(
                Assessment(
                    region_id=region, scheme="kota-cerdas-id", version="1", code="citra",
                    date="2026-01-01", value=1, kind=kind, source="x", url="", evidence="",
                    waits=False, entered_id=act.id,
                )
            )  # fmt: skip
    admin = Actor(officer.person_id, frozenset({Grant(Role.REGION_ADMIN, 2)}))
    with unit_of_work() as session:
        traits.show_self(session, admin, 2, shows=True)
    with reading():
        yield


@pytest.mark.usefixtures("said_of_two")
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(GRANTS)
def test_the_database_lets_read_what_the_rule_does(grants: frozenset[Grant]) -> None:
    actor = Actor(7, grants)
    found = {
        (row.region_id, row.kind)
        for row in db.session.scalars(sa.select(Assessment).where(visible_to(actor)))
    }

    assert found == {
        (region, kind)
        for region, kind in product((1, 2), Kind)
        if permits(actor, VIEW_ASSESSMENT, Said(region, kind, shown=region == 2))
    }
