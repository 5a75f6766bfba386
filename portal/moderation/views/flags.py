"""Reporting a post."""

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.addresses import NUMBER
from portal.core.errors import BadInput
from portal.core.limits import TooMany
from portal.core.once import key_of_page, once
from portal.core.uow import unit_of_work
from portal.moderation.forms import FlagForm
from portal.moderation.models import Flag
from portal.moderation.queries import has_flagged
from portal.moderation.services import flagging
from portal.moderation.services.flagging import OriginalUnknown, Report
from portal.moderation.views.pages import blueprint
from portal.moderation.views.shapes import FlagPage
from portal.threads.models import Post, Thread
from portal.threads.models.decisions import Ground
from portal.threads.permissions import FLAG
from portal.threads.queries import visible_post
from portal.threads.schemas.excerpts import excerpt
from portal.threads.services import pace
from portal.threads.views.labels import foreign
from portal.threads.views.thread import post_address
from portal.threads.views.writing import wait

FLAGGING = f"/threads/<key:thread>/posts/<{NUMBER}:number>/flag"


@blueprint.get(FLAGGING)
@requires(FLAG)
def flag(thread: str, number: int) -> str:
    """Show the form in which a post is reported, or that the reader has done so."""
    found, post = visible_post(current_actor(), thread, number)
    flagging.require_other(current_actor(), found, post)
    return _page(found, post, FlagForm(formdata=None))


@blueprint.post(FLAGGING)
@requires(FLAG)
def report(thread: str, number: int) -> Response | tuple[str, int]:
    """Report a post."""
    actor, form = current_actor(), FlagForm()
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.validate():
        told = Report(Ground(form.ground.data), form.text.data, form.original.data)
        try:
            pace.count_flag(actor)
            with unit_of_work() as session:
                found, post = visible_post(actor, thread, number)
                once(key_of_page(), Flag, flagging.flag)(session, actor, found, post, told)
        except TooMany as error:
            form.blame("text", wait(error))
            status = HTTPStatus.TOO_MANY_REQUESTS
        except OriginalUnknown as error:
            form.blame("original", str(error))
        except BadInput as error:
            form.blame("text", str(error))
        else:
            return redirect(request.path, 303)
    return _page(*visible_post(actor, thread, number), form), status


def _page(found: Thread, post: Post, form: FlagForm) -> str:
    page = FlagPage(
        title=found.title,
        lang=foreign(found.language),
        url=post_address(found.public_id, post.number),
        action=url_for("moderation.flag", thread=found.public_id, number=post.number),
        excerpt=excerpt(post.html),
        post_lang=foreign(post.language),
        form=form,
        done=has_flagged(current_actor(), post),
    )
    return render_template("moderation/flag.html", page=page)
