"""The page of an adoption: its way, what becomes of the blocks, what it shows, and its verdict."""

from collections.abc import Iterator, Sequence

from flask import render_template, url_for

from portal.adoptions.models import PHASES as STAGES_IN
from portal.adoptions.models import SHOWABLE, WAY, Act, Phase, Stage
from portal.adoptions.models.plans import Choice
from portal.adoptions.permissions import CONFIRM_OUTCOME, RECORD_ADOPTION, VERIFY_OUTCOME
from portal.adoptions.queries import AdoptionView, by_ids, get_visible, history
from portal.adoptions.queries import Line as Told
from portal.adoptions.queries.plans import (
    blocks_of,
    documents_of,
    indicators_of,
    tasks_of,
    versions,
)
from portal.adoptions.queries.wording import CHOICES, OUTCOMES, PHASES, STAGES, reason_label
from portal.adoptions.views.measures import shown, unmeasured
from portal.adoptions.views.pages import blueprint, told
from portal.adoptions.views.papers_shown import documents_shown, tasks_shown
from portal.adoptions.views.rights import target
from portal.adoptions.views.rows import head_of, page_url
from portal.adoptions.views.shapes import Block, Group, Line, Page, Part, Step
from portal.core.access import current_actor, public
from portal.core.formats import words
from portal.core.i18n import _, current_locale
from portal.core.permissions import Actor, permits
from portal.practices.views.diff import Fate, changes_between
from portal.search.views.listing_shapes import Link


@blueprint.get("/adoptions/<key:adoption>")
@public
def adoption(adoption: str) -> str:
    """Show an adoption."""
    actor = current_actor()
    return render_template(
        "adoptions/adoption.html", page=_page(get_visible(actor, adoption), actor)
    )


def _page(view: AdoptionView, actor: Actor) -> Page:
    lines, indicators = history(view.id), indicators_of(view.id)
    records_it = permits(actor, RECORD_ADOPTION, view.region.id)
    return Page(
        head=head_of(view),
        done=told(),
        stage=str(STAGES[view.stage]),
        stage_note=lines[-1].note if view.stage is Stage.DROPPED else "",
        is_open=view.is_open,
        generation=view.generation,
        parent=_parent(view, actor),
        tree_url=url_for("adoptions.tree", slug=view.slug) if view.slug else None,
        catalogue=view.catalogue or "",
        version=view.version if view.slug else None,
        changes=_changes(view),
        ways=list(_ways(view, lines)),
        acts=list(_acts(view, actor, records_it=records_it)),
        groups=_groups(view),
        indicators=[row for row in map(shown, indicators) if row is not None],
        unmeasured=unmeasured(indicators),
        tasks=tasks_shown(tasks_of(view.id)),
        may_tick=records_it and _is_planned(view),
        documents=documents_shown(documents_of(view.id)),
        report=view.report or "",
        verdict=list(_verdict(view)),
        lines=[_line(line) for line in lines],
    )


def _parent(view: AdoptionView, actor: Actor) -> Link | None:
    if view.parent_id is None:
        return None
    found = by_ids(actor, [view.parent_id]).get(view.parent_id)
    return Link(found.region.name, page_url(found)) if found else None


def _changes(view: AdoptionView) -> Link | None:
    """Return how much the practice has changed since the version that was adopted, by parts."""
    if not view.slug or view.version_id == view.current_version_id:
        return None
    old, new = versions([view.version_id, view.current_version_id])
    count = sum(part.fate is not Fate.SAME for part in changes_between(old.record, new.record))
    url = url_for("history.diff", slug=view.slug, old=old.number, new=new.number)
    return Link("", url, count)


def _ways(view: AdoptionView, lines: Sequence[Told]) -> Iterator[Part]:
    """Yield the phases with their stages, and when each was last reached."""
    reached = {line.stage: line.happened_at for line in lines if line.came_from is not line.stage}
    standing = view.stage if view.stage in WAY else _before_end(view, lines)
    place = WAY.index(standing) if standing in WAY else len(WAY)
    for phase in Phase:
        if phase is Phase.DROPPED:
            continue
        yield Part(
            str(PHASES[phase]),
            [
                Step(
                    str(STAGES[stage]),
                    reached.get(stage) if stage not in WAY or WAY.index(stage) <= place else None,
                    stage is view.stage,
                )
                for stage in STAGES_IN[phase]
            ],
        )


