"""Pages on which a region says how its adoption goes on: a stage further, reported, dropped."""

from collections.abc import Mapping

from flask import render_template, request
from werkzeug.wrappers import Response

from portal.adoptions.forms import DropForm, MoveForm, ReportForm
from portal.adoptions.models import Stage
from portal.adoptions.queries import AdoptionView
from portal.adoptions.queries.wording import STAGES
from portal.adoptions.services import moving
from portal.adoptions.views.pages import act_on, blueprint, done, recorded, refused
from portal.adoptions.views.rows import head_of
from portal.adoptions.views.shapes import StepPage
from portal.core.access import requires
from portal.core.errors import BadInput
from portal.core.forms import Form
from portal.core.i18n import _, _l
from portal.practices.permissions import OPEN_DESK

ABOUT: Mapping[Stage, str] = {
    Stage.EXPLORING: _l(
        "Daerah mempelajari praktiknya: prasyarat, biaya, dan siapa yang terlibat."
    ),
    Stage.COMMITTED: _l("Pimpinan setuju dan surat minat replikasi sudah dikirim ke daerah asal."),
    Stage.ADAPTING: _l("Daerah menyusun rencana: bagian yang diambil, target, jadwal, dan dana."),
    Stage.PILOTING: _l("Praktik dicoba di satu tempat atau satu unit lebih dahulu."),
    Stage.OPERATING: _l("Praktik berjalan sebagai layanan biasa."),
    Stage.REPORTED: _l("Daerah melaporkan hasilnya; daerah asal lalu mengonfirmasi."),
}


@blueprint.get("/adoptions/<key:adoption>/step")
@requires(OPEN_DESK)
def step(adoption: str) -> str:
    """Ask how an adoption goes on."""
    return _page(recorded(adoption), {})


@blueprint.post("/adoptions/<key:adoption>/move")
@requires(OPEN_DESK)
def move(adoption: str) -> Response:
    """Go one stage on; the form says to which, so that pressing twice goes no further."""
    view, form = recorded(adoption), MoveForm(prefix="move-")
    to = request.form.get("to", "")
    if to not in set(Stage):
        form.blame("note", _("Pilih tahapnya dari halaman ini."))
        return refused(_page(view, {"move": form}))
    if not form.validate():
        return refused(_page(view, {"move": form}))
    act_on(adoption, moving.advance, Stage(to), str(form.note.data))
    return done(adoption, "moved")


@blueprint.post("/adoptions/<key:adoption>/report")
@requires(OPEN_DESK)
def report(adoption: str) -> Response:
    """Keep what came of it."""
    view, form = recorded(adoption), ReportForm(prefix="report-")
    if not form.validate():
        return refused(_page(view, {"report": form}))
    try:
        act_on(adoption, moving.report, str(form.report.data))
    except BadInput as error:
        form.blame("report", str(error))
        return refused(_page(view, {"report": form}))
    return done(adoption, "reported")


@blueprint.post("/adoptions/<key:adoption>/drop")
@requires(OPEN_DESK)
def drop(adoption: str) -> Response:
    """Give it up, with the reason and what others can learn from that."""
    view, form = recorded(adoption), DropForm(prefix="drop-")
    if not form.validate():
        return refused(_page(view, {"drop": form}))
    act_on(adoption, moving.drop, str(form.reason.data), str(form.text.data))
    return done(adoption, "dropped")


@blueprint.post("/adoptions/<key:adoption>/resume")
@requires(OPEN_DESK)
def resume(adoption: str) -> Response:
    """Take up again what was dropped."""
    view, form = recorded(adoption), MoveForm(prefix="resume-")
    if not form.validate():
        return refused(_page(view, {"resume": form}))
    act_on(adoption, moving.resume, str(form.note.data))
    return done(adoption, "resumed")


def _page(view: AdoptionView, tried: Mapping[str, Form]) -> str:
    forms: dict[str, Form] = dict(tried)
    to = moving.next_stage(view.stage)
    empty = {
        "move": (MoveForm, to is not None and to is not Stage.REPORTED),
        "report": (ReportForm, to is Stage.REPORTED),
        "drop": (DropForm, view.stage in moving.DROPPABLE),
        "resume": (MoveForm, view.stage is Stage.DROPPED),
    }
    for name, (kind, possible) in empty.items():
        if possible and name not in forms:
            forms[name] = kind(formdata=None, prefix=f"{name}-")
    page = StepPage(
        head=head_of(view),
        stage=str(STAGES[view.stage]),
        next=str(STAGES[to]) if to else "",
        about=str(ABOUT[to]) if to else "",
        to=to.value if to else "",
        **{name: forms.get(name) for name in empty},
    )
    return render_template("adoptions/step.html", page=page)
