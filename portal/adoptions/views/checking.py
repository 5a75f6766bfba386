"""Whether a practice fits a region: what it needs against the profile, and a plan for the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal.adoptions.forms.checking import ANSWERS, AnswerForm
from portal.adoptions.models import Adoption
from portal.adoptions.permissions import RECORD_ADOPTION, regions_recording
from portal.adoptions.queries import of_practice
from portal.adoptions.services import preparing
from portal.adoptions.views.pages import blueprint, done, refused
from portal.adoptions.views.rows import row_of
from portal.adoptions.views.shapes import Row
from portal.core.access import current_actor, requires
from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.formats import words
from portal.core.forms import Fault
from portal.core.i18n import _, current_locale
from portal.core.once import key_of_page, once
from portal.core.permissions import require
from portal.core.uow import unit_of_work
from portal.practices.permissions import OPEN_DESK
from portal.practices.queries import PracticeView, get_visible
from portal.practices.queries.names import practice_at
from portal.practices.schemas.needs import Answer, Checked, checked
from portal.regions.queries import RegionView, directory
from portal.search.views.listing_shapes import Link

TONES = {Answer.MET: "good", Answer.UNKNOWN: "warn", Answer.LACKING: "stop"}


@dataclass(frozen=True, kw_only=True)
class Need:
    """A prerequisite with what the profile says of it, and the form to know it better."""

    text: str
    lang: str | None
    must: bool
    answer: str
    label: str
    tone: str
    why: str
    form: AnswerForm


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    """The page; `known` are the region's own adoptions that are open, `refusal` why none begins."""

    title: str
    lang: str | None
    back: str
    region: RegionView
    region_url: str
    choices: Sequence[Link]
    needs: Sequence[Need]
    summary: str
    known: Sequence[Row]
    refusal: str
    faults: Sequence[Fault]


@blueprint.get("/practices/<slug:slug>/check")
@requires(OPEN_DESK)
def check(slug: str) -> str:
    """Show whether a practice fits a region of the reader's."""
    view = get_visible(current_actor(), slug)
    region = _region(request.args.get("region", ""))
    rows = checked(view.record.get("prerequisites", []), region)
    forms = [
        AnswerForm(formdata=None, prefix=f"p{number}-", data={"answer": row.answer.value})
        for number, row in enumerate(rows, start=1)
    ]
    return _page(view, region, rows, forms)


@blueprint.post("/practices/<slug:slug>/check")
@requires(OPEN_DESK)
def explore(slug: str) -> Response:
    """Begin to explore it; what is not there or not known becomes a task."""
    actor = current_actor()
    view, region = get_visible(actor, slug), _region(request.form.get("region", ""))
    rows = checked(view.record.get("prerequisites", []), region)
    forms = [AnswerForm(prefix=f"p{number}-") for number in range(1, len(rows) + 1)]
    valid = [form.validate() for form in forms]  # each of them, to tell all faults
    if not all(valid):
        return refused(_page(view, region, rows, forms))
    lacking = list(_tasks(rows, [Answer(form.answer.data) for form in forms]))
    try:
        with unit_of_work() as session:
            practice = practice_at(actor, slug)
            begin = once(key_of_page(), Adoption, preparing.explore)
            key = begin(session, actor, region.id, practice, lacking).public_id
    except Conflict as error:
        page = refused(_page(view, region, rows, forms, str(error)))
        page.status_code = Conflict.status
        return page
    return done(key, "explored", "tugas" if lacking else None)


def _region(code: str) -> RegionView:
    """Return the region for which a check is made: that of the code, or the first of the reader's.

    Raises:
        NotFound: if there is no such region.
        Forbidden: if the reader records for none, or not for that one.
    """
    own = _own()
    if not code:
        if not own:
            raise Forbidden
        return own[0]
    region = directory().by_code.get(code)
    if region is None:
        raise NotFound
    require(current_actor(), RECORD_ADOPTION, region.id)
    return region


def _own() -> list[RegionView]:
    known = directory().by_id
    found = (known[key] for key in regions_recording(current_actor()))
    return sorted(found, key=lambda region: region.code)


def _tasks(rows: Sequence[Checked], answers: Sequence[Answer]) -> Iterator[str]:
    """Yield what is to be settled; why, where the profile and whoever answers agree."""
    for row, answer in zip(rows, answers, strict=True):
        if answer is not Answer.MET:
            why = row.why if answer is row.answer else ANSWERS[answer].lower()
            yield f"{words(row.text)} ({why})"


def _page(
    view: PracticeView,
    region: RegionView,
    rows: Sequence[Checked],
    forms: Sequence[AnswerForm],
    refusal: str = "",
) -> str:
    title, locale = words(view.record["title"]), current_locale()
    own = of_practice(current_actor(), view.id)
    page = CheckPage(
        title=title,
        lang=title.lang if title.lang != locale else None,
        back=url_for("practices.detail", slug=view.slug),
        region=region,
        region_url=url_for("overview.region", code=region.code),
        choices=[
            Link(one.name, url_for("adoptions.check", slug=view.slug, region=one.code))
            for one in _own()
        ],
        needs=[_need(row, form) for row, form in zip(rows, forms, strict=True)],
        summary=_summary(rows),
        known=[row_of(one) for one in own if one.is_open and one.region.id == region.id],
        refusal=refusal or _refusal(view, region),
        faults=[fault for form in forms for fault in form.faults],
    )
    return render_template("adoptions/check.html", page=page)


def _need(row: Checked, form: AnswerForm) -> Need:
    text = words(row.text)
    return Need(
        text=text,
        lang=text.lang if text.lang != current_locale() else None,
        must=row.must,
        answer=row.answer.value,
        label=str(ANSWERS[row.answer]),
        tone=TONES[row.answer],
        why=row.why,
        form=form,
    )


def _summary(rows: Sequence[Checked]) -> str:
    if not rows:
        return _("Praktik ini tidak menyebut prasyarat satu per satu.")
    count = {answer: sum(row.answer is answer for row in rows) for answer in Answer}
    return _(
        "%(met)s terpenuhi, %(unknown)s belum diketahui, %(lacking)s belum terpenuhi.",
        met=count[Answer.MET],
        unknown=count[Answer.UNKNOWN],
        lacking=count[Answer.LACKING],
    )


def _refusal(view: PracticeView, region: RegionView) -> str:
    if view.region.id == region.id:
        return _("Praktik ini milik daerah Anda sendiri.")
    if view.stopped or view.withheld:
        return _("Praktik ini tidak berjalan lagi di daerah asalnya.")
    return ""
