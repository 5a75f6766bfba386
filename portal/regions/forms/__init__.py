"""The forms of regions."""

from wtforms import Field, StringField
from wtforms.validators import StopValidation

from portal.core.forms import Form
from portal.core.i18n import _, _l
from portal.core.mail_transport import checked_address


def _stripped(value: str | None) -> str:
    return (value or "").strip().lower()


def _is_mail(_form: object, field: Field) -> None:
    if not field.data:
        return
    try:
        checked_address(field.data)
    except ValueError as error:
        raise StopValidation(_("Tulis alamat surel seperti dinas@daerah.go.id.")) from error


class MailboxForm(Form):
    """Where a region reads what the portal writes to it."""

    mail = StringField(
        _l("Surel kantor"),
        [_is_mail],
        filters=[_stripped],
        description=_l("Alamat dinas, bukan milik perorangan. Kosongkan bila tidak ada."),
        render_kw={"type": "email", "autocomplete": "off", "spellcheck": "false"},
    )
