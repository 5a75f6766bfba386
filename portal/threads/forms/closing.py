"""The forms in which moderators decide about a whole thread, each with a reason to be told."""

import re
from collections.abc import Iterable

from wtforms import RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from portal.core.addresses import KEY, SLUG
from portal.core.forms import Form, choice, optional_text, text, whole
from portal.core.i18n import _, _l
from portal.threads.schemas.texts import LONGEST_REASON

LONGEST_ADDRESS = 300
ELSEWHERE = ""
_THREAD = re.compile(rf"(?:.*/threads/)?({KEY.pattern})(?:[/?#].*)?")
_PRACTICE = re.compile(rf"(?:.*/practices/)?({SLUG.pattern})(?:[/?#].*)?")


def _reason() -> StringField:
    """Return the field that stands last in each of the forms."""
    hint = _l("Dikirim kepada penulisnya, tanpa nama Anda.")
    return text(_l("Alasan"), most=LONGEST_REASON, hint=hint)


class ReasonForm(Form):
    """Why something is done with a thread."""

    reason = _reason()

    @property
    def reasons_id(self) -> str:
        """What the list of suggested reasons is called on the page."""
        return f"{self.reason.id}-list"

    def suggest(self, reasons: Iterable[str]) -> None:
        """Set which reasons are offered."""
        self.reasons = [str(reason) for reason in reasons]
        if self.reasons:
            self.reason.render_kw = {"list": self.reasons_id}


class MergeForm(ReasonForm):
    """Of which thread another is a duplicate: one that resembles it, or one that is named."""

    original = RadioField(_l("Utas aslinya"), validate_choice=False)
    address = optional_text(
        _l("Alamat utas aslinya"),
        most=LONGEST_ADDRESS,
        hint=_l("Salin alamatnya dari peramban, atau tulis kuncinya saja."),
    )
    reason = _reason()

    def offer(self, threads: Iterable[tuple[str, str]]) -> None:
        """Set which threads can be chosen, as (key, title)."""
        self.original.choices = list(threads)
        if self.original.choices:
            self.original.choices.append((ELSEWHERE, _("Utas lain, alamatnya di bawah ini")))

    def validate_address(self, field: object) -> None:  # noqa: ARG002  # the signature is WTForms'
        """Refuse what names no thread.

        Raises:
            ValidationError: accordingly.
        """
        if not self.key:
            raise ValidationError(_("Pilih utas aslinya, atau tulis alamatnya."))

    @property
    def key(self) -> str:
        """The key of the thread that is meant, "" for none."""
        found = _THREAD.fullmatch(self.address.data or self.original.data or "")
        return found[1] if found else ""


class MoveForm(ReasonForm):
    """Where a thread belongs; `to` says which of the other fields count."""

    to = choice(
        _l("Pindahkan ke"),
        [
            ("practice", _l("Praktik")),
            ("cell", _l("Kisi: dimensi dan sektor")),
            ("region", _l("Daerah")),
            ("nowhere", _l("Tidak di tempat tertentu")),
        ],
    )
    practice = optional_text(
        _l("Alamat praktik"),
        most=LONGEST_ADDRESS,
        hint=_l("Salin alamatnya dari peramban. Yang dipakai selalu versi terbarunya."),
    )
    block = optional_text(_l("Nomor bagian"), most=10, hint=_l("Kosong: praktik seluruhnya."))
    dimension = SelectField(_l("Dimensi"), validate_choice=False)
    sector = SelectField(_l("Sektor"), validate_choice=False)
    region = optional_text(
        _l("Nama atau kode daerah"), most=LONGEST_ADDRESS, hint=_l("Misalnya: Kota Bandung.")
    )
    reason = _reason()

    def offer(
        self, dimensions: Iterable[tuple[str, str]], sectors: Iterable[tuple[str, str]]
    ) -> None:
        """Set which cells there are, as (code, label)."""
        none = SelectChoice("", _("Tidak ditentukan"))
        for field, terms in ((self.dimension, dimensions), (self.sector, sectors)):
            field.choices = [none, *(SelectChoice(code, label) for code, label in terms)]

    def validate_block(self, field: object) -> None:  # noqa: ARG002  # the signature is WTForms'
        """Refuse what is no number of a block.

        Raises:
            ValidationError: accordingly.
        """
        if self.block.data and not whole(self.block.data):
            raise ValidationError(_("Tulis nomor bagiannya, mulai dari 1."))

    @property
    def slug(self) -> str:
        """The practice that is meant, "" for none."""
        found = _PRACTICE.fullmatch(self.practice.data)
        return found[1] if found else ""
