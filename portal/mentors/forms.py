"""The forms of mentors."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Length, StopValidation, ValidationError

from portal.core.forms import Form, is_day, is_readable, optional_text, whole
from portal.core.i18n import _, _l
from portal.mentors.schemas import LANGUAGES, MOST_ABOUT, MOST_MENTORSHIPS


def _stripped(value: str | None) -> str:
    return (value or "").strip()


def is_count(_form: object, field: Field) -> None:
    """Refuse what is no number of regions that a mentor may go along with."""
    number = whole(field.data)
    if number is None or number > MOST_MENTORSHIPS:
        raise StopValidation(_("Tulis angka dari 0 sampai %(most)s.", most=MOST_MENTORSHIPS))


def _on_the_list(_form: object, field: Any) -> None:
    typed = {field.data} if isinstance(field.data, str) else set(field.data or ())
    if not typed <= {choice.value for choice in field.choices}:
        raise ValidationError(_("Pilih salah satu dari daftar."))


def _ticks(label: str, hint: str = "") -> Any:
    """Return a field of several choices, to be set by `offer`."""
    return SelectMultipleField(label, [_on_the_list], validate_choice=False, description=hint)


class DesignateForm(Form):
    """Who of a region's mentors is to be shown as one."""

    person = SelectField(
        _l("Mentor"),
        [_on_the_list],
        validate_choice=False,
        description=_l("Hanya anggota dengan peran mentor."),
    )

    def offer(self, people: Iterable[tuple[str, str]]) -> None:
        """Set who can be chosen, as (public id, name)."""
        self.person.choices = [SelectChoice(key, name) for key, name in people]


class ProfileForm(Form):
    """What a mentor says of himself."""

    agreed = BooleanField(_l("Saya setuju nama dan profil saya ditampilkan di daftar mentor"))
    about = TextAreaField(
        _l("Tentang saya"),
        [is_readable, Length(max=MOST_ABOUT, message=_l("Isian ini terlalu panjang."))],
        filters=[_stripped],
        description=_l("Apa yang pernah Anda kerjakan, dan apa yang bisa ditanyakan. Markdown."),
        render_kw={"rows": 8},
    )
    dimensions = _ticks(_l("Dimensi yang dikuasai"))
    sectors = _ticks(_l("Sektor yang dikuasai"))
    languages = _ticks(_l("Bahasa"), _l("Bahasa yang bisa dipakai untuk bertanya kepada Anda."))
    blocks = _ticks(_l("Bagian praktik yang pernah dikerjakan"))
    capacity = StringField(
        _l("Pendampingan sekaligus"),
        [is_count],
        filters=[_stripped],
        description=_l("Berapa daerah yang sanggup Anda dampingi pada saat yang sama."),
        render_kw={"inputmode": "numeric"},
    )
    paused_until = optional_text(
        _l("Istirahat sampai"),
        is_day,
        most=10,
        hint=_l("Sampai hari itu tidak ada pertanyaan baru. Kosong: tidak istirahat."),
        type="date",
    )

    def offer(
        self,
        dimensions: Iterable[tuple[str, str]],
        sectors: Iterable[tuple[str, str]],
        blocks: Iterable[tuple[str, str]],
    ) -> None:
        """Set what can be chosen, as (value, label)."""
        languages = [(code, str(label)) for code, label in LANGUAGES.items()]
        for field, options in (
            (self.dimensions, dimensions),
            (self.sectors, sectors),
            (self.languages, languages),
            (self.blocks, blocks),
        ):
            field.choices = [SelectChoice(value, label) for value, label in options]
