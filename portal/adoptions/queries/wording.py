"""Reads: how stages, phases, outcomes and choices are called, and where an adoption stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.adoptions.models import Outcome, Phase, Stage
from portal.adoptions.models.plans import Choice, DocumentKind
from portal.adoptions.queries import AdoptionView
from portal.adoptions.schemas import STOP_REASONS
from portal.core.formats import words
from portal.core.i18n import _, _l, current_locale
from portal.vocabularies.queries import term_label

STAGES: Mapping[Stage, str] = {
    Stage.INTERESTED: _l("Berminat"),
    Stage.EXPLORING: _l("Menjajaki"),
    Stage.COMMITTED: _l("Berkomitmen"),
    Stage.ADAPTING: _l("Menyusun rencana"),
    Stage.PILOTING: _l("Uji coba"),
    Stage.OPERATING: _l("Berjalan"),
    Stage.REPORTED: _l("Hasil dilaporkan"),
    Stage.VERIFIED: _l("Terverifikasi"),
    Stage.DROPPED: _l("Berhenti"),
}
PHASES: Mapping[Phase, str] = {
    Phase.PREPARATION: _l("Persiapan"),
    Phase.PLAN: _l("Rencana"),
    Phase.REPLICATION: _l("Replikasi"),
    Phase.EVALUATION: _l("Evaluasi"),
    Phase.DROPPED: _l("Berhenti"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.SUCCESS: _l("berhasil"),
    Outcome.PARTIAL: _l("berhasil sebagian"),
    Outcome.NONE: _l("tanpa hasil"),
}
CHOICES: Mapping[Choice, str] = {
    Choice.KEPT: _l("Dipertahankan"),
    Choice.CHANGED: _l("Diubah"),
    Choice.DROPPED: _l("Ditinggalkan"),
    Choice.ADDED: _l("Ditambahkan"),
}
DOCUMENTS: Mapping[DocumentKind, str] = {
    DocumentKind.LETTER: _l("Surat minat replikasi"),
    DocumentKind.AGREEMENT: _l("Kesepakatan kerja sama"),
    DocumentKind.OTHER: _l("Dokumen lain"),
}


@dataclass(frozen=True)
class Standing:
    """Where an adoption stands, in words; `icon` is its sign, `tone` the look of its pill."""

    label: str
    icon: str
    tone: str


def reason_label(code: str) -> str:
    """Return the name of a reason for which something ended."""
    return term_label(STOP_REASONS, code, current_locale())


def standing_of(view: AdoptionView) -> Standing:
    """Return where an adoption stands."""
    return standing(view.stage, view.outcome, view.reason)


def standing(stage: Stage, outcome: Outcome | None, reason: str | None) -> Standing:
    """Return how a stage is called, with the outcome that was verified or the reason of its end."""
    if stage is Stage.DROPPED:
        why = reason_label(reason or "")
        return Standing(_("Berhenti: %(why)s", why=why), "dropped", "stop")
    if stage is Stage.VERIFIED and outcome is not None:
        label = _("Terverifikasi: %(outcome)s", outcome=OUTCOMES[outcome])
        tone = "good" if outcome is not Outcome.NONE else "stop"
        return Standing(label, outcome.value, tone)
    if stage is Stage.REPORTED:
        return Standing(_("Belum terverifikasi"), "reported", "warn")
    icon = "running" if stage in {Stage.PILOTING, Stage.OPERATING} else "begun"
    return Standing(str(STAGES[stage]), icon, "")


def title_of(view: AdoptionView) -> str:
    """Return what was adopted, as far as it may be named."""
    return words(view.title) if view.title else _("Praktik yang tidak tayang lagi")


def origin(view: AdoptionView) -> str:
    """Return from whom it was taken."""
    return view.source.name if view.source else (view.catalogue or "")
