"""The page on which a region's people and editors see all that is kept of its profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for

from portal.core.access import current_actor, requires
from portal.core.errors import Forbidden
from portal.core.i18n import _l
from portal.core.permissions import permits
from portal.regions.models.profile import Act, Kind
from portal.regions.permissions import (
    ENTER,
    OPEN_PROFILE,
    SET_MAILBOX,
    VERIFY,
    VIEW_ASSESSMENT,
    Said,
)
from portal.regions.queries import RegionView
from portal.regions.queries.profile import acts_of, assessments_of, waiting_of
from portal.regions.schemas.labels import WHAT_LABELS
from portal.regions.views.pages import blueprint, region_at, told
from portal.regions.views.shapes import Row, Rows, rows_of

ACTS = {
    Act.ENTER: _l("diisi"),
    Act.VERIFY: _l("diverifikasi"),
    Act.REFUSE: _l("ditolak"),
    Act.REVOKE: _l("verifikasi dicabut"),
    Act.WITHDRAW: _l("ditarik"),
}


@dataclass(frozen=True)
class Happened:
    """What was done with values, and with how many."""

    what: str
    count: int
    when: datetime
    reason: str


@dataclass(frozen=True)
class Link:
    """Where one goes on."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The page; `may_enter` and the like say which buttons are the reader's.

    `check_url` is None where nothing waits for the reader.
    """

    region: RegionView
    lists: Sequence[Rows]
    acts: Sequence[Happened]
    entries: Sequence[Link]
    may_enter: bool
    may_open: bool
    may_check: bool
    mailbox_url: str | None
    check_url: str | None
    waits: int
    done: str

    def may_withdraw(self, row: Row) -> bool:
        """Tell whether a value is the reader's to take back."""
        return self.may_enter if row.own else self.may_check


@blueprint.get("/regions/<code:code>/profile")
@requires(VIEW_ASSESSMENT)
def profile(code: str) -> str:
    """Show all that stands of a region, and what was done with it."""
    region, actor = member_of(code), current_actor()
    waits = len(waiting_of(region.id)) if permits(actor, VERIFY, region.id) else 0
    enters = permits(actor, ENTER, region.id) or permits(actor, VERIFY, region.id)
    page = Kept(
        region=region,
        lists=rows_of(assessments_of(actor, region.id)),
        acts=[
            Happened(str(ACTS[act.act]), act.count, act.created_at, act.reason)
            for act in acts_of(region.id)
        ],
        entries=[
            Link(str(label), url_for("regions.entry", code=code, what=what.value))
            for what, label in WHAT_LABELS.items()
            if enters
        ],
        may_enter=permits(actor, ENTER, region.id),
        may_open=permits(actor, OPEN_PROFILE, region.id),
        may_check=permits(actor, VERIFY, region.id),
        mailbox_url=url_for("regions.mailbox", code=code)
        if permits(actor, SET_MAILBOX, region.id)
        else None,
        check_url=url_for("regions.check", code=code) if waits else None,
        waits=waits,
        done=told(),
    )
    return render_template("regions/profile.html", kept=page)


def member_of(code: str) -> RegionView:
    """Return a region of which the reader may read also what it says of itself.

    Raises:
        NotFound: if there is none.
        Forbidden: if the reader is neither of the region nor an editor.
    """
    region = region_at(code)
    if not permits(current_actor(), VIEW_ASSESSMENT, Said(region.id, Kind.SELF, shown=False)):
        raise Forbidden
    return region
