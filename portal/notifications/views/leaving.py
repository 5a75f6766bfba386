"""The link in a mail that ends such mail, for whoever holds the mail."""

from dataclasses import dataclass

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import public
from portal.notifications.queries import ALL
from portal.notifications.queries.registry import kinds
from portal.notifications.services import choosing
from portal.notifications.services.choosing import DIGEST
from portal.notifications.views.pages import blueprint

ONE_CLICK = ("List-Unsubscribe", "One-Click")  # what mail programs send, RFC 8058


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """The page; `label` names the kind of mail that ends, "" where it is several."""

    label: str
    is_digest: bool
    is_all: bool
    all_url: str
    done: bool


@blueprint.get("/inbox/unsubscribe/<token:token>")
@public
def unsubscribe(token: str) -> str:
    """Ask whether such mail is to end: opening a link changes nothing."""
    return _page(token, done="done" in request.args)


@blueprint.post("/inbox/unsubscribe/<token:token>")
@public
def do_unsubscribe(token: str) -> AnyResponse:
    """End such mail; a mail program, which follows no redirects, gets the page at once."""
    choosing.leave(token)
    name, value = ONE_CLICK
    if request.form.get(name) == value:
        return Response(_page(token, done=True), content_type="text/html; charset=utf-8")
    return redirect(url_for("notifications.unsubscribe", token=token, done="1"), 303)


def _page(token: str, *, done: bool) -> str:
    found = choosing.leaving(token)
    labels = {kind.name: str(kind.label) for kind in kinds()}
    page = Leaving(
        label=labels.get(found.scope, ""),
        is_digest=found.scope == DIGEST,
        is_all=found.scope == ALL,
        all_url=url_for("notifications.unsubscribe", token=choosing.token_of(found.person, ALL)),
        done=done,
    )
    return render_template("notifications/unsubscribe.html", leaving=page)
