"""The pages on which editors decide who becomes, stays and is no longer a champion."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.i18n import _l
from portal.core.permissions import require
from portal.core.uow import unit_of_work
from portal.mentoring.forms.graduation import DeclineForm, RevokeForm
from portal.mentoring.models.graduation import ProposalState
from portal.mentoring.queries.graduation import ProposalView, Purpose, proposal_view
from portal.mentoring.queries.proofs import missing, proofs_of
from portal.mentoring.services import graduation
from portal.mentoring.views.evidence import Evidence, evidence_of
from portal.regions.models.champions import ChampionState
from portal.regions.permissions import GRANT_CHAMPION
from portal.regions.queries.champions import ChampionView, status_view
from portal.regions.schemas.labels import CHAMPION_STATES, name_of
from portal.regions.schemas.measures import What
from portal.regions.views.pages import refused

blueprint = Blueprint("graduation", __name__, template_folder="../templates")
TITLES = {
    Purpose.GRANT: _l("Usulan champion baru"),
    Purpose.RENEW: _l("Usulan perpanjangan champion"),
    Purpose.REINSTATE: _l("Usulan pemulihan champion"),
}
BUTTONS = {
    Purpose.GRANT: _l("Berikan status champion 24 bulan"),
    Purpose.RENEW: _l("Perpanjang 24 bulan"),
    Purpose.REINSTATE: _l("Pulihkan status champion"),
}
SAID = {
    ProposalState.GRANTED: _l("Usulan ini sudah disetujui."),
    ProposalState.DECLINED: _l("Usulan ini sudah ditolak."),
    ProposalState.WITHDRAWN: _l("Usulan ini gugur dengan sendirinya: buktinya tidak lengkap lagi."),
}
DONE = {
    "granted": _l("Daerah ini kini champion."),
    "revoked": _l("Status champion sudah dicabut."),
}


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """The page of a proposal; `said` is what was decided, "" while it waits."""

    proposal: ProposalView
    title: str
    button: str
    dimension: str
    proofs: Sequence[Evidence]
    complete: bool
    said: str
    form: DeclineForm


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The page of a status for editors; `form` is None once it has ended."""

    status: ChampionView
    state: str
    dimension: str
    proofs: Sequence[Evidence]
    form: RevokeForm | None
    done: str


@blueprint.get("/champions/proposals/<key:proposal>")
@requires(GRANT_CHAMPION)
def proposal(proposal: str) -> str:
    """Show a region that is proposed, with its proofs of this moment."""
    return _proposed(_decidable(proposal), DeclineForm(formdata=None))


@blueprint.post("/champions/proposals/<key:proposal>/grant")
@requires(GRANT_CHAMPION)
def grant(proposal: str) -> AnyResponse:
    """Make it a champion."""
    _decidable(proposal)
    with unit_of_work() as session:
        found = graduation.proposal_at(session, proposal)
        key = graduation.grant(session, current_actor(), found).public_id
    return redirect(url_for("graduation.status", champion=key, done="granted"), 303)


@blueprint.post("/champions/proposals/<key:proposal>/decline")
@requires(GRANT_CHAMPION)
def decline(proposal: str) -> AnyResponse:
    """Not make it one, and say why."""
    view, form = _decidable(proposal), DeclineForm()
    if not form.validate():
        return refused(_proposed(view, form))
    with unit_of_work() as session:
        found = graduation.proposal_at(session, proposal)
        graduation.decline(session, current_actor(), found, str(form.reason.data))
    return redirect(url_for("graduation.proposal", proposal=proposal), 303)


@blueprint.get("/champions/statuses/<key:champion>")
@requires(GRANT_CHAMPION)
def status(champion: str) -> str:
    """Show a status with its proofs of this moment."""
    return _kept(_revocable(champion), RevokeForm(formdata=None))


@blueprint.post("/champions/statuses/<key:champion>/revoke")
@requires(GRANT_CHAMPION)
def revoke(champion: str) -> AnyResponse:
    """End a status before its time."""
    view, form = _revocable(champion), RevokeForm()
    if not form.validate():
        return refused(_kept(view, form))
    with unit_of_work() as session:
        found = graduation.status_at(session, champion)
        graduation.revoke(session, current_actor(), found, str(form.reason.data))
    return redirect(url_for("graduation.status", champion=champion, done="revoked"), 303)


def _decidable(key: str) -> ProposalView:
    view = proposal_view(key)
    require(current_actor(), GRANT_CHAMPION, view.region.id)
    return view


def _revocable(key: str) -> ChampionView:
    view = status_view(key)
    require(current_actor(), GRANT_CHAMPION, view.region.id)
    return view


def _proposed(view: ProposalView, form: DeclineForm) -> str:
    waits = view.state is ProposalState.OPEN
    basis = proofs_of(view.region.id, view.dimension) if waits else view.proofs
    page = Proposed(
        proposal=view,
        title=str(TITLES[view.purpose]),
        button=str(BUTTONS[view.purpose]),
        dimension=name_of(What.MATURITY, view.dimension),
        proofs=evidence_of(current_actor(), [(view.region, basis)])[0],
        complete=not missing(basis),
        said="" if waits else str(SAID[view.state]),
        form=form,
    )
    return render_template("mentoring/proposal.html", page=page)


def _kept(view: ChampionView, form: RevokeForm) -> str:
    stands = view.state in {ChampionState.ACTIVE, ChampionState.SUSPENDED}
    basis = proofs_of(view.region.id, view.dimension) if stands else view.basis
    page = Kept(
        status=view,
        state=str(CHAMPION_STATES[view.state.value]),
        dimension=name_of(What.MATURITY, view.dimension),
        proofs=evidence_of(current_actor(), [(view.region, basis)])[0],
        form=form if stands else None,
        done=str(DONE.get(request.args.get("done", ""), "")),
    )
    return render_template("mentoring/status.html", page=page)