def _before_end(view: AdoptionView, lines: Sequence[Told]) -> Stage:
    """Return the stage from which something was dropped, or itself once it is verified."""
    return lines[-1].came_from or view.stage if view.stage is Stage.DROPPED else view.stage


def _acts(view: AdoptionView, actor: Actor, *, records_it: bool) -> Iterator[Link]:
    if records_it and (view.is_open and view.stage is not Stage.REPORTED):
        yield Link(_("Catat langkah berikutnya"), _address("step", view))
    if records_it and view.stage is Stage.DROPPED:
        yield Link(_("Lanjutkan lagi"), _address("step", view))
    if records_it and _is_planned(view):
        if view.practice_id is not None:
            yield Link(_("Bagian yang diambil"), _address("blocks", view))
        yield Link(_("Tugas dan dokumen"), _address("papers", view))
    if records_it and view.is_open and view.confirmed_by_id is None:
        yield Link(_("Isi indikator"), _address("indicators", view))
    if may_judge(view, actor):
        yield Link(_("Periksa hasilnya"), _address("verdict", view))
    if view.slug and view.stage in SHOWABLE:
        url = url_for("adoptions.start", slug=view.slug, source=view.public_id)
        yield Link(_("Terapkan dari daerah ini"), url)


def may_judge(view: AdoptionView, actor: Actor) -> bool:
    """Tell whether an adoption waits for what somebody may say of its outcome."""
    if view.stage is not Stage.REPORTED:
        return False
    action = CONFIRM_OUTCOME if view.confirmed_by_id is None else VERIFY_OUTCOME
    return permits(actor, action, target(view))


def _is_planned(view: AdoptionView) -> bool:
    return view.is_open and view.stage is not Stage.REPORTED


def _address(name: str, view: AdoptionView) -> str:
    return url_for(f"adoptions.{name}", adoption=view.public_id)


def _groups(view: AdoptionView) -> list[Group]:
    blocks, locale = blocks_of(view.id), current_locale()
    groups = []
    for choice in Choice:
        rows = [block for block in blocks if block.choice is choice]
        titles = [(words(row.title), row.note) for row in rows]
        shown_blocks = [
            Block(title, title.lang if title.lang != locale else None, note)
            for title, note in titles
        ]
        if rows and view.slug:
            groups.append(Group(choice.value, str(CHOICES[choice]), shown_blocks))
    return groups


def _verdict(view: AdoptionView) -> Iterator[str]:
    """Yield what both sides have said of the outcome, and who is awaited."""
    if view.stage not in {Stage.REPORTED, Stage.VERIFIED}:
        return
    source = view.source.name if view.source else _("daerah asal")
    if view.confirmed_at is None or view.outcome is None:
        yield _("Belum terverifikasi: menunggu konfirmasi %(region)s.", region=source)
        return
    yield _("%(region)s mengonfirmasi: %(outcome)s.", region=source, outcome=OUTCOMES[view.outcome])
    if view.stage is Stage.VERIFIED:
        yield _("Editor nasional memverifikasi hasil ini.")
    else:
        yield _("Belum terverifikasi: menunggu editor nasional.")


def _line(line: Told) -> Line:
    return Line(line.happened_at, _act(line), line.note)


def _act(line: Told) -> str:
    outcome = OUTCOMES[line.outcome] if line.outcome else ""
    labels = {
        Act.STARTED: _("Mulai: berminat"),
        Act.MOVED: str(STAGES[line.stage]),
        Act.DROPPED: _("Berhenti: %(why)s", why=reason_label(line.reason or "")),
        Act.RESUMED: _("Dilanjutkan: menjajaki"),
        Act.CONFIRMED: _("Daerah asal mengonfirmasi: %(outcome)s", outcome=outcome),
        Act.RETURNED: _("Editor meminta hasilnya diperiksa lagi"),
        Act.VERIFIED: _("Terverifikasi: %(outcome)s", outcome=outcome),
    }
    return labels[line.act]
