"""The inbox."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.queries import person_of
from portal.core.access import requires
from portal.core.errors import NotFound
from portal.core.forms import whole
from portal.core.i18n import current_locale, localized
from portal.notifications import queries
from portal.notifications.permissions import READ_INBOX
from portal.notifications.queries import PER_PAGE, Line
from portal.notifications.services import inbox as service
from portal.notifications.views.pages import blueprint, owner

MOST_PAGES = 100_000


@dataclass(frozen=True)
class Row:
    """A line of the inbox; without `title` its owner may no longer see what it tells."""

    id: int
    label: str
    title: str
    body: str
    url: str
    when: datetime
    unread: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """The inbox; `newest` is the line up to which all may be marked as read."""

    rows: list[Row]
    unread: int
    newest: int
    page: int
    pages: int
    newer_url: str | None
    older_url: str | None
    bounced: bool


@blueprint.get("/inbox")
@requires(READ_INBOX)
def inbox() -> str:
    """Show what its owner has been told."""
    actor, person_id = owner()
    number = _page_number()
    found = queries.inbox(actor, number)
    pages = max(1, -(-found.total // PER_PAGE))
    if number > pages:
        raise NotFound
    page = Page(
        rows=[_row(line) for line in found.lines],
        unread=found.unread,
        newest=max((line.id for line in found.lines), default=0),
        page=number,
        pages=pages,
        newer_url=url_for("notifications.inbox", page=number - 1) if number > 1 else None,
        older_url=url_for("notifications.inbox", page=number + 1) if number < pages else None,
        bounced=queries.suppression_of(person_of(person_id)) is not None,
    )
    return render_template("notifications/inbox.html", inbox=page)


@blueprint.post("/inbox/<int:number>/read")
@requires(READ_INBOX)
def mark_read(number: int) -> AnyResponse:
    """Note that a line was read."""
    _actor, person_id = owner()
    service.mark_read(person_id, number)
    return _back()


@blueprint.post("/inbox/read")
@requires(READ_INBOX)
def mark_all_read() -> AnyResponse:
    """Note that all lines were read, but for those that came after the page was shown."""
    _actor, person_id = owner()
    newest = whole(request.form.get("newest", ""))
    if newest is not None:
        service.mark_all_read(person_id, up_to=newest)
    return _back()


def _back() -> AnyResponse:
    number = _page_number()
    page = number if number > 1 else None
    return redirect(url_for("notifications.inbox", page=page), 303)


def _page_number() -> int:
    number = whole(request.args.get("page", "1"))
    if not number or number > MOST_PAGES:
        raise NotFound
    return number


def _row(line: Line) -> Row:
    message = line.message
    return Row(
        id=line.id,
        label=line.label,
        title=message.title if message else "",
        body=message.body if message else "",
        url=localized(message.path, current_locale()) if message else "",
        when=line.created_at,
        unread=line.unread,
    )
