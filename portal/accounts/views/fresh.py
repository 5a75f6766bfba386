"""Asking for the password again before power is given away."""

from typing import Any

from portal.accounts.services import sessions
from portal.accounts.services.entering import WrongPassword, check_password
from portal.accounts.views.pages import here
from portal.core.i18n import _


def knows_password(form: Any) -> bool:
    """Tell whether the form's `current` is the password, and blame the field if not."""
    try:
        check_password(here().person_id, form.current.data)
    except WrongPassword:
        form.blame("current", _("Kata sandi sekarang salah."))
        return False
    return True


def is_fresh(form: Any) -> bool:
    """Tell whether password or code were given just now, at the latest in this very form."""
    if "current" not in form:
        return True
    if not knows_password(form):
        return False
    sessions.confirm(here().id)
    return True
