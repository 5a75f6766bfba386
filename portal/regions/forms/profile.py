"""The forms of a region's profile."""

from collections.abc import Iterable, Mapping, Sequence
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
from wtforms.validators import StopValidation, ValidationError

from portal.core.formats import ZONES, words
from portal.core.forms import FileForm, Form, choice, is_readable, long_text, text, text_in, upload
from portal.core.i18n import _, _l
from portal.regions.schemas.labels import TRAIT_LABELS
from portal.regions.schemas.measures import (
    LEVELS,
    MOST_EVIDENCE,
    MOST_SOURCE,
    Measured,
    What,
    date_fault,
    read_value,
    terms_of,
    url_fault,
    value_fault,
)
from portal.regions.schemas.traits import CHOSEN
from portal.vocabularies.queries import MATURITY, TermView, scheme

VALUE = "value-"
TARGET = "target-"
MOST_REASON = 500
MOST_BYTES = 300_000


def _stripped(value: str | None) -> str:
    return (value or "").strip()


def _asks() -> BooleanField:
    return BooleanField(_l("Minta editor nasional memverifikasi nilai ini"))


class EntryForm(Form):
    """Values from one source; `what` and the fields of the values come with `entry_form`."""

    what: What
    terms: Mapping[str, TermView]

    date = text(_l("Tanggal penilaian"), most=10)
    source = text(
        _l("Sumber"),
        most=MOST_SOURCE,
        hint=_l("Di mana nilai ini tertulis, misalnya judul laporan atau berita acara."),
    )
    url = StringField(
        _l("Tautan sumber"),
        [is_readable],
        filters=[_stripped],
        render_kw={"type": "url", "inputmode": "url"},
    )
    evidence = TextAreaField(
        _l("Bukti dukung"),
        [is_readable],
        filters=[_stripped],
        description=_l("Dokumen, wawancara, atau pengamatan yang mendasarinya. Boleh kosong."),
        render_kw={"rows": 3},
    )

    def validate_date(self, field: Field) -> None:
        """Take a day that has come, or a year."""
        _stop(date_fault(self.what, field.data))

    def validate_url(self, field: Field) -> None:
        """Take the address of a page."""
        _stop(url_fault(self.what, field.data))

    def validate_evidence(self, field: Field) -> None:
        """Take a text of a length that can be read."""
        if len(field.data) > MOST_EVIDENCE:
            _stop(_("Isian ini paling panjang %(most)s karakter.", most=MOST_EVIDENCE))

    @property
    def value_fields(self) -> Sequence[Field]:
        """The fields of the values."""
        return [self[VALUE + code] for code in self.terms]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Tell whether all is well, and at least one value there."""
        valid = bool(super().validate(*args, **kwargs))
        if not any(_stripped(field.data) for field in self.value_fields):
            self.blame(self.value_fields[0].name, _("Isi paling sedikit satu nilai."))
            return False
        if (
            valid
            and "asks" in self
            and self["asks"].data
            and not (self.url.data or self.evidence.data)
        ):
            self.blame("evidence", _("Editor perlu tautan atau bukti untuk memeriksanya."))
            return False
        return valid

    def measured(self) -> list[Measured]:
        """Return what was typed, once it is valid."""
        return [
            Measured(
                what=self.what,
                code=code,
                date=self.date.data,
                value=read_value(self[VALUE + code].data) or 0.0,
                source=self.source.data,
                url=self.url.data,
                evidence=self.evidence.data,
            )
            for code in self.terms
            if _stripped(self[VALUE + code].data)
        ]


def entry_form(what: What, kind: str, *, asks: bool, last: Mapping[str, str]) -> EntryForm:
    """Return the form for values of a kind of region; `last` says what is known of each by now.

    Who can ask editors to verify them gets a field to do so.
    """
    terms = terms_of(what, kind)
    fields: dict[str, Any] = {
        VALUE + code: _value_field(what, term, last.get(code, "")) for code, term in terms.items()
    }
    if what is not What.MATURITY:
        fields["date"] = text(_l("Tahun"), most=4, inputmode="numeric")
    else:
        fields["date"] = text(_l("Tanggal penilaian"), most=10, type="date")
    if asks:
        fields["asks"] = _asks()
    made: type[EntryForm] = type("MadeEntryForm", (EntryForm,), fields)
    form = made()
    form.what, form.terms = what, terms
    return form


def _value_field(what: What, term: TermView, last: str) -> Any:
    def fits(_form: object, field: Field) -> None:
        if _stripped(field.data):
            _stop(value_fault(what, term, read_value(field.data)))

    if what is What.MATURITY:
        levels = scheme(MATURITY).levels
        options = [SelectChoice("", _l("Tidak dinilai kali ini"))] + [
            SelectChoice(str(level.rank), f"{level.code} {words(level.label)}") for level in levels
        ]
        return SelectField(
            words(term.label), [fits], choices=options, validate_choice=False, description=last
        )
    return StringField(
        words(term.label),
        [fits],
        filters=[_stripped],
        description=last,
        render_kw={"inputmode": "decimal"},
    )


class ReasonForm(Form):
    """Why something is taken back."""

    reason = long_text(_l("Alasan"), most=MOST_REASON, rows=3)


class CheckForm(Form):
    """Which of the values that wait an editor has judged."""

    assessments = SelectMultipleField(_l("Nilai"), validate_choice=False)
    reason = TextAreaField(
        _l("Alasan"),
        [is_readable],
        filters=[_stripped],
        description=_l("Wajib bila ditolak; daerah membacanya."),
        render_kw={"rows": 3},
    )

    def offer(self, options: Iterable[tuple[str, str]]) -> None:
        """Set what can be ticked, as (value, label)."""
        self.assessments.choices = [SelectChoice(value, label) for value, label in options]

    def validate_assessments(self, field: Any) -> None:
        """Take one or more of those that wait."""
        if not field.data or not set(field.data) <= {one.value for one in field.choices}:
            raise ValidationError(_("Centang paling sedikit satu nilai."))

    def validate_reason(self, field: Field) -> None:
        """Take a text of a length that is read."""
        if len(field.data) > MOST_REASON:
            _stop(_("Isian ini paling panjang %(most)s karakter.", most=MOST_REASON))


def traits_form(data: Mapping[str, Any]) -> Form:
    """Return the form of a region's traits, time zone and targets, filled in with `data`."""
    nothing = [("", _("Belum diketahui"))]
    fields: dict[str, Any] = {
        trait.value: choice(
            TRAIT_LABELS[trait.value],
            nothing + [(term.code, words(term.label)) for term in scheme(trait.value).top()],
        )
        for trait in CHOSEN
    }
    fields["zone"] = choice(_l("Zona waktu"), nothing + [(zone, zone) for zone in ZONES])
    levels = scheme(MATURITY).levels[:LEVELS]
    for term in scheme(MATURITY).top():
        options = [(str(level.rank), f"{level.code} {words(level.label)}") for level in levels]
        label = _("Target %(dimension)s", dimension=words(term.label))
        fields[TARGET + term.code] = choice(label, options)
    made: type[Form] = type("TraitsForm", (Form,), fields)
    return made(data=dict(data))


class SheetForm(FileForm):
    """A table of values; once the form is valid, `text` is what it says."""

    file = upload(_l("Berkas"), accept=".csv,text/csv", hint=_l("CSV, paling besar 300 KB."))
    asks = _asks()
    text = ""

    def validate_file(self, field: Field) -> None:
        """Take in the text of the file."""
        self.text = text_in(field.data, MOST_BYTES)


def _stop(fault: str) -> None:
    if fault:
        raise StopValidation(fault)
