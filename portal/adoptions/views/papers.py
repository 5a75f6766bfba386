"""Pages of tasks and documents, and the letter of interest as it is printed."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.adoptions.forms import DocumentForm
from portal.adoptions.forms.checking import DueForm, TaskForm
from portal.adoptions.models.plans import (
    AdoptionDocument,
    AdoptionTask,
    Choice,
    DocumentKind,
)
from portal.adoptions.queries import AdoptionView
from portal.adoptions.queries.plans import blocks_of, documents_of, tasks_of
from portal.adoptions.queries.plans import versions as versions_of
from portal.adoptions.services import planning
from portal.adoptions.views.labels import thing
from portal.adoptions.views.pages import act_on, blueprint, recorded, refused, told
from portal.adoptions.views.papers_shown import documents_shown, tasks_shown
from portal.adoptions.views.rows import head_of
from portal.adoptions.views.shapes import Letter, PapersPage
from portal.core.access import requires
from portal.core.addresses import NUMBER, absolute
from portal.core.errors import BadInput
from portal.core.formats import words
from portal.core.forms import day_or_none
from portal.core.once import key_of_page, once
from portal.practices.permissions import OPEN_DESK
from portal.practices.views.labels import short_label


@blueprint.get("/adoptions/<key:adoption>/papers")
@requires(OPEN_DESK)
def papers(adoption: str) -> str:
    """Show the tasks and documents of an adoption."""
    return _page(recorded(adoption))


@blueprint.post("/adoptions/<key:adoption>/tasks")
@requires(OPEN_DESK)
def add_task(adoption: str) -> Response:
    """Add a task."""
    view, form = recorded(adoption), TaskForm(prefix="task-")
    if not form.validate():
        return refused(_page(view, task=form))
    try:
        add = once(key_of_page(), AdoptionTask, planning.add_task)
        act_on(adoption, add, str(form["text"].data), day_or_none(form.due.data))
    except BadInput as error:
        form.blame("text", str(error))
        return refused(_page(view, task=form))
    return _saved(adoption)


@blueprint.post(f"/adoptions/<key:adoption>/tasks/<{NUMBER}:number>/due")
@requires(OPEN_DESK)
def date_task(adoption: str, number: int) -> Response:
    """Say by which day a task is to be settled."""
    view, form = recorded(adoption), DueForm(prefix=f"t{number}-")
    if not form.validate():
        return refused(_page(view, due=(number, form)))
    act_on(adoption, planning.date_task, number, day_or_none(form.due.data))
    return _saved(adoption)


@blueprint.post(f"/adoptions/<key:adoption>/tasks/<{NUMBER}:number>")
@requires(OPEN_DESK)
def tick(adoption: str, number: int) -> Response:
    """Say that a task is done, or is not."""
    recorded(adoption)
    act_on(adoption, planning.tick_task, number, done=bool(request.form.get("done")))
    return _saved(adoption)


@blueprint.post("/adoptions/<key:adoption>/documents")
@requires(OPEN_DESK)
def add_document(adoption: str) -> Response:
    """Keep a paper."""
    view, form = recorded(adoption), DocumentForm(prefix="paper-")
    if not form.validate():
        return refused(_page(view, document=form))
    paper = planning.Paper(DocumentKind(form.kind.data), str(form["text"].data), str(form.url.data))
    try:
        act_on(adoption, once(key_of_page(), AdoptionDocument, planning.add_document), paper)
    except BadInput as error:
        form.blame("text", str(error))
        return refused(_page(view, document=form))
    return _saved(adoption)


@blueprint.post(f"/adoptions/<key:adoption>/documents/<{NUMBER}:number>/remove")
@requires(OPEN_DESK)
def remove_document(adoption: str, number: int) -> Response:
    """Take a paper back."""
    recorded(adoption)
    act_on(adoption, planning.remove_document, number)
    return _saved(adoption)


@blueprint.get("/adoptions/<key:adoption>/letter")
@requires(OPEN_DESK)
def letter(adoption: str) -> str:
    """Show the letter of interest, filled as far as the portal knows, to be printed and signed."""
    view = recorded(adoption)
    record = versions_of([view.version_id])[0].record if view.slug else {}
    dimensions = [short_label("dimension", code) for code in record.get("dimensions", [])]
    taken = [block for block in blocks_of(view.id) if block.choice is not Choice.DROPPED]
    found = thing(view)
    page = Letter(
        head=head_of(view),
        adopter=view.region.long_name,
        owner=view.source.long_name if view.source else (view.catalogue or ""),
        thing=found.label,
        address=absolute(found.url) if view.slug else found.url,
        dimensions=", ".join(dimensions),
        blocks=[words(block.title) for block in taken] if view.slug else [],
        agency=words(record.get("unit")),
    )
    return render_template("adoptions/letter.html", letter=page)


def _saved(key: str) -> Response:
    return redirect(url_for("adoptions.papers", adoption=key, done="saved"), 303)


def _page(
    view: AdoptionView,
    task: TaskForm | None = None,
    document: DocumentForm | None = None,
    due: tuple[int, DueForm] | None = None,
) -> str:
    tasks = tasks_shown(tasks_of(view.id))
    if due is not None:
        tasks = [replace(row, form=due[1]) if row.number == due[0] else row for row in tasks]
    page = PapersPage(
        head_of(view),
        told(),
        tasks,
        task or TaskForm(formdata=None, prefix="task-"),
        documents_shown(documents_of(view.id)),
        document or DocumentForm(formdata=None, prefix="paper-"),
        url_for("adoptions.letter", adoption=view.public_id),
    )
    return render_template("adoptions/papers.html", page=page)
