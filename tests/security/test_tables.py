"""No cell of any table that the portal gives out is a formula, whatever people have written."""

import csv
import io
from collections.abc import Iterator

from flask import Flask

from portal.accounts.services.memberships import Post
from portal.core import sheets
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.regions.schemas.measures import Measured, What, terms_of
from portal.regions.services import entering
from tests.databases import ONE_DATABASE
from tests.factories.drafts import EDITOR, REGION, actor_of, approved, submitted, written
from tests.factories.people import active, signed_in_with_code
from tests.factories.profile import URL, region_id
from tests.factories.tables import FORMULAS, is_formula
from tests.security.surfaces import readable

TABLES = {"text/csv", "text/tab-separated-values"}
SHEETS = ("spreadsheet", "excel", "opendocument")
ADMIN, RINA = "hadi@kota.go.id", "rina@pusat.go.id"
GIVEN = {"/regions/<code:code>/profile.csv", "/practices/import/template.csv"}


def _said() -> str:
    """Let every text of a profile be a formula, and return the address of a practice of one."""
    admin = active(ADMIN, Post(role=Role.REGION_ADMIN, region=REGION), totp=True)
    editor = active(RINA, EDITOR, totp=True)
    writer = active("sari@kota.go.id", Post(role=Role.PUBLISHER, region=REGION))
    texts = iter(FORMULAS)
    codes = terms_of(What.MATURITY, "city")
    values = [
        Measured(
            what=What.MATURITY,
            code=code,
            date=f"2026-0{month}-01",
            value=2,
            source=text,
            url=URL,
            evidence=text,
        )
        for month in range(1, 9)
        for code, text in zip(codes, texts, strict=False)
    ]
    with unit_of_work() as session:
        entering.enter(session, actor_of(admin), region_id(REGION), values, asks=False)
    slug = written(actor_of(writer), title="=1+1;=1+1")
    submitted(actor_of(writer), slug)
    approved(actor_of(editor), slug)
    return slug


def _rows(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))


@ONE_DATABASE
def test_no_cell_of_any_table_is_a_formula(empty_library: Flask) -> None:
    slug = _said()
    client = signed_in_with_code(empty_library, ADMIN)
    things = [{}, {"code": REGION}, {"slug": slug}, {"slug": slug, "number": 1}]
    tables: dict[str, str] = {}
    for rule, paths in readable(empty_library, things).items():
        for path in paths:
            with client.get(path, buffered=True) as answer:
                assert not any(word in answer.mimetype for word in SHEETS), path
                if answer.mimetype in TABLES:
                    tables[rule] = answer.get_data(as_text=True)

    assert set(tables) == GIVEN
    found = {rule: [cell for row in _rows(text) for cell in row] for rule, text in tables.items()}
    assert [cell for told in found.values() for cell in told if is_formula(cell)] == []
    profile = {sheets.plain(cell) for cell in found["/regions/<code:code>/profile.csv"]}
    assert len(profile & set(FORMULAS)) > 10, "they are there, and come back as they were written"
