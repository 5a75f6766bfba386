"""Forms: fields with messages in both languages, the summary of faults, and the session's token.

Every form of somebody with a session carries a token, checked before any view runs; whoever has
no session has nothing that a forged form could abuse, see `security.refuse_foreign_writes`.
"""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, g, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms import Field, FileField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, InputRequired, StopValidation, ValidationError

from portal.core.addresses import LAST_NUMBER
from portal.core.errors import BadInput
from portal.core.formats import day_of
from portal.core.i18n import _, _l
from portal.core.security import READING, is_broken

TOKEN = "csrf_token"  # noqa: S105  # the name of a field
Check = Callable[[Any, Any], None]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field; `field` is its id on the page."""

    field: str
    label: str
    text: str


def whole(text: str) -> int | None:
    """Return the number that an address or a form carries, None if the portal wrote none such."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(LAST_NUMBER)):
        return None
    return number if (number := int(text)) <= LAST_NUMBER else None


class Form(FlaskForm):
    """What every form inherits."""

    class Meta(FlaskForm.Meta):
        """How the fields behave."""

        csrf = False  # the token is checked for every write at once

        def wrap_formdata(self, _form: FlaskForm, formdata: Any) -> Any:
            """Return what was typed: texts alone, where files or JSON come they are nothing."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return None if request.method in READING else request.form

    @property
    def faults(self) -> list[Fault]:
        """What is wrong, field by field in the order of the page."""
        return [
            Fault(field.id, str(field.label.text), str(text))
            for field in self
            for text in field.errors
        ]

    def blame(self, name: str, text: str) -> None:
        """Note a fault that only a service could find."""
        field = self[name]
        field.errors = [*field.errors, text]


class FileForm(Form):
    """What a form with a file inherits; its page says enctype, its route `accepts_files`."""

    class Meta(Form.Meta):
        """How the fields behave."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Return texts and files as they were sent."""
            texts = super().wrap_formdata(form, formdata)
            if texts is not request.form:
                return texts
            return CombinedMultiDict([request.files, texts])


def upload(label: str, *, accept: str, hint: str = "") -> FileField:
    """Return a required field for a file; `accept` is what the browser offers to choose from."""
    return FileField(label, [_has_file], description=hint, render_kw={"accept": accept})


def text(label: str, *checks: Check, most: int, hint: str = "", **shown: str) -> StringField:
    """Return a required field for one line of at most `most` characters, stripped.

    `shown` are attributes of the input.
    """
    return StringField(
        label,
        [DataRequired(_l("Isian ini wajib.")), is_readable, _at_most(most), *checks],
        filters=[_stripped],
        description=hint,
        render_kw=shown,
    )


def optional_text(
    label: str, *checks: Check, most: int, hint: str = "", **shown: str
) -> StringField:
    """Return a field for one line that may stay empty, else as `text` does."""
    return StringField(
        label,
        [is_readable, _at_most(most), *checks],
        filters=[_stripped],
        description=hint,
        render_kw=shown,
    )


def long_text(label: str, *, most: int, rows: int, hint: str = "") -> TextAreaField:
    """Return a required field for several lines of at most `most` characters, stripped."""
    checks = [DataRequired(_l("Isian ini wajib.")), is_readable, _at_most(most)]
    return TextAreaField(
        label, checks, filters=[_stripped], description=hint, render_kw={"rows": rows}
    )


def remark(label: str, *, most: int, rows: int, hint: str = "") -> TextAreaField:
    """Return a field for several lines of at most `most` characters that may stay empty."""
    checks = [is_readable, _at_most(most)]
    return TextAreaField(
        label, checks, filters=[_stripped], description=hint, render_kw={"rows": rows}
    )


def password(label: str, *checks: Check, hint: str = "", **shown: str) -> PasswordField:
    """Return a required field for a password, taken as typed and never shown again."""
    required = InputRequired(_l("Isian ini wajib."))
    return PasswordField(label, [required, *checks], description=hint, render_kw=shown)


def choice(label: str, options: list[tuple[str, Any]], hint: str = "") -> SelectField:
    """Return a field to choose one of `options`, (value, label)."""
    known = {value for value, _label in options}

    def one_of(_form: object, field: Field) -> None:
        if field.data not in known:
            raise ValidationError(_("Pilih salah satu dari daftar."))

    choices = [SelectChoice(value, shown) for value, shown in options]
    return SelectField(label, [one_of], choices=choices, validate_choice=False, description=hint)


