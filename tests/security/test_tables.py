"""No cell of any table that the portal gives out is a formula, whatever people have written."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from flask import Flask

from portal.accounts.services.memberships import Post
from portal.core import sheets
from portal.core.clock import today
from portal.core.open_data import registered
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.needs.models import NeedState
from portal.needs.search import search_log
from portal.regions.schemas.measures import Measured, What, terms_of
from portal.regions.services import entering
from tests.databases import ONE_DATABASE
from tests.factories.drafts import EDITOR, REGION, actor_of, approved, submitted, written
from tests.factories.needs import a_need, searched
from tests.factories.people import active, signed_in_with_code
from tests.factories.profile import URL, region_id
from tests.factories.tables import FORMULAS, is_formula
from tests.security.surfaces import readable

TABLES = {"text/csv", "text/tab-separated-values"}
SHEETS = ("spreadsheet", "excel", "opendocument")
ADMIN, RINA = "hadi@kota.go.id", "rina@pusat.go.id"
GIVEN = {
    "/needs.csv",
    "/needs/raw.csv",
    "/needs/searches.csv",
    "/figures/<slug:table>.csv",
    "/figures/regions/<code:code>/<slug:table>.csv",
    "/figures/<int(fixed_digits=4):year>/<slug:table>.csv",
    "/data/<slug:name>.csv",
    "/regions/<code:code>/profile.csv",
    "/practices/import/template.csv",
    "/practices/import/template-iid.csv",
    "/practices/import/template-kipp.csv",
    "/practices/<slug:slug>/export-iid.csv",
    "/practices/<slug:slug>/export-kipp.csv",
}


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


def _looked_for(app: Flask) -> None:
    """Let needs and searches be formulas too."""
    for text in FORMULAS:
        a_need(title=text)
        a_need(state=NeedState.RAW, title="", signature=text, wordings={text: 2})
    searching = app.test_client()
    for text in filter(str.isprintable, FORMULAS):
        searched(searching, f"{text} air")
    search_log(app).flush()


def _rows(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))


@ONE_DATABASE
def test_no_cell_of_any_table_is_a_formula(empty_library: Flask) -> None:
    slug = _said()
    _looked_for(empty_library)
    year = today().year
    things: list[dict[str, object]] = [{}, {"code": REGION}, {"slug": slug}]
    things += [{"slug": slug, "number": 1}, {"table": "practices"}, {"year": year}]
    things += [{"code": REGION, "table": "freshness"}, {"year": year, "table": "changes"}]
    things += [{"name": name} for name in registered()]
    found: dict[str, list[str]] = defaultdict(list)
    for client in (signed_in_with_code(empty_library, mail) for mail in (ADMIN, RINA)):
        for rule, paths in readable(empty_library, things).items():
            for path in paths:
                with client.get(path, buffered=True) as answer:
                    assert not any(word in answer.mimetype for word in SHEETS), path
                    if answer.mimetype in TABLES:
                        found[rule] += chain.from_iterable(_rows(answer.get_data(as_text=True)))

    assert set(found) == GIVEN
    assert [cell for told in found.values() for cell in told if is_formula(cell)] == []
    for rule in ("/regions/<code:code>/profile.csv", "/needs.csv", "/data/<slug:name>.csv"):
        told = {sheets.plain(cell) for cell in found[rule]}
        assert len(told & set(FORMULAS)) > 10, "they are there, and come back as they were written"
    looked_for = {sheets.plain(cell) for cell in found["/needs/searches.csv"]}
    assert looked_for & {f"{text} air" for text in FORMULAS}
