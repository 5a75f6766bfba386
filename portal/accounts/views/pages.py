"""What the pages of accounts have in common."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.queries import SignedIn
from portal.accounts.views import identity
from portal.core.limits import network
from portal.core.security import local_target

blueprint = Blueprint("accounts", __name__, template_folder="../templates")
REFUSED = 422


def refused(page: str) -> Response:
    """Return a form again, with what is wrong with it."""
    return Response(page, REFUSED, content_type="text/html; charset=utf-8")


def go(endpoint: str, **values: Any) -> AnyResponse:
    """Lead on to a page after a write."""
    return redirect(url_for(endpoint, **values), 303)


def entered(token: str) -> AnyResponse:
    """Give the browser the token of a sign-in, and lead on to where its owner wanted to go."""
    found = identity.enter(token)
    asked = request.args.get("next", "")
    if found and found.awaits_code:
        return go("accounts.code", next=asked or None)
    if found and found.must_set_up:
        return go("accounts.second_factor", next=asked or None)
    return redirect(local_target(asked, url_for("accounts.account")), 303)


def here() -> SignedIn:
    """Return the sign-in of a request to a guarded page."""
    found = identity.here()
    if found is None:
        raise LookupError("only guarded views ask for this")
    return found


def address() -> str:
    """Return for whom attempts of this request count."""
    return network(request.remote_addr)
