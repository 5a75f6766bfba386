"""What the pages of confirming and of retiring a practice show."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from portal.core.formats import period, words
from portal.core.forms import Form
from portal.core.permissions import Actor, permits
from portal.practices.forms.life import MeasureForm, StopForm, SuspendForm, WithdrawForm
from portal.practices.models import PracticeState
from portal.practices.models.life import Happening
from portal.practices.permissions import RELEASE_PRACTICE
from portal.practices.queries import PracticeView
from portal.practices.queries.life import Later, later_measures, latest
from portal.practices.views.life_shapes import ConfirmPage, MeasureRow, RetirePage
from portal.practices.views.lived import WITHHELD, foreign, life_of, practice_in
from portal.regions.permissions import SET_MAILBOX

Tried = Mapping[str, Form]


def measure_form(index: int) -> str:
    """Return the name of the form for a new value of an indicator, and prefix of its fields."""
    return f"m{index}-"


def confirm_page(
    view: PracticeView, actor: Actor, tried: Tried, gaps: Sequence[str], done: str
) -> ConfirmPage:
    """Return the page on which a region speaks for its practice; `tried` was refused."""
    title = words(view.record["title"])
    runs = view.state is PracticeState.PUBLISHED
    governs = permits(actor, SET_MAILBOX, view.region.id)
    forms: Any = tried
    return ConfirmPage(
        slug=view.slug,
        title=title,
        lang=foreign(title),
        life=life_of(view, actor),
        done=done,
        gaps=list(gaps),
        rows=_rows(view, tried) if runs and not view.by_editors else None,
        stop=forms.get("stop", StopForm(formdata=None, prefix="stop-")) if runs else None,
        may_resume=view.stopped,
        mailbox=view.region.role_mailbox or view.record.get("contact", {}).get("mail"),
        mailbox_url=url_for("regions.mailbox", code=view.region.code) if governs else None,
    )


def _rows(view: PracticeView, tried: Tried) -> list[MeasureRow]:
    later = later_measures(view.id)
    rows = view.record.get("indicators", [])
    return [
        _row(row, later.get(row["name"]["id"], ()), measure_form(index), tried)
        for index, row in enumerate(rows)
    ]


def _row(row: Mapping[str, Any], later: Sequence[Later], name: str, tried: Tried) -> MeasureRow:
    forms: Any = tried
    last = later[-1] if later else None
    return MeasureRow(
        name=words(row["name"]),
        unit=words(row["unit"]),
        last=last.value if last else row["actual"]["value"],
        period=period(last.period if last else row["actual"].get("period", "")),
        form=forms.get(name, MeasureForm(formdata=None, prefix=name)),
    )


def retire_page(view: PracticeView, actor: Actor, tried: Tried, done: str) -> RetirePage:
    """Return the page on which a practice is taken from readers; `tried` was refused."""
    title = words(view.record["title"])
    forms: Any = tried
    suspended = view.state is PracticeState.SUSPENDED
    may_release = suspended and permits(actor, RELEASE_PRACTICE, practice_in(view))
    what = Happening.SUSPENDED if suspended else Happening.WITHDRAWN
    event = latest(view.id, what) if view.withheld else None
    return RetirePage(
        slug=view.slug,
        title=title,
        lang=foreign(title),
        done=done,
        withheld=str(WITHHELD.get(view.state, "")),
        reason=(event.text or "") if event else "",
        suspend=None
        if view.withheld
        else forms.get("suspend", SuspendForm(formdata=None, prefix="suspend-")),
        withdraw=None
        if view.state is PracticeState.WITHDRAWN
        else forms.get("withdraw", WithdrawForm(formdata=None, prefix="withdraw-")),
        may_release=may_release,
        awaits_editor=suspended and not may_release,
    )
