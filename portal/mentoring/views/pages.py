"""The blueprint that the pages of mentorships share, and what their routes have in common."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor
from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.mentoring.models import Mentorship
from portal.mentoring.queries import mentorship_at

blueprint = Blueprint("mentoring", __name__, template_folder="../templates")
P = ParamSpec("P")
REFUSED = 422
DONE = {
    "requested": _l("Permintaan terkirim. Jawabannya paling lambat tujuh hari lagi."),
    "waiting": _l("Daerah Anda masuk antrean. Begitu ada tempat, Anda diberi tahu."),
    "accepted": _l("Permintaan diterima. Langkah berikutnya: kesepakatan kedua daerah."),
    "declined": _l("Permintaan ditolak. Daerah yang meminta diberi tahu."),
    "named": _l("Mentor ditunjuk."),
    "withdrawn": _l("Permintaan ditarik kembali."),
    "paused": _l("Pendampingan dijeda."),
    "resumed": _l("Pendampingan berlanjut."),
    "ended": _l("Pendampingan berakhir lebih awal; tempat mentornya bebas lagi."),
    "written": _l("Versi baru tersimpan dan menunggu tanda tangan kedua daerah."),
    "signed": _l("Tanda tangan Anda tercatat."),
    "planned": _l("Sesi tercatat. Yang lain diberi tahu bahwa ada sesi, bukan isinya."),
    "saved": _l("Perubahan sudah disimpan."),
    "item": _l("Tugas tercatat."),
    "closing": _l("Formulir penutupan daerah Anda tercatat."),
    "judged": _l("Penilaian tercatat."),
    "answered": _l("Jawaban tercatat. Terima kasih."),
}


def act_on(
    key: str,
    act: Callable[Concatenate[Session, Actor, Mentorship, P], object],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Do something with a mentorship in a unit of work, for whoever sent this request.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    actor = current_actor()
    with unit_of_work() as session:
        act(session, actor, mentorship_at(actor, key), *args, **kwargs)


def told() -> str:
    """Return what the last press of a button did."""
    return str(DONE.get(request.args.get("done", ""), ""))


def refused(page: str, status: int = REFUSED) -> Response:
    """Return a page with a form that was sent and is not right."""
    return Response(page, status, content_type="text/html; charset=utf-8")


def done(key: str, what: str, page: str = "mentorship", **more: Any) -> AnyResponse:
    """Lead to a page of a mentorship, which tells what was done."""
    return redirect(url_for(f"mentoring.{page}", mentorship=key, done=what, **more), 303)
