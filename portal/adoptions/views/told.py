"""How many adoptions a practice has, in one sentence."""

from portal.adoptions.queries.counting import Counts
from portal.adoptions.queries.wording import reason_label
from portal.core.formats import number
from portal.core.i18n import _


def sentence(counts: Counts) -> str:
    """Return e.g. "12 mulai, 7 berjalan, 3 terverifikasi, 2 berhenti (anggaran; mutasi)"."""
    parts = [
        _("%(count)s mulai", count=number(counts.started)),
        _("%(count)s berjalan", count=number(counts.running)) if counts.running else "",
        _("%(count)s terverifikasi", count=number(counts.verified)) if counts.verified else "",
        _dropped(counts) if counts.dropped else "",
    ]
    return ", ".join(part for part in parts if part)


def _dropped(counts: Counts) -> str:
    reasons = "; ".join(reason_label(code).lower() for code, _times in counts.reasons.most_common())
    return _("%(count)s berhenti (%(reasons)s)", count=number(counts.dropped), reasons=reasons)
