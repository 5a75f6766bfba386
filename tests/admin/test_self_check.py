"""Links that nobody wrote by the portal are found, told to who looks after it, and mended."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal.accounts.services.memberships import Post
from portal.admin import self_check
from portal.core import foreign_links, jobs, schedule, standing
from portal.core.clock import utcnow
from portal.core.db import end_transaction
from portal.core.foreign_links import foreign
from portal.core.jobs import Job
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.overview import content
from portal.overview.models import Page
from portal.practices.models import PracticeVersion
from tests.factories.people import active, mails
from tests.factories.practices import publish

WON = "https://slot-gacor.example/menang"


@pytest.mark.parametrize(
    ("source", "html", "found"),
    [
        ("[a](https://a.go.id/b?c=1&d=2)", '<a href="https://a.go.id/b?c=1&amp;d=2">', []),
        (
            "lihat www.a.go.id dan x@a.go.id",
            '<a href="http://www.a.go.id"><a href=mailto:x@a.go.id>',
            [],
        ),
        ("apa saja", '<a href="#source-s1"><a href="/practices/x">', []),
        ("apa saja", f'<a href="{WON}">', [WON]),
        ("apa saja", f"<A HREF='{WON}'><img src={WON}>", [WON]),
        ("apa saja", '<a href="//slot.example">', ["//slot.example"]),
        ("apa saja", '<a href="/\\slot.example">', ["/\\slot.example"]),
        ("x" * 200_000, f'<a href="{WON}">', [WON]),
    ],
)
def test_a_link_is_foreign_unless_its_text_holds_it(
    source: str, html: str, found: list[str]
) -> None:
    assert foreign(source, html) == found


def _load_page(session: Session) -> None:
    words = ("Tentang", "[ATR](https://www.atrbpn.go.id/)")
    content.write(session, {"tentang": dict.fromkeys(("id", "en"), words)})


def test_the_daily_check_alerts_system_admins_and_a_command_mends_it(
    empty_library: Flask,
) -> None:
    app = empty_library
    publish(1)
    with unit_of_work() as session:
        _load_page(session)
    assert foreign_links.find() == []
    active("op@dinas.go.id", Post(role=Role.SYSTEM_ADMIN))
    with unit_of_work() as session:
        session.execute(sa.delete(Job))
        version = session.scalars(sa.select(PracticeVersion).limit(1)).one()
        key = next(iter(version.html))
        version.html = {**version.html, key: f'{version.html[key]}<a href="{WON}">x</a>'}
        page = session.scalars(sa.select(Page).limit(1)).one()
        page.html = {**page.html, "id": f'<p><a href="{WON}">x</a></p>'}
        version_id, page_id = version.id, page.id
    end_transaction()

    schedule.run_due(utcnow())
    jobs.run_once()

    (told,) = [
        mail for mail in mails() if mail[0] == "op@dinas.go.id" and "tautan asing" in mail[1]
    ]
    assert f"practice_version {version_id}: {WON}" in told[2]
    assert f"page {page_id}: {WON}" in told[2]
    (failing,) = [job for job in standing.failing(9) if job.key == self_check.TASK]
    assert WON in failing.error
    with pytest.raises(self_check.ForeignLinks):
        self_check.check()
    end_transaction()
    assert sum("tautan asing" in mail[1] for mail in mails()) == 1, "told once a day"

    mended = app.test_cli_runner().invoke(args=["content", "rerender", "--all"])
    assert "practice_version: 1 renewed" in mended.output
    with unit_of_work() as session:
        _load_page(session)
    assert foreign_links.find() == []
    self_check.check()
