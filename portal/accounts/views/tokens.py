"""The tokens by which one's own programs use the API."""

from flask import Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.forms import TokenForm
from portal.accounts.permissions import MANAGE_ACCOUNT
from portal.accounts.queries.tokens import tokens_of
from portal.accounts.services import tokens as service
from portal.accounts.services.tokens import LIFETIME
from portal.accounts.views.fresh import is_fresh
from portal.accounts.views.pages import blueprint, go, here, refused
from portal.core.access import current_actor, requires
from portal.core.errors import BadInput


@blueprint.get("/account/tokens")
@requires(MANAGE_ACCOUNT)
def tokens() -> str:
    """Show one's tokens."""
    return _page(TokenForm(is_fresh=here().is_fresh))


@blueprint.post("/account/tokens")
@requires(MANAGE_ACCOUNT)
def make_token() -> AnyResponse:
    """Make a token, and show it, once."""
    form = TokenForm(is_fresh=here().is_fresh)
    if form.validate() and is_fresh(form):
        try:
            token = service.make(here().person_id, form.name.data, by=current_actor())
        except BadInput as error:
            form.blame("name", str(error))
        else:
            page = _page(TokenForm(formdata=None, is_fresh=True), made=token)
            return Response(page, content_type="text/html; charset=utf-8")
    return refused(_page(form))


@blueprint.post("/account/tokens/<slug:token>/revoke")
@requires(MANAGE_ACCOUNT)
def revoke_token(token: str) -> AnyResponse:
    """Let a token hold no longer."""
    service.revoke(here().person_id, token)
    return go("accounts.tokens")


def _page(form: TokenForm, made: str = "") -> str:
    return render_template(
        "accounts/tokens.html",
        form=form,
        made=made,
        days=LIFETIME.days,
        tokens=tokens_of(here().person_id),
    )
