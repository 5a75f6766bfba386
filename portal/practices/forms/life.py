"""The forms by which a region, or an editor, says what became of a practice."""

import re
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from portal.core.formats import read_number, words
from portal.core.forms import Form, is_readable, long_text
from portal.core.i18n import _, _l
from portal.practices.schemas.record import PERIOD
from portal.vocabularies.queries import scheme

MAX_TEXT = 5_000
MAX_LINE = 300
STOP_REASONS = "stop-reason"


def _is_number(_form: object, field: Field) -> None:
    if field.data and read_number(field.data) is None:
        raise StopValidation(_("Tulis angka saja, misalnya 45,5. Satuannya sudah tertulis."))


def _is_period(_form: object, field: Field) -> None:
    if field.data and not re.match(PERIOD.regex, field.data):
        raise StopValidation(_("Tulis tahun (2027), bulan (2027-01), atau rentang (2026-2027)."))


def _is_short(_form: object, field: Field) -> None:
    if len(field.data or "") > MAX_LINE:
        raise StopValidation(_("Isian ini paling panjang %(most)s karakter.", most=MAX_LINE))


def _line(label: str, *checks: Any, hint: str = "", **shown: str) -> StringField:
    return StringField(
        label,
        [is_readable, _is_short, *checks],
        filters=[lambda value: " ".join((value or "").split())],
        description=hint,
        render_kw={"autocomplete": "off", **shown},
    )


class MeasureForm(Form):
    """A new value of one indicator; all of it, or nothing."""

    value = _line(_l("Nilai baru"), _is_number, inputmode="decimal")
    period = _line(_l("Masa"), _is_period, hint=_l("Misalnya 2027, 2027-01, atau 2026-2027."))
    source = _line(_l("Sumber"), hint=_l("Dari mana angka ini: nama laporan atau sistemnya."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether each field is right, and none is missing where another is filled."""
        valid: bool = super().validate(extra_validators)
        fields = (self.value, self.period, self.source)
        if any(field.data for field in fields):
            for field in fields:
                if not field.data:
                    field.errors = [_("Isi nilai, masa, dan sumbernya bersama-sama.")]
                    valid = False
        return valid

    @property
    def is_filled(self) -> bool:
        """Whether there is a new value."""
        return bool(self.value.data)


def _is_reason(_form: object, field: Field) -> None:
    if field.data not in dict(_reasons()):
        raise StopValidation(_("Pilih salah satu alasan dari daftar."))


def _reasons() -> list[tuple[str, str]]:
    terms = scheme(STOP_REASONS).terms.values()
    return [(term.code, words(term.label)) for term in terms if not term.retired]


class StopForm(Form):
    """Why a practice no longer runs, and what others can learn from that."""

    reason = SelectField(_l("Alasan berhenti"), [_is_reason], choices=[], validate_choice=False)
    lesson = long_text(
        _l("Pelajaran untuk daerah lain"),
        most=MAX_TEXT,
        rows=6,
        hint=_l("Apa yang terjadi, dan apa yang sebaiknya dilakukan berbeda?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the reasons of today."""
        super().__init__(*args, **kwargs)
        offered = [("", _("Pilih alasannya")), *_reasons()]
        self.reason.choices = [SelectChoice(code, label) for code, label in offered]


class SuspendForm(Form):
    """Why a practice should be looked at."""

    reason = long_text(
        _l("Alasan penangguhan"),
        most=MAX_TEXT,
        rows=4,
        hint=_l("Hanya dibaca editor dan daerah pemilik praktik."),
    )


class WithdrawForm(Form):
    """Why a practice goes for good."""

    reason = long_text(
        _l("Alasan pencabutan"),
        most=MAX_TEXT,
        rows=4,
        hint=_l("Tampil untuk umum di alamat praktik ini."),
    )
    sure = BooleanField(
        _l("Saya mengerti bahwa pencabutan tidak dapat dibatalkan"),
        [InputRequired(_l("Beri tanda bahwa Anda mengerti akibatnya."))],
    )
