"""The page on which moderators decide about a whole thread."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.errors import BadInput, NotFound
from portal.core.formats import words
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, permits
from portal.core.slugs import slug_of
from portal.core.uow import unit_of_work
from portal.threads.forms.closing import MergeForm, MoveForm, ReasonForm
from portal.threads.models import Thread, ThreadState
from portal.threads.models.decisions import Act, Ground
from portal.threads.permissions import ANSWER, VIEW_THREAD
from portal.threads.queries import get_visible
from portal.threads.queries.alike import original_of
from portal.threads.queries.anchors import NOWHERE, Anchor, at_cell, at_practice, at_region
from portal.threads.queries.decisions import GROUNDS
from portal.threads.queries.mentions import region_called
from portal.threads.queries.similar import originals_like
from portal.threads.services import closing, merging
from portal.threads.services.deciding import Reason
from portal.threads.services.moderating import require_judge
from portal.threads.views.labels import foreign
from portal.threads.views.pages import blueprint, refused
from portal.threads.views.shapes import Twin
from portal.threads.views.thread import twin_of
from portal.vocabularies.queries import MATURITY, SPM, catalogue

SUGGESTED: Mapping[Act, Sequence[str]] = {
    Act.LOCK: (_l("Sudah terjawab tuntas"), _l("Pembahasannya keluar dari pokoknya")),
    Act.HIDE: [label for ground, label in GROUNDS.items() if ground is not Ground.OTHER],
    Act.MERGE: (_l("Pertanyaan yang sama sudah diajukan"),),
    Act.SPLIT: (_l("Ternyata pertanyaannya lain"),),
    Act.MOVE: (_l("Ini tentang praktik lain"), _l("Ini tentang bagian lain")),
}
Doing = Callable[[Session, Actor, Thread, ReasonForm], None]


class Misplaced(BadInput):
    """What a form names is not there; `field` says which of its fields."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class ModeratePage:
    """The page; `forms` are of the acts that the thread's state allows, by their names."""

    key: str
    url: str
    title: str
    lang: str | None
    original: Twin | None
    forms: Mapping[str, ReasonForm]
    faulty: ReasonForm | None


@blueprint.get("/threads/<key:thread>/moderate")
@requires(ANSWER)
def moderate(thread: str) -> str:
    """Show what can be done with a thread."""
    return _page(_moderated(thread))


@blueprint.post("/threads/<key:thread>/moderate")
@requires(ANSWER)
def decide(thread: str) -> Response:
    """Do one of these things with a thread."""
    actor, found, act = current_actor(), _moderated(thread), _act()
    form = _form(act, found, sent=True)
    if not form.validate():
        return refused(_page(found, act, form))
    try:
        with unit_of_work() as session:
            row = get_visible(actor, thread)
            DOING[act](session, actor, row, form)
            stays = permits(actor, VIEW_THREAD, row)
    except Misplaced as error:
        form.blame(error.field, str(error))
    except BadInput as error:
        form.blame(BLAMED.get(act, "reason"), str(error))
    else:
        url = url_for("threads.thread", thread=thread) if stays else url_for("threads.index")
        return redirect(url, 303)
    return refused(_page(_moderated(thread), act, form))


def _moderated(key: str) -> Thread:
    """Return a thread that the actor moderates.

    Raises:
        NotFound, Forbidden: accordingly.
        Conflict: if it is the actor's own.
    """
    found = get_visible(current_actor(), key)
    require_judge(current_actor(), found, found.opening)
    return found


def _act() -> Act:
    act = request.form.get("act", "")
    if act not in DOING:
        raise BadInput(_("Pilih salah satu dari daftar."))
    return Act(act)


def _reason(form: ReasonForm) -> Reason:
    return Reason(form.reason.data)


def _simple(service: Callable[[Session, Actor, Thread, Reason], None]) -> Doing:
    def do(session: Session, actor: Actor, thread: Thread, form: ReasonForm) -> None:
        service(session, actor, thread, _reason(form))

    return do


