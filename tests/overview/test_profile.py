"""How far a region is, as its page, its sheet, its table and the API tell it, and whom."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services.memberships import Post
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.regions.schemas.measures import What
from portal.regions.services import traits
from tests.api.programs import Program
from tests.factories.drafts import somebody
from tests.factories.pages import text_of
from tests.factories.people import signed_in_with_code
from tests.factories.practices import publish
from tests.factories.profile import URL, entered, region_id, verified

LEARNER, AHEAD = "35.10", "35.78"
PAGE = f"/regions/{LEARNER}"
SECRET = "Catatan rahasia tim"
OPEN_TO_ALL = (PAGE, f"/en{PAGE}", f"{PAGE}/sheet", f"{PAGE}/profile.csv", f"/api/v1{PAGE}")


@pytest.fixture
def portal(empty_library: Flask) -> Flask:
    """A region with verified values and newer ones of its own, and one that is ahead."""
    bayu = somebody("bayu@kab.go.id", Post(role=Role.OFFICER, region=LEARNER))
    sari = somebody("sari@kota.go.id", Post(role=Role.PUBLISHER, region=AHEAD))
    rina = somebody("rina@pusat.go.id", Post(role=Role.EDITOR))
    levels = ("tata-kelola", "citra", "ekonomi", "kehidupan", "masyarakat", "lingkungan")
    verified(rina, bayu, LEARNER, dict.fromkeys(levels, 3) | {"tata-kelola": 2})
    verified(rina, bayu, LEARNER, {"kesehatan": 70, "sosial": 100}, What.SPM)
    verified(rina, sari, AHEAD, {"tata-kelola": 4})
    entered(rina, LEARNER, {"spbe": 3.1}, What.INDEX)
    entered(bayu, LEARNER, {"tata-kelola": 4}, date="2026-09-01", source=SECRET)
    for actor, code in ((bayu, LEARNER), (sari, AHEAD)):
        values = {"population_band": "di-atas-1-juta", "terrain": "pesisir", "zone": "WIB"}
        with unit_of_work() as session:
            traits.set_traits(session, actor, region_id(code), values | {"fiscal_band": "sedang"})
    return empty_library


def test_a_region_shows_its_levels_shares_indices_traits_and_those_like_it(portal: Flask) -> None:
    page = text_of(portal.test_client(), PAGE)

    assert page.count('<polygon class="believed"') == 1
    assert "M2 Muda" in page
    assert '<polygon class="own"' not in page
    assert '<rect class="actual" width="70.0%"' in page
    assert "3,1 (Baik)" in page
    assert page.count(f'href="{URL}"') == 3
    assert "Pesisir" in page
    assert "3 dari 5 sama: di atas 1 juta jiwa, pesisir, kapasitas fiskal sedang" in page
    assert "Kelola profil" not in page


def test_who_may_read_the_own_word_of_a_region_sees_it_dashed(portal: Flask) -> None:
    page = text_of(signed_in_with_code(portal, "bayu@kab.go.id"), PAGE)

    assert page.count('<polygon class="own"') == 1
    assert "M4 Utama" in page
    assert "hanya terlihat oleh orang daerah ini dan editor" in page
    assert "Kelola profil" in page


def test_the_own_word_of_a_region_reaches_nobody_else_by_any_door(portal: Flask) -> None:
    stranger = signed_in_with_code(portal, "sari@kota.go.id")
    member = signed_in_with_code(portal, "bayu@kab.go.id")
    program = Program(portal, "sari@kota.go.id")

    for client in (portal.test_client(), stranger):
        for path in OPEN_TO_ALL:
            page = text_of(client, path)
            assert SECRET not in page, path
            assert "2026-09-01" not in page, path
        assert SECRET not in text_of(client, "/practices/compare?slug=tidak-ada")
    assert SECRET not in program.ask("GET", f"/api/v1{PAGE}").get_data(as_text=True)
    assert SECRET in text_of(member, f"{PAGE}/profile.csv")
    own = Program(portal, "bayu@kab.go.id").ask("GET", f"/api/v1{PAGE}").get_json()
    assert SECRET in {item["source"] for item in own["assessments"]}

    admin = somebody("ratna@kab.go.id", Post(role=Role.REGION_ADMIN, region=LEARNER))
    with unit_of_work() as session:
        traits.show_self(session, admin, region_id(LEARNER), shows=True)
    for path in OPEN_TO_ALL[3:]:
        assert SECRET in text_of(portal.test_client(), path)
    assert '<polygon class="own"' in text_of(portal.test_client(), PAGE)


def test_programs_read_levels_shares_indices_and_traits(portal: Flask) -> None:
    found = Program(portal, language="en").ask("GET", f"/api/v1{PAGE}").get_json()

    first = next(item for item in found["assessments"] if item["code"] == "tata-kelola")
    assert (first["value"], first["level"], first["target"]) == (2, "M2", "M4")
    assert (first["kind"], first["source_url"], first["date"]) == ("verified", URL, "2026-03-01")
    assert {item["code"]: item["value"] for item in found["spm"]} == {
        "kesehatan": 70,
        "sosial": 100,
    }
    (index,) = found["indices"]
    assert (index["band"], index["kind"]) == ("Good", "official")
    assert {item["trait"]: item["value"] for item in found["traits"]} == {
        "kind": "kabupaten",
        "population-band": "di-atas-1-juta",
        "terrain": "pesisir",
        "connectivity": None,
        "fiscal-band": "sedang",
    }
    assert found["time_zone"] == "WIB"


def test_a_region_of_which_nothing_is_known_says_who_can_tell(reader: FlaskClient) -> None:
    page = text_of(reader, "/regions/34.01")

    assert "Petugas, penerbit, atau admin daerah ini dapat mengisinya" in page
    assert "Belum diketahui. Portal membandingkan" in page
    assert '<svg class="radar"' not in page
    assert "Belum dapat dikatakan" in text_of(reader, "/regions/34.01/sheet")
    assert reader.get("/regions/99.99/sheet").status_code == 404


def test_the_sheet_says_what_is_weak_what_to_copy_from_whom_and_why(portal: Flask) -> None:
    with portal.app_context():
        publish(
            2,
            seed=1,
            region=AHEAD,
            dimensions=["tata-kelola"],
            sectors=["pendidikan"],
            status="active",
        )
        publish(1, seed=2, region=LEARNER, dimensions=["tata-kelola"], sectors=["kesehatan"])

    page = text_of(portal.test_client(), f"{PAGE}/sheet")

    assert re.findall(r"<h3>([^<]+)</h3>", page) == [
        "Kesehatan: 70 % → 100 %",
        "Tata kelola cerdas: M2 Muda → M4 Utama",
        "Citra daerah cerdas: M3 Madya → M4 Utama",
    ]
    assert page.count("dari Kota Surabaya, bukti") == 2
    assert "lebih maju: M4 Utama; serupa: di atas 1 juta jiwa" in page
    assert page.count("Belum ada praktik dari daerah lain dengan topik ini.") == 2
