"""Reads: how states are called, and why somebody else could go along as well."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.core.i18n import _, _l
from portal.mentoring.models import OPEN, TAKING, MentorshipState
from portal.mentoring.queries import MentorshipView
from portal.mentoring.queries.alternatives import Alternative, Why

_S = MentorshipState
STATES: Mapping[MentorshipState, str] = {
    _S.WAITING: _l("Antre menunggu tempat"),
    _S.OFFERED: _l("Tempat ditawarkan"),
    _S.REQUESTED: _l("Menunggu jawaban"),
    _S.ACCEPTED: _l("Diterima"),
    _S.AGREED: _l("Disepakati"),
    _S.ACTIVE: _l("Berjalan"),
    _S.PAUSED: _l("Dijeda"),
    _S.CLOSING: _l("Penutupan"),
    _S.COMPLETED: _l("Selesai"),
    _S.OUTCOME_VERIFIED: _l("Selesai, hasil terverifikasi"),
    _S.NO_OUTCOME: _l("Selesai tanpa hasil"),
    _S.DECLINED: _l("Ditolak"),
    _S.EXPIRED: _l("Lewat waktu"),
    _S.WITHDRAWN: _l("Ditarik kembali"),
    _S.ENDED_EARLY: _l("Berhenti lebih awal"),
}
GOOD = (_S.ACTIVE, _S.COMPLETED, _S.OUTCOME_VERIFIED)
STOPPED = (_S.DECLINED, _S.EXPIRED, _S.ENDED_EARLY, _S.NO_OUTCOME)
# What a list can be narrowed to, and the states of each.
GROUPS = {
    "open": (_l("Belum dijawab"), OPEN),
    "running": (_l("Berlangsung"), TAKING),
    "ended": (_l("Berakhir"), tuple(one for one in _S if one not in {*OPEN, *TAKING})),
}


@dataclass(frozen=True)
class Standing:
    """Where a mentorship stands, in words; `tone` is the look of its pill."""

    label: str
    tone: str


def standing(state: MentorshipState) -> Standing:
    """Return how a state is called."""
    tone = "warn" if state in OPEN else "stop" if state in STOPPED else ""
    return Standing(str(STATES[state]), "good" if state in GOOD else tone)


def asked_of(view: MentorshipView) -> str:
    """Return who is asked: the mentor with the region, or the region."""
    if view.mentor_name is None:
        return view.champion.name
    return f"{view.mentor_name}, {view.champion.name}"


def reason_of(one: Alternative) -> str:
    """Return why somebody else could go along as well."""
    if one.why is Why.ADOPTER:
        return _("Daerahnya sudah menerapkan praktik ini dengan hasil terverifikasi.")
    if one.why is Why.COLLEAGUE:
        return _("Mentor dari daerah yang sama.")
    return _("Daerahnya champion di dimensi ini.")


def nearness_of(one: Alternative) -> str:
    """Return how like the learner's region another one is."""
    return _("%(alike)s dari 5 ciri daerahnya sama dengan daerah Anda", alike=len(one.near.alike))
