"""The page on which each side says at the end what was reached and how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.errors import BadInput, Conflict
from portal.core.i18n import _
from portal.core.permissions import require
from portal.mentoring.forms.closing import ClosingForm, closing_form
from portal.mentoring.models import MentorshipState
from portal.mentoring.models.closing import Again, Reached
from portal.mentoring.permissions import TAKE_PART
from portal.mentoring.queries.agreements import versions_of
from portal.mentoring.queries.closing import forms_of
from portal.mentoring.queries.companies import company_of
from portal.mentoring.queries.figures import proofs
from portal.mentoring.schemas.terms import Goal
from portal.mentoring.services import closing as service
from portal.mentoring.services.closing import Claim, Closing
from portal.mentoring.views.pages import act_on, blueprint, done, refused
from portal.mentoring.views.together import Found, Head, found
from portal.practices.permissions import OPEN_DESK
from portal.regions.queries import RegionView


@dataclass(frozen=True)
class GoalRow:
    """A goal with the fields for what came of it."""

    goal: Goal
    reached: Any
    proof: Any


@dataclass(frozen=True, kw_only=True)
class ClosingPage:
    """The form of one side; `adoptions_url` is where figures of the learner region come from."""

    head: Head
    region: RegionView
    rows: Sequence[GoalRow]
    form: ClosingForm
    has_proofs: bool
    adoptions_url: str


@blueprint.get("/mentoring/<key:mentorship>/closing")
@requires(OPEN_DESK)
def closing(mentorship: str) -> str:
    """Ask one side how it went."""
    one = _mine(mentorship)
    return _page(one, _region(one), _kind(one)(formdata=None))


@blueprint.post("/mentoring/<key:mentorship>/closing")
@requires(OPEN_DESK)
def send_closing(mentorship: str) -> Response:
    """Keep what one side says."""
    one = _mine(mentorship)
    region, form = _region(one), _kind(one)()
    if not form.validate():
        return refused(_page(one, region, form))
    said = Closing(
        claims={
            goal: Claim(reached=Reached(reached.data), proof=str(proof.data))
            for goal, (reached, proof) in enumerate(form.goals, start=1)
        },
        helped=str(form.helped.data),
        hindered=str(form.hindered.data),
        again=Again(form.again.data),
    )
    try:
        act_on(mentorship, service.send_form, region.id, said)
    except BadInput as error:
        form.blame("helped", str(error))
        return refused(_page(one, region, form))
    return done(mentorship, "closing", "outcome")


def _mine(key: str) -> Found:
    one = found(key)
    require(current_actor(), TAKE_PART, company_of(one.row))
    if one.row.state not in {MentorshipState.ACTIVE, MentorshipState.CLOSING}:
        raise Conflict(_("Penutupan diisi selagi pendampingan berjalan."))
    return one


def _region(one: Found) -> RegionView:
    """Return the region for which the reader closes: whoever governs both chooses by `region`."""
    sent = {form.region_id for form in forms_of(one.row.id)}
    free = [region for region in one.own_regions if region.id not in sent]
    if not free:
        raise Conflict(_("Formulir penutupan daerah Anda sudah masuk."))
    asked = request.args.get("region", "")
    return next((region for region in free if region.code == asked), free[0])


def _goals(one: Found) -> Sequence[Goal]:
    return versions_of(one.row.id)[0].terms.goals


def _kind(one: Found) -> type[ClosingForm]:
    offered = [(proof.key, proof.label) for proof in proofs(one.learner.id)]
    return closing_form(len(_goals(one)), offered)


def _page(one: Found, region: RegionView, form: ClosingForm) -> str:
    fields = form.goals
    page = ClosingPage(
        head=one.head,
        region=region,
        rows=[GoalRow(goal, *pair) for goal, pair in zip(_goals(one), fields, strict=True)],
        form=form,
        has_proofs=any(len(proof.choices) > 1 for _reached, proof in fields),
        adoptions_url=url_for("adoptions.index", region=one.learner.code),
    )
    return render_template("mentoring/closing.html", page=page)
