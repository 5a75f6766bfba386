"""The page of what came of a mentorship: both forms, an editor's verdict, whether it lasted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.errors import BadInput, Forbidden
from portal.core.forms import Fault, Form
from portal.core.permissions import permits, require
from portal.mentoring.forms.closing import JudgeForm, LastedForm
from portal.mentoring.forms.wordings import AGAIN, LASTED, REACHED
from portal.mentoring.models import MentorshipState
from portal.mentoring.models.closing import Lasted
from portal.mentoring.models.sessions import Side
from portal.mentoring.permissions import VERIFY
from portal.mentoring.queries.agreements import versions_of
from portal.mentoring.queries.closing import FormView, follow_up_of, forms_of
from portal.mentoring.queries.figures import told as figures
from portal.mentoring.services import closing as service
from portal.mentoring.views.pages import act_on, blueprint, done, refused, told
from portal.mentoring.views.together import Found, Head, found
from portal.practices.permissions import OPEN_DESK
from portal.regions.queries import directory
from portal.search.views.listing_shapes import Link

OVER = (
    MentorshipState.COMPLETED,
    MentorshipState.OUTCOME_VERIFIED,
    MentorshipState.NO_OUTCOME,
)


@dataclass(frozen=True)
class Claimed:
    """What one side says of a goal; `proof` has the page of its figures."""

    goal: str
    reached: str
    proof: Link | None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one side says at the end."""

    region: str
    sent_at: datetime
    claims: Sequence[Claimed]
    helped: str
    hindered: str
    again: str


@dataclass(frozen=True, kw_only=True)
class OutcomePage:
    """What came of a mentorship; a form is None where it is not for the reader."""

    head: Head
    done: str
    said: Sequence[Said]
    waiting: Sequence[str]
    judge: JudgeForm | None
    asked_on: date | None
    lasted: str
    lasted_note: str
    answered_at: datetime | None
    follow_up: LastedForm | None

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form that was sent."""
        return [fault for form in (self.judge, self.follow_up) if form for fault in form.faults]


@blueprint.get("/mentoring/<key:mentorship>/outcome")
@requires(OPEN_DESK)
def outcome(mentorship: str) -> str:
    """Show what came of a mentorship."""
    return _page(found(mentorship), {})


@blueprint.post("/mentoring/<key:mentorship>/verify")
@requires(OPEN_DESK)
def verify_outcome(mentorship: str) -> Response:
    """Verify what both sides claim."""
    return _judge(mentorship, verified=True)


@blueprint.post("/mentoring/<key:mentorship>/refute")
@requires(OPEN_DESK)
def refute_outcome(mentorship: str) -> Response:
    """Say that nothing came of it that can be verified."""
    return _judge(mentorship, verified=False)


@blueprint.post("/mentoring/<key:mentorship>/follow-up")
@requires(OPEN_DESK)
def answer_follow_up(mentorship: str) -> Response:
    """Keep whether it lasted."""
    one, form = found(mentorship), LastedForm(prefix="after-")
    if Side.LEARNER not in one.sides:
        raise Forbidden
    if not form.validate():
        return refused(_page(one, {"follow_up": form}))
    act_on(mentorship, service.answer, Lasted(form.lasted.data), str(form.note.data))
    return done(mentorship, "answered", "outcome")


def _judge(key: str, *, verified: bool) -> Response:
    one, form = found(key), JudgeForm(prefix="judge-")
    require(current_actor(), VERIFY, one.company)
    if not form.validate():
        return refused(_page(one, {"judge": form}))
    try:
        act_on(key, service.judge, str(form.note.data), verified=verified)
    except BadInput as error:
        form.blame("note", str(error))
        return refused(_page(one, {"judge": form}))
    return done(key, "judged", "outcome")


def _page(one: Found, tried: Mapping[str, Form]) -> str:
    sent, after = forms_of(one.row.id), follow_up_of(one.row.id)
    came = {form.region_id for form in sent}
    awaits = one.row.state is MentorshipState.CLOSING
    judges = one.row.state is MentorshipState.COMPLETED
    judges = judges and permits(current_actor(), VERIFY, one.company)
    asks = after is not None and after.is_open and Side.LEARNER in one.sides
    kinds: dict[str, tuple[type[Form], str, bool]] = {
        "judge": (JudgeForm, "judge-", judges),
        "follow_up": (LastedForm, "after-", asks),
    }
    forms = {
        name: tried.get(name) or kind(formdata=None, prefix=prefix) if shown else None
        for name, (kind, prefix, shown) in kinds.items()
    }
    page = OutcomePage(
        head=one.head,
        done=told(),
        said=[_said(one, form) for form in sent if _may_read(one, form)],
        waiting=[r.name for r in (one.learner, one.champion) if awaits and r.id not in came],
        asked_on=after.due_on if after else None,
        lasted=str(LASTED[after.lasted]) if after and after.lasted else "",
        lasted_note=after.note if after else "",
        answered_at=after.answered_at if after else None,
        **forms,
    )
    return render_template("mentoring/outcome.html", page=page)


def _may_read(one: Found, form: FormView) -> bool:
    """Tell whether a form may be read: one's own at once, the other's once both are in."""
    own = {region.id for region in one.own_regions}
    return one.row.state in OVER or form.region_id in own


def _said(one: Found, form: FormView) -> Said:
    goals = versions_of(one.row.id)[0].terms.goals
    claims = []
    for claim in form.claims:
        proof = claim.proof
        link = Link(figures(proof), proof["path"]) if proof else None
        claims.append(Claimed(goals[claim.goal - 1].text, str(REACHED[claim.reached]), link))
    return Said(
        region=directory().by_id[form.region_id].name,
        sent_at=form.sent_at,
        claims=claims,
        helped=form.helped,
        hindered=form.hindered,
        again=str(AGAIN[form.again]),
    )
