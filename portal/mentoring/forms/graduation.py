"""The forms by which editors decide who is a champion."""

from portal.core.forms import Form, long_text
from portal.core.i18n import _l
from portal.regions.schemas.champions import MOST_REASON


class DeclineForm(Form):
    """Why a region does not become a champion."""

    reason = long_text(
        _l("Alasan menolak"),
        most=MOST_REASON,
        rows=3,
        hint=_l("Dibaca editor lain. Diusulkan lagi bila buktinya berganti."),
    )


class RevokeForm(Form):
    """Why a region is no longer a champion."""

    reason = long_text(
        _l("Alasan mencabut"),
        most=MOST_REASON,
        rows=3,
        hint=_l("Tampil untuk umum di riwayat status, dan dikirim ke admin daerah."),
    )
