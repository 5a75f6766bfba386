"""Saying what became of an answer."""

from flask import redirect, request
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.addresses import NUMBER
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.uow import unit_of_work
from portal.threads.models import SETTLED, ThreadState
from portal.threads.permissions import ANSWER
from portal.threads.queries import visible_post
from portal.threads.services import settling
from portal.threads.views.pages import blueprint
from portal.threads.views.settled import UNDO
from portal.threads.views.thread import post_address


@blueprint.post(f"/threads/<key:thread>/posts/<{NUMBER}:number>/outcome")
@requires(ANSWER)
def outcome(thread: str, number: int) -> Response:
    """Say what became of an answer."""
    actor, said = current_actor(), request.form.get("outcome", "")
    if said != UNDO and said not in {state.value for state in SETTLED}:
        raise BadInput(_("Pilih salah satu dari daftar."))
    with unit_of_work() as session:
        _thread, post = visible_post(actor, thread, number)
        if said == UNDO:
            settling.undo(session, actor, post)
        else:
            settling.settle(session, actor, post, ThreadState(said))
    return redirect(post_address(thread, number), 303)