def is_secret(name: str) -> bool:
    """Tell whether a posted field is a password or a code of any form, which nothing may keep."""
    return name.rpartition("-")[2] in _secrets(Form)


def _secrets(form: type[Form]) -> set[str]:
    own = {
        name
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and _hides(field)
    }
    return own.union(*(_secrets(below) for below in form.__subclasses__()))


def _hides(field: "UnboundField[Any]") -> bool:
    shown = field.kwargs.get("render_kw") or {}
    return field.field_class is PasswordField or shown.get("autocomplete") == "one-time-code"


def _at_most(most: int) -> Check:
    def is_short(_form: object, field: Field) -> None:
        if len(field.data) > most:
            raise StopValidation(_("Isian ini paling panjang %(most)s karakter.", most=most))

    return is_short


def is_readable(_form: object, field: Field) -> None:
    """Refuse a text that could not be decoded or that holds control characters."""
    if is_broken(field.data):
        raise StopValidation(_("Isian ini memuat karakter yang tidak dapat dibaca."))


def readable(text: str) -> str:
    """Return a text that a request carries, to be looked for or kept as it stands.

    Raises:
        BadInput: if it could not be decoded or holds control characters, which no database takes.
    """
    if is_broken(text):
        raise BadInput(_("Isian ini memuat karakter yang tidak dapat dibaca."))
    return text


def day_or_none(typed: str) -> date | None:
    """Return the day that `is_day` has let pass, None where nothing was typed."""
    return day_of(typed) if typed else None


def is_day(_form: object, field: Field) -> None:
    """Refuse what was typed and is no day."""
    try:
        day_or_none(field.data)
    except ValueError as error:
        raise StopValidation(_("Tulis tanggal seperti 2027-01-31.")) from error


def text_in(file: FileStorage, most: int) -> str:
    """Return the text of a file that was sent, of at most `most` bytes.

    Raises:
        StopValidation: if it is larger, or no text.
    """
    body = file.stream.read(most + 1)
    if len(body) > most:
        raise StopValidation(
            _("Berkas ini terlalu besar: paling besar %(most)s KB.", most=most // 1000)
        )
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = _("Berkas ini bukan teks UTF-8. Simpan lagi sebagai UTF-8 atau “CSV UTF-8”.")
        raise StopValidation(reason) from error


def _has_file(_form: object, field: Field) -> None:
    if not isinstance(field.data, FileStorage) or not field.data.filename:
        raise StopValidation(_("Pilih berkasnya dulu."))


def _stripped(value: str | None) -> str:
    return (value or "").strip()


def prove_session() -> None:
    """Say that this request comes with a session, and refuse writes that lack its token.

    Raises:
        BadInput: if a write has no token, or that of another session.
    """
    g.has_session = True
    if request.method in READING:
        return
    try:
        validate_csrf(_unmasked(request.form.get(TOKEN) or request.headers.get("X-CSRF-Token", "")))
    except ValidationError as error:
        raise BadInput(
            _("Halaman ini dibuka sebelum Anda masuk atau keluar. Muat ulang, lalu kirim lagi.")
        ) from error


def token() -> str:
    """Return the token that forms of this session carry, "" without a session.

    It looks different on each page: how well a page can be compressed would otherwise tell, bit by
    bit, whether the token has in it what somebody else let the page say beside it (BREACH).
    """
    if not g.get("has_session"):
        return ""
    if "masked_token" not in g:
        g.masked_token = _masked(str(generate_csrf()).encode())
    masked: str = g.masked_token
    return masked


def _masked(plain: bytes) -> str:
    pad = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(pad + _mixed(plain, pad)).decode()


def _unmasked(masked: str) -> str:
    """Return what `_masked` was given, something that is no token where it was given nothing."""
    try:
        whole = base64.urlsafe_b64decode(masked.encode())
    except ValueError:
        return ""
    half = len(whole) // 2
    return _mixed(whole[half:], whole[:half]).decode("ascii", "replace")


def _mixed(some: bytes, other: bytes) -> bytes:
    return bytes(one ^ two for one, two in zip(some, other, strict=False))


def init_app(app: Flask) -> None:
    """Give templates `csrf_token()`; a token holds as long as its session."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_I18N_ENABLED=False)
    app.jinja_env.globals["csrf_token"] = token
