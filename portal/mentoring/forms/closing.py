"""The forms by which a mentorship rests, ends, is closed, judged, and asked after."""

from collections.abc import Sequence
from typing import Any

from portal.adoptions.schemas import MAX_TEXT
from portal.core.forms import Form, choice, long_text
from portal.core.i18n import _, _l
from portal.mentoring.forms.wordings import AGAIN, LASTED, REACHED
from portal.mentoring.models.closing import Reached


class NoteForm(Form):
    """Why somebody does what the button says."""

    note = long_text(_l("Alasan"), most=MAX_TEXT, rows=3, hint=_l("Dibaca oleh kedua daerah."))


class JudgeForm(Form):
    """What an editor has looked at."""

    note = long_text(
        _l("Dasar penilaian"), most=MAX_TEXT, rows=3, hint=_l("Dibaca oleh kedua daerah.")
    )


class LastedForm(Form):
    """Whether what was reached has lasted."""

    lasted = choice(
        _l("Apakah hasilnya bertahan?"), [(one.value, label) for one, label in LASTED.items()]
    )
    note = long_text(_l("Ceritakan singkat"), most=MAX_TEXT, rows=4)


class ClosingForm(Form):
    """What one side says at the end; made with fields for its goals by `closing_form`."""

    helped = long_text(_l("Apa yang membantu"), most=MAX_TEXT, rows=3)
    hindered = long_text(_l("Apa yang tidak membantu"), most=MAX_TEXT, rows=3)
    again = choice(
        _l("Mau melakukannya lagi?"), [(one.value, label) for one, label in AGAIN.items()]
    )
    places: Sequence[int] = ()

    @property
    def goals(self) -> list[tuple[Any, Any]]:
        """The fields of the goals: what was reached, and the proof."""
        return [(self[f"reached{place}"], self[f"proof{place}"]) for place in self.places]

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether each field is right, and what was reached points to its figures."""
        valid: bool = super().validate(extra_validators)
        for place, (reached, proof) in zip(self.places, self.goals, strict=True):
            if reached.data == Reached.YES and not proof.data:
                fault = _("Tujuan yang tercapai harus menunjuk satu baris indikator.")
                self.blame(f"proof{place}", fault)
                valid = False
            if not reached.data and not reached.errors:
                self.blame(f"reached{place}", _("Pilih salah satu dari daftar."))
                valid = False
        return valid


def closing_form(goals: int, offered: Sequence[tuple[str, str]]) -> type[ClosingForm]:
    """Return the kind of form with so many goals, which can point to rows, (key, words)."""
    kind = type("ClosingFormOfGoals", (ClosingForm,), {"places": range(1, goals + 1)})
    rows = [("", _l("Belum menunjuk indikator")), *offered]
    levels = [("", _l("Pilih hasilnya")), *((one.value, label) for one, label in REACHED.items())]
    for place in range(1, goals + 1):
        label = _l("Hasil tujuan %(number)s", number=place)
        setattr(kind, f"reached{place}", choice(label, levels))
        label = _l("Bukti tujuan %(number)s", number=place)
        setattr(kind, f"proof{place}", choice(label, rows))
    return kind
