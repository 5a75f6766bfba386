"""Pages of the agreement: what it says, what changed, who has signed, and the next version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from flask import render_template, request
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.clock import today
from portal.core.errors import BadInput, Conflict
from portal.core.forms import whole
from portal.core.i18n import _, current_locale
from portal.core.once import key_of_page, once
from portal.core.permissions import Role, permits, require
from portal.mentoring.forms.agreements import TermsForm, typed
from portal.mentoring.models import MentorshipState
from portal.mentoring.models.agreements import Agreement
from portal.mentoring.permissions import SIGN, TAKE_PART
from portal.mentoring.queries.agreements import Version, versions_of
from portal.mentoring.queries.companies import company_of
from portal.mentoring.schemas.terms import Change, Goal, changes
from portal.mentoring.services import agreements
from portal.mentoring.views.pages import act_on, blueprint, done, refused, told
from portal.mentoring.views.together import Found, Head, found
from portal.practices.permissions import OPEN_DESK
from portal.practices.views.labels import short_label


@dataclass(frozen=True)
class Signed:
    """Whether a region has signed, and when."""

    region: str
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A version as it is shown, with what it changed."""

    number: int
    goals: Sequence[Goal]
    starts_on: date
    ends_on: date
    sessions: int
    additions: str
    conduct: Sequence[str]
    digest: str
    written_at: datetime
    signed: Sequence[Signed]
    changes: Sequence[Change]


@dataclass(frozen=True, kw_only=True)
class AgreementPage:
    """The page of an agreement; `signs` is for which region the reader may sign now."""

    head: Head
    done: str
    dimension: str
    newest: Shown | None
    older: Sequence[Shown]
    signs: str
    may_write: bool


@dataclass(frozen=True, kw_only=True)
class WritingPage:
    """The page on which the next version is written."""

    head: Head
    dimension: str
    number: int
    form: TermsForm


@blueprint.get("/mentoring/<key:mentorship>/agreement")
@requires(OPEN_DESK)
def agreement(mentorship: str) -> str:
    """Show what both regions agree on, and what each version changed."""
    one = found(mentorship)
    versions = versions_of(one.row.id)
    shown = [_shown(one, version, older) for version, older in zip_longest(versions, versions[1:])]
    page = AgreementPage(
        head=one.head,
        done=told(),
        dimension=short_label("dimension", one.row.dimension),
        newest=shown[0] if shown else None,
        older=shown[1:],
        signs=_signs(one, versions[0]) if versions else "",
        may_write=bool(one.sides) and one.row.state in agreements.CHANGEABLE,
    )
    return render_template("mentoring/agreement.html", page=page)


@blueprint.get("/mentoring/<key:mentorship>/agreement/new")
@requires(OPEN_DESK)
def new_agreement(mentorship: str) -> str:
    """Ask what the next version says."""
    one = _changeable(mentorship)
    versions = versions_of(one.row.id)
    before = versions[0].terms if versions else None
    return _writing(one, TermsForm(formdata=None, data=typed(before, today())))


@blueprint.post("/mentoring/<key:mentorship>/agreement/new")
@requires(OPEN_DESK)
def write_agreement(mentorship: str) -> Response:
    """Keep the next version."""
    one, form = _changeable(mentorship), TermsForm()
    if not form.validate():
        return refused(_writing(one, form))
    try:
        write = once(key_of_page(), Agreement, agreements.write)
        act_on(mentorship, write, form.terms(one.row.dimension))
    except BadInput as error:
        form.blame("starts_on", str(error))
        return refused(_writing(one, form))
    return done(mentorship, "written", "agreement")


@blueprint.post("/mentoring/<key:mentorship>/agreement/sign")
@requires(OPEN_DESK)
def sign_agreement(mentorship: str) -> Response:
    """Sign the version that was read."""
    number = whole(request.form.get("number", "")) or 0
    act_on(mentorship, agreements.sign, number)
    return done(mentorship, "signed", "agreement")


def _changeable(key: str) -> Found:
    one = found(key)
    require(current_actor(), TAKE_PART, company_of(one.row))
    if one.row.state not in agreements.CHANGEABLE:
        raise Conflict(_("Kesepakatan tidak dapat diubah pada keadaan pendampingan ini."))
    return one


def _writing(one: Found, form: TermsForm) -> str:
    page = WritingPage(
        head=one.head,
        dimension=short_label("dimension", one.row.dimension),
        number=len(versions_of(one.row.id)) + 1,
        form=form,
    )
    return render_template("mentoring/agreement_new.html", page=page)


def _signs(one: Found, version: Version) -> str:
    actor = current_actor()
    if one.row.state is not MentorshipState.ACCEPTED or not permits(actor, SIGN, one.company):
        return ""
    if actor.person_id in {row.person_id for row in version.signatures}:
        return ""
    governed = actor.regions(Role.REGION_ADMIN)
    free = [
        region.name
        for region in (one.learner, one.champion)
        if region.id in governed and version.signed_for(region.id) is None
    ]
    return free[0] if free else ""


def _shown(one: Found, version: Version, older: Version | None) -> Shown:
    terms = version.terms
    signatures = [(region, version.signed_for(region.id)) for region in (one.learner, one.champion)]
    return Shown(
        number=version.number,
        goals=terms.goals,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        sessions=terms.sessions,
        additions=terms.additions,
        conduct=terms.conduct[current_locale()],
        digest=version.digest,
        written_at=version.written_at,
        signed=[Signed(region.name, row.at if row else None) for region, row in signatures],
        changes=changes(older.terms, terms) if older else [],
    )
