"""The forms by which a region tells of an adoption, and others judge it."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from portal.adoptions.models import Outcome
from portal.adoptions.models.plans import DocumentKind
from portal.adoptions.schemas import MAX_LINE, MAX_TEXT, STOP_REASONS
from portal.core.addresses import is_web_address
from portal.core.formats import words
from portal.core.forms import Form, choice, is_readable, long_text, text
from portal.core.i18n import _, _l
from portal.vocabularies.queries import scheme

Options = Sequence[tuple[str, str]]


def reasons() -> list[tuple[str, str]]:
    """Return the reasons of today for which something is given up."""
    terms = scheme(STOP_REASONS).terms.values()
    return [(term.code, words(term.label)) for term in terms if not term.retired]


def _is_short(most: int) -> Any:
    def check(_form: object, field: Field) -> None:
        if len(field.data or "") > most:
            raise StopValidation(_("Isian ini paling panjang %(most)s karakter.", most=most))

    return check


def note_field(label: str, hint: str = "", rows: int = 3) -> TextAreaField:
    """Return a field for several lines that may stay empty."""
    return TextAreaField(
        label,
        [is_readable, _is_short(MAX_TEXT)],
        filters=[lambda value: (value or "").strip()],
        description=hint,
        render_kw={"rows": rows},
    )


def line_field(label: str, *checks: Any, hint: str = "", **shown: str) -> StringField:
    """Return a field for one line that may stay empty."""
    return StringField(
        label,
        [is_readable, _is_short(MAX_LINE), *checks],
        filters=[lambda value: " ".join((value or "").split())],
        description=hint,
        render_kw={"autocomplete": "off", **shown},
    )


def is_page(_form: object, field: Field) -> None:
    """Refuse what is no address of a page on the web."""
    if field.data and not is_web_address(field.data):
        raise StopValidation(_("Tulis alamat halaman lengkap, mulai dari https://."))


PUBLIC_NOTE = _l("Tampil untuk umum di riwayat penerapan. Boleh dikosongkan.")


class MoveForm(Form):
    """One stage on."""

    note = note_field(_l("Catatan"), PUBLIC_NOTE)


class ReportForm(Form):
    """What came of it."""

    report = long_text(
        _l("Apa hasilnya"),
        most=MAX_TEXT,
        rows=6,
        hint=_l("Tampil untuk umum. Apa yang tercapai, apa yang tidak, dan mengapa?"),
    )


def _is_reason(_form: object, field: Field) -> None:
    if field.data not in dict(reasons()):
        raise StopValidation(_("Pilih salah satu alasan dari daftar."))


class DropForm(Form):
    """Why a region gives an adoption up."""

    reason = SelectField(_l("Alasan berhenti"), [_is_reason], choices=[], validate_choice=False)
    text = long_text(
        _l("Pelajaran untuk daerah lain"),
        most=MAX_TEXT,
        rows=4,
        hint=_l("Apa yang terjadi, dan apa yang sebaiknya dilakukan berbeda?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the reasons of today."""
        super().__init__(*args, **kwargs)
        offered = [("", _("Pilih alasannya")), *reasons()]
        self.reason.choices = [SelectChoice(code, label) for code, label in offered]


class ConfirmForm(Form):
    """What the source region saw of it."""

    outcome = choice(
        _l("Hasil yang Anda lihat"),
        [
            ("", _l("Pilih hasilnya")),
            (Outcome.SUCCESS.value, _l("Berhasil: targetnya tercapai")),
            (Outcome.PARTIAL.value, _l("Berhasil sebagian")),
            (Outcome.NONE.value, _l("Tanpa hasil")),
        ],
    )
    note = long_text(
        _l("Dasar konfirmasi"),
        most=MAX_TEXT,
        rows=4,
        hint=_l("Tampil untuk umum. Apa yang Anda periksa: kunjungan, laporan, data bersama?"),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether an outcome was chosen and the note is right."""
        valid: bool = super().validate(extra_validators)
        if not self.outcome.data and not self.outcome.errors:
            self.blame("outcome", _("Pilih salah satu dari daftar."))
            return False
        return valid


class VerifyForm(Form):
    """An editor agrees."""

    note = note_field(_l("Catatan"), PUBLIC_NOTE)


class ReturnForm(Form):
    """An editor asks to look again."""

    note = long_text(
        _l("Apa yang perlu diperiksa lagi"),
        most=MAX_TEXT,
        rows=3,
        hint=_l("Tampil untuk umum di riwayat penerapan."),
    )


class DocumentForm(Form):
    """A paper."""

    kind = choice(
        _l("Jenis dokumen"),
        [
            (DocumentKind.LETTER.value, _l("Surat minat replikasi")),
            (DocumentKind.AGREEMENT.value, _l("Nota kesepakatan atau perjanjian kerja sama")),
            (DocumentKind.OTHER.value, _l("Dokumen lain")),
        ],
    )
    text = text(
        _l("Nomor, tanggal, dan perihal"),
        most=MAX_LINE,
        hint=_l("Misalnya: 415.4/12/2027, 3 Februari 2027, kerja sama antardaerah."),
        autocomplete="off",
    )
    url = line_field(_l("Tautan"), is_page, hint=_l("Boleh dikosongkan."), inputmode="url")


def start_form(regions: Options, sources: Options) -> Form:
    """Return the form that begins an adoption; "" among the sources is the original."""

    class _Start(Form):
        region = choice(_l("Daerah yang menerapkan"), list(regions))
        source = choice(
            _l("Diambil dari"),
            list(sources),
            _l("Daerah yang lebih dekat keadaannya sering lebih mudah ditiru daripada asalnya."),
        )
        note = note_field(_l("Mengapa daerah Anda berminat"), PUBLIC_NOTE)

    return _Start()


def elsewhere_form(regions: Options) -> Form:
    """Return the form that begins an adoption of something of another catalogue."""

    class _Elsewhere(Form):
        region = choice(_l("Daerah yang menerapkan"), list(regions))
        title = text(_l("Nama praktik"), most=MAX_LINE, autocomplete="off")
        url = text(
            _l("Alamat halamannya"),
            is_page,
            most=MAX_LINE,
            autocomplete="off",
            inputmode="url",
        )
        catalogue = text(
            _l("Katalog asalnya"),
            most=MAX_LINE,
            hint=_l("Misalnya JIPPNas, Tuxedovation, atau situs kementerian."),
            autocomplete="off",
        )
        source = line_field(
            _l("Kode daerah asal"),
            hint=_l(
                "Boleh dikosongkan. Tanpa daerah asal hasilnya tidak dapat dikonfirmasi, jadi tidak"
                " dapat diverifikasi."
            ),
            inputmode="decimal",
        )
        note = note_field(_l("Mengapa daerah Anda berminat"), PUBLIC_NOTE)

    return _Elsewhere()
