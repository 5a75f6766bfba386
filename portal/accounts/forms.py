"""The forms of accounts."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import (
    EqualTo,
    InputRequired,
    Length,
    StopValidation,
    ValidationError,
)

from portal.accounts.models import TimeZone
from portal.accounts.schemas.mail import MAX_MAIL, folded, is_mail
from portal.accounts.schemas.passwords import (
    MAX_PASSWORD,
    MIN_PASSWORD,
    Weakness,
    weakness,
)
from portal.accounts.schemas.roles import ROLE_LABELS
from portal.core.forms import Form, choice, is_day, is_readable, password, text
from portal.core.i18n import _, _l
from portal.core.permissions import Role

MAX_NAME = 100
MAX_CODE = 40
WEAKNESSES = {
    Weakness.SHORT: _l("Kata sandi paling sedikit %(least)s karakter.", least=MIN_PASSWORD),
    Weakness.LONG: _l("Kata sandi paling panjang %(most)s karakter.", most=MAX_PASSWORD),
    Weakness.COMMON: _l("Kata sandi ini mudah ditebak. Rangkai beberapa kata yang tidak lazim."),
    Weakness.NAME: _l("Kata sandi jangan memuat nama dari alamat surel Anda."),
}
LOCALES = [("id", "Bahasa Indonesia"), ("en", "English")]
ZONES = [
    (TimeZone.WIB.value, _l("WIB (Indonesia Barat)")),
    (TimeZone.WITA.value, _l("WITA (Indonesia Tengah)")),
    (TimeZone.WIT.value, _l("WIT (Indonesia Timur)")),
]


def _is_mail(_form: object, field: Field) -> None:
    field.data = folded(field.data)
    if not is_mail(field.data):
        raise StopValidation(_("Tulis alamat surel seperti nama@dinas.go.id."))


def _is_strong(form: Any, field: Field) -> None:
    found = weakness(field.data, form.mail_of_owner)
    if found is not None:
        raise StopValidation(WEAKNESSES[found])


def _mail(label: str, autocomplete: str = "username") -> Any:
    return text(
        label,
        _is_mail,
        most=MAX_MAIL,
        type="email",
        autocomplete=autocomplete,
        autocapitalize="none",
        spellcheck="false",
    )


def _new_password() -> Any:
    return password(
        _l("Kata sandi baru"),
        _is_strong,
        hint=_l("Paling sedikit %(least)s karakter; boleh berupa kalimat.", least=MIN_PASSWORD),
        autocomplete="new-password",
    )


def _repeated(name: str) -> Any:
    return password(
        _l("Ulangi kata sandi baru"),
        EqualTo(name, _l("Kedua kata sandi belum sama.")),
        autocomplete="new-password",
    )


def _current_password() -> Any:
    return password(_l("Kata sandi sekarang"), autocomplete="current-password")


def _stripped(value: str | None) -> str:
    return (value or "").strip()


def _optional(label: str, *checks: Any, hint: str = "", **shown: str) -> Any:
    at_most = Length(max=MAX_NAME, message=_l("Isian ini terlalu panjang."))
    return StringField(
        label,
        [at_most, is_readable, *checks],
        filters=[_stripped],
        description=hint,
        render_kw=shown,
    )


def _one_of_shown(_form: object, field: Any) -> None:
    if field.data not in {value for value, *_rest in field.iter_choices()}:
        raise ValidationError(_("Pilih salah satu dari daftar."))


def _choice_of(label: str, hint: str = "") -> Any:
    """Return a field whose options depend on who looks, to be set by `offer`."""
    return SelectField(label, [_one_of_shown], validate_choice=False, description=hint)


class SignInForm(Form):
    """Who signs in."""

    mail = _mail(_l("Surel"))
    password = password(_l("Kata sandi"), autocomplete="current-password")


class CodeForm(Form):
    """A code of the second factor."""

    code = text(
        _l("Kode"),
        most=MAX_CODE,
        hint=_l("Enam angka dari aplikasi autentikator, atau satu kode pemulihan."),
        autocomplete="one-time-code",
        autocapitalize="none",
        spellcheck="false",
    )


class FirstCodeForm(Form):
    """The first code of an app that is being set up."""

    code = text(
        _l("Kode"),
        most=MAX_CODE,
        hint=_l("Enam angka yang sedang ditampilkan aplikasi."),
        autocomplete="one-time-code",
        inputmode="numeric",
    )


class ResetForm(Form):
    """For whom the password is to be reset."""

    mail = _mail(_l("Surel"))


class _NewPasswordForm(Form):
    """A form with a new password, which must not contain the name in the owner's address."""

    def __init__(self, mail_of_owner: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mail_of_owner = mail_of_owner


class InvitationForm(_NewPasswordForm):
    """How the invited person is called, and the first password."""

    name = text(_l("Nama lengkap"), most=MAX_NAME, autocomplete="name")
    new = _new_password()
    again = _repeated("new")


class NewPasswordForm(_NewPasswordForm):
    """A password in place of a forgotten one."""

    new = _new_password()
    again = _repeated("new")


class PasswordForm(_NewPasswordForm):
    """A password in place of the present one."""

    current = _current_password()
    new = _new_password()
    again = _repeated("new")

    def validate_new(self, field: Field) -> None:
        """Refuse the password that is there already."""
        if field.data == self.current.data:
            raise ValidationError(_("Pilih kata sandi yang berbeda dari yang sekarang."))


class MailForm(Form):
    """A new address, to which a link will be sent."""

    mail = _mail(_l("Alamat surel baru"))
    current = _current_password()


class _FreshForm(Form):
    """A form that asks for the password again, unless it or a code were given just now."""

    current = _current_password()

    def __init__(self, *args: Any, is_fresh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_fresh:
            del self.current


class AppointForm(_FreshForm):
    """Whom to invite as what, by which decree, from when until when."""

    mail = _mail(_l("Alamat surel dinas"), autocomplete="off")
    name = text(_l("Nama lengkap"), most=MAX_NAME, autocomplete="off")
    role = _choice_of(_l("Peran"))
    decree_no = text(_l("Nomor keputusan"), most=MAX_NAME, autocomplete="off")
    starts_on = _optional(_l("Mulai"), is_day, hint=_l("Kosong: hari ini."), type="date")
    ends_on = _optional(
        _l("Berakhir"),
        is_day,
        hint=_l("Kosong: sampai diakhiri. Harinya sendiri masih dihitung."),
        type="date",
    )

    def offer(self, roles: Sequence[Role]) -> None:
        """Set which roles can be chosen."""
        self.role.choices = [SelectChoice(role.value, str(ROLE_LABELS[role])) for role in roles]


class EndForm(_FreshForm):
    """By which decree a role ends, and who takes over."""

    decree_no = _optional(_l("Nomor keputusan"), autocomplete="off")
    successor = _choice_of(
        _l("Pengganti"),
        _l("Pekerjaannya pindah ke orang ini, atau menunggu di antrean."),
    )

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """Set who can take over, as (public id, name)."""
        queue = SelectChoice("", _("Belum ada: masuk antrean"))
        self.successor.choices = [queue, *(SelectChoice(key, name) for key, name in people)]


class TokenForm(_FreshForm):
    """What a token is for."""

    name = text(_l("Nama token"), most=MAX_NAME, hint=_l("Misalnya: unggah dari aplikasi dinas."))


class SignOnForm(_FreshForm):
    """The password, before another way in is opened or closed."""


class CopyForm(_FreshForm):
    """Who takes a copy of the own data."""


class EraseForm(Form):
    """Who wants to be forgotten; the password is asked for each time."""

    current = _current_password()
    sure = BooleanField(
        _l("Saya mengerti apa yang hilang dan apa yang tetap"),
        [InputRequired(_l("Beri tanda bahwa Anda mengerti akibatnya."))],
    )


class ProfileForm(Form):
    """What the portal should know about its reader."""

    name = text(_l("Nama lengkap"), most=MAX_NAME, autocomplete="name")
    locale = choice(_l("Bahasa surat"), LOCALES)
    zone = choice(_l("Zona waktu"), ZONES)
    data_saver = BooleanField(_l("Hemat data: gambar hanya dimuat bila diminta"))