def _merge(session: Session, actor: Actor, thread: Thread, form: ReasonForm) -> None:
    try:
        original = get_visible(actor, cast("MergeForm", form).key)
    except NotFound as error:
        raise BadInput(_("Tidak ada utas di alamat ini.")) from error
    merging.merge(session, actor, thread, original, _reason(form))


def _move(session: Session, actor: Actor, thread: Thread, form: ReasonForm) -> None:
    closing.move(session, actor, thread, _place(cast("MoveForm", form)), _reason(form))


def _place(form: MoveForm) -> Anchor:
    """Return the place that a form names.

    Raises:
        Misplaced: if there is none.
    """
    return PLACES[form.to.data](form)


def _practice(form: MoveForm) -> Anchor:
    with _blaming("practice"):
        whole = at_practice(form.slug)
    if not form.block.data:
        return whole
    with _blaming("block"):
        return at_practice(form.slug, block=int(form.block.data))


def _cell(form: MoveForm) -> Anchor:
    with _blaming("dimension"):
        cell = at_cell(form.dimension.data or "", form.sector.data or "")
    if cell == NOWHERE:
        raise Misplaced("dimension", _("Pilih dimensi, sektor, atau keduanya."))
    return cell


def _region(form: MoveForm) -> Anchor:
    name = form.region.data
    region = region_called(name) or region_called(slug_of(name))
    with _blaming("region"):
        return at_region(region.code if region else "")


@contextmanager
def _blaming(field: str) -> Iterator[None]:
    try:
        yield
    except NotFound as error:
        raise Misplaced(field, _("Tempat ini tidak ada.")) from error


PLACES: Mapping[str, Callable[[MoveForm], Anchor]] = {
    "practice": _practice,
    "cell": _cell,
    "region": _region,
    "nowhere": lambda _form: NOWHERE,
}
DOING: Mapping[Act, Doing] = {
    Act.LOCK: _simple(closing.lock),
    Act.UNLOCK: _simple(closing.unlock),
    Act.HIDE: _simple(closing.hide),
    Act.SHOW: _simple(closing.show),
    Act.SPLIT: _simple(merging.split),
    Act.MERGE: _merge,
    Act.MOVE: _move,
}
BLAMED = {Act.MERGE: "address", Act.MOVE: "to"}


def _possible(thread: Thread) -> list[Act]:
    return [
        Act.SPLIT if thread.state is ThreadState.DUPLICATE else Act.MERGE,
        Act.MOVE,
        Act.UNLOCK if thread.locked_at is not None else Act.LOCK,
        Act.SHOW if thread.hidden_at is not None else Act.HIDE,
    ]


def _form(act: Act, thread: Thread, *, sent: bool = False) -> ReasonForm:
    typed = {} if sent else {"formdata": None}
    form: ReasonForm
    if act is Act.MERGE:
        form = MergeForm(prefix=f"{act}-", **typed)
        alike = originals_like(current_actor(), thread)
        form.offer((found.public_id, found.title) for found in alike)
    elif act is Act.MOVE:
        form = MoveForm(prefix=f"{act}-", **typed)
        form.offer(*(_terms(scheme) for scheme in (MATURITY, SPM)))
    else:
        form = ReasonForm(prefix=f"{act}-", **typed)
    form.suggest(SUGGESTED.get(act, ()))
    return form


def _terms(scheme: str) -> list[tuple[str, str]]:
    return [(term.code, str(words(term.label))) for term in catalogue()[scheme].top()]


def _page(found: Thread, act: Act | None = None, sent: ReasonForm | None = None) -> str:
    forms = {one.value: _form(one, found) for one in _possible(found)}
    if act and sent:
        forms[act.value] = sent
    same = original_of(current_actor(), found)
    page = ModeratePage(
        key=found.public_id,
        url=url_for("threads.thread", thread=found.public_id),
        title=found.title,
        lang=foreign(found.language),
        original=twin_of(same) if same else None,
        forms=forms,
        faulty=sent,
    )
    return render_template("threads/moderate.html", page=page)
