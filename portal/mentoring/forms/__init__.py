"""The forms by which a region asks for mentoring, and another one answers."""

from collections.abc import Sequence
from typing import Any

from portal.core.forms import Form, choice, is_day, long_text, optional_text, text
from portal.core.i18n import _, _l
from portal.mentoring.schemas import MAX_TEXT
from portal.mentors.forms import is_count

Options = Sequence[tuple[str, str]]


def request_form(regions: Options, mentors: Options, dimensions: Options) -> Form:
    """Return the form that asks; "" among the mentors is whoever the region names."""

    class _Request(Form):
        region = choice(_l("Daerah yang meminta"), list(regions))
        mentor = choice(
            _l("Mentor"),
            list(mentors),
            _l("Tanpa nama, admin daerah itu yang menunjuk mentornya."),
        )
        dimension = choice(_l("Dimensi kematangan"), list(dimensions))
        wish = long_text(
            _l("Apa yang diharapkan"),
            most=MAX_TEXT,
            rows=6,
            hint=_l(
                "Dibaca kedua daerah saja. Apa keadaannya sekarang, apa yang ingin dicapai, dan"
                " sampai kapan?"
            ),
        )

        def validate(self, extra_validators: Any = None) -> bool:
            """Tell whether all is right, and a dimension was chosen."""
            valid: bool = super().validate(extra_validators)
            if not self.dimension.data and not self.dimension.errors:
                self.blame("dimension", _("Pilih salah satu dari daftar."))
                return False
            return valid

    return _Request()


class DeclineForm(Form):
    """Why a region does not go along."""

    reason = long_text(
        _l("Alasan"),
        most=MAX_TEXT,
        rows=3,
        hint=_l("Dibaca daerah yang meminta, bersama usulan mentor lain."),
    )


def accept_form(mentors: Options) -> Form:
    """Return the form by which an admin names who goes along."""

    class _Accept(Form):
        mentor = choice(_l("Mentor yang mendampingi"), list(mentors))

    return _Accept()


class LimitForm(Form):
    """For how many regions a mentor has places, and until when they rest."""

    capacity = text(
        _l("Pendampingan sekaligus"),
        is_count,
        most=4,
        hint=_l("Yang sedang berlangsung tetap berlangsung."),
        inputmode="numeric",
    )
    paused_until = optional_text(
        _l("Istirahat sampai"),
        is_day,
        most=10,
        hint=_l("Sampai hari itu tidak ada permintaan baru. Kosong: tidak istirahat."),
        type="date",
    )
