"""The dictionary: its groups, the page of one, and what a change of it would do."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.care.forms import GroupForm, NewGroupForm
from portal.care.models import SearchEffect
from portal.care.permissions import CARE
from portal.care.queries import history
from portal.care.queries.effects import Effect
from portal.care.services import changing
from portal.care.views.pages import DROP, SAVE, TRY_DROP, blueprint, kept, refused, told
from portal.care.views.past import past_of
from portal.care.views.shapes import Dictionary, GroupPage, GroupRow, Nightly, Trial
from portal.care.views.trials import parts_of, trial_of
from portal.core.access import requires
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.forms import readable
from portal.core.i18n import _
from portal.search.analysis import fold
from portal.search.guidance import current_guidance, files
from portal.search.models import Care
from portal.search.query import MAX_LENGTH
from portal.search.synonyms import Group
from portal.threads.forms import page_in
from portal.threads.views.labels import paging_at

PER_PAGE = 50
Answer = str | Response


@blueprint.get("/needs/synonyms")
@requires(CARE)
def dictionary() -> str:
    """Show the groups, those that hold some words if any are asked for."""
    q = readable(request.args.get("q", "").strip()[:MAX_LENGTH])
    number = page_in(request.args)
    rows = list(_rows(fold(q)))
    pages = max(1, -(-len(rows) // PER_PAGE))
    if number > pages:
        raise NotFound
    page = Dictionary(
        q=q,
        total=len(rows),
        rows=rows[(number - 1) * PER_PAGE : number * PER_PAGE],
        paging=paging_at(number, pages, "care.dictionary", **({"q": q} if q else {})),
        past=past_of(history.latest(Care.SYNONYMS)),
        nightly=_nightly(),
        done=told(),
    )
    return render_template("care/dictionary.html", page=page)


def _rows(asked: str) -> Iterator[GroupRow]:
    now, before = current_guidance().lexicon.lines, files().lines
    for topic in sorted(now.keys() | before.keys()):
        line = now.get(topic, "")
        if asked not in fold(line or before[topic]):
            continue
        state = ""
        if topic not in now:
            state = _("Dihapus editor")
        elif topic not in before:
            state = _("Ditambah editor")
        elif line != before[topic]:
            state = _("Diubah editor")
        shown = line or before[topic]
        yield GroupRow(Group.of(shown).head, url_for("care.group", topic=topic), shown, state)


def _nightly() -> Nightly | None:
    row = db.session.scalars(sa.select(SearchEffect).order_by(SearchEffect.day.desc())).first()
    return Nightly(row.day, row.changes, parts_of(Effect.of(row.effect))) if row else None


@blueprint.get("/needs/synonyms/new")
@requires(CARE)
def new_group() -> str:
    """Show the form of a group that is not there yet."""
    form = NewGroupForm(formdata=None)
    form.query.data = readable(request.args.get("query", "")[:MAX_LENGTH])
    return _new_page(form)


@blueprint.post("/needs/synonyms/new")
@requires(CARE)
def add_group() -> Answer:
    """Add a group, or try it."""
    form = NewGroupForm()
    if not form.validate():
        return refused(_new_page(form))
    group = form.group_of(form.head.data)
    form.judge(group)
    if form.faults:
        return refused(_new_page(form))
    if request.form.get("act") != SAVE:
        return _new_page(form, _trial(form, group))
    made = kept(form, "head", changing.add, group)
    return refused(_new_page(form), made) if isinstance(made, int) else _done(group, "saved")


@blueprint.get("/needs/synonyms/<slug:topic>")
@requires(CARE)
def group(topic: str) -> str:
    """Show a group with its history."""
    form = GroupForm(formdata=None)
    form.show(_shown(topic))
    return _page(topic, form)


@blueprint.post("/needs/synonyms/<slug:topic>")
@requires(CARE)
def change_group(topic: str) -> Answer:
    """Change a group, drop it, or try either."""
    before, form, act = _shown(topic), GroupForm(), request.form.get("act")
    if act in {DROP, TRY_DROP}:
        form.show(before)
        if act == TRY_DROP:
            return _page(topic, form, _trial(form, before, ""))
        made = kept(form, "alike", changing.drop, before, form.seen_id)
        if not isinstance(made, int):
            return _done(before, "dropped")
        return refused(_page(topic, form), made)
    is_sound = form.validate()
    after = form.group_of(before.head)
    if is_sound:
        form.judge(after)
    if form.faults:
        return refused(_page(topic, form))
    if act != SAVE:
        return _page(topic, form, _trial(form, after))
    made = kept(form, "alike", changing.say, after, form.seen_id)
    return refused(_page(topic, form), made) if isinstance(made, int) else _done(after, "saved")


def _trial(form: GroupForm, group: Group, line: str | None = None) -> Trial:
    now = current_guidance()
    after = now.saying(group.line if line is None else line, topic=group.topic)
    return trial_of(form.query.data or "", now, after)


def _done(group: Group, what: str) -> Response:
    return redirect(url_for("care.group", topic=group.topic, done=what), 303)


def _shown(topic: str) -> Group:
    """Return a group as it holds, or as it was before it was dropped.

    Raises:
        NotFound: if there has never been one.
    """
    lines = [current_guidance().lexicon.lines.get(topic, "")]
    for one in history.of_topic(Care.SYNONYMS, topic):
        lines += [said["line"] for said in (one.change.said, one.before) if said]
    lines.append(files().lines.get(topic, ""))
    found = next((line for line in lines if line), None)
    if found is None:
        raise NotFound
    return Group.of(found)


def _page(topic: str, form: GroupForm, trial: Trial | None = None) -> str:
    """Show the page; what was said meanwhile is known to whoever reads it."""
    newest = history.newest(Care.SYNONYMS, topic)
    form.seen.data = str(newest.id if newest else 0)
    line = current_guidance().lexicon.lines.get(topic, "")
    from_file = files().lines.get(topic, "")
    page = GroupPage(
        label=_shown(topic).head,
        is_new=False,
        form=form,
        line=line,
        file_line=from_file if from_file != line else "",
        trial=trial,
        past=past_of(history.of_topic(Care.SYNONYMS, topic)),
        done=told(),
    )
    return render_template("care/group.html", page=page)


def _new_page(form: NewGroupForm, trial: Trial | None = None) -> str:
    page = GroupPage(
        label="", is_new=True, form=form, line="", file_line="", trial=trial, past=[], done=""
    )
    return render_template("care/group.html", page=page)
