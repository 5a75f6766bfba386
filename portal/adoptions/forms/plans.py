"""The forms of the plan: what becomes of each block, and what each indicator shows."""

import re
from typing import Any

from wtforms import Field, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from portal.adoptions.forms import line_field, note_field
from portal.adoptions.models.plans import Choice, Direction
from portal.core.formats import read_number
from portal.core.forms import Form, choice
from portal.core.i18n import _, _l
from portal.practices.schemas.record import PERIOD

CHOICES = [
    SelectChoice(Choice.KEPT.value, _l("Dipertahankan")),
    SelectChoice(Choice.CHANGED.value, _l("Diubah")),
    SelectChoice(Choice.DROPPED.value, _l("Ditinggalkan")),
]


def _one_of(_form: object, field: Field) -> None:
    if field.data not in {option.value for option in CHOICES}:
        raise StopValidation(_("Pilih salah satu dari daftar."))


class BlockForm(Form):
    """What becomes of a block; a change has its reason."""

    choice = RadioField(
        _l("Bagian ini"), [_one_of], choices=CHOICES, validate_choice=False, default=Choice.KEPT
    )
    note = note_field(
        _l("Apa yang berbeda, dan mengapa"), _l("Wajib bila diubah atau ditinggalkan."), rows=2
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether each field is right, and a change is explained."""
        valid: bool = super().validate(extra_validators)
        if self.choice.data in {Choice.CHANGED, Choice.DROPPED} and not self.note.data:
            self.blame("note", _("Jelaskan apa yang berbeda, dan mengapa."))
            return False
        return valid


class AddedForm(Form):
    """A block that the region adds; without a title it is none."""

    title = line_field(_l("Bagian tambahan"))
    note = note_field(_l("Penjelasan"), rows=2)


def _is_number(_form: object, field: Field) -> None:
    if field.data and read_number(field.data) is None:
        raise StopValidation(_("Tulis angka saja, misalnya 45,5. Satuannya sudah tertulis."))


def _is_period(_form: object, field: Field) -> None:
    if field.data and not re.match(PERIOD.regex, field.data):
        raise StopValidation(_("Tulis tahun (2027), bulan (2027-01), atau rentang (2026-2027)."))


class IndicatorForm(Form):
    """What an indicator shows before, shall show, and shows after."""

    baseline = line_field(_l("Nilai awal"), _is_number, inputmode="decimal")
    baseline_period = line_field(_l("Masa nilai awal"), _is_period)
    target = line_field(_l("Target"), _is_number, inputmode="decimal")
    actual = line_field(_l("Capaian"), _is_number, inputmode="decimal")
    actual_period = line_field(_l("Masa capaian"), _is_period)
    source = line_field(_l("Sumber"), hint=_l("Dari mana angka ini: nama laporan atau sistemnya."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether each field is right, and no figure is without its source."""
        valid: bool = super().validate(extra_validators)
        if (self.baseline.data or self.actual.data) and not self.source.data:
            self.blame("source", _("Tulis dari mana angkanya."))
            return False
        return valid


class OwnIndicatorForm(IndicatorForm):
    """An indicator of the region's own; without a name it is none."""

    name = line_field(_l("Nama indikator"))
    unit = line_field(_l("Satuan"))
    direction = choice(
        _l("Arah yang baik"),
        [(Direction.UP.value, _l("Makin tinggi")), (Direction.DOWN.value, _l("Makin rendah"))],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether an indicator that has figures is right, is named and has its unit."""
        if not self.is_filled:
            return True
        valid: bool = super().validate(extra_validators)
        for name in ("name", "unit"):
            if not self[name].data:
                self.blame(name, _("Isian ini wajib."))
                valid = False
        return valid

    @property
    def is_filled(self) -> bool:
        """Whether anything is said of it."""
        fields = (self.name, self.unit, self.baseline, self.target, self.actual)
        return any(field.data for field in fields)
