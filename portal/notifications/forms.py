"""The form of how somebody wants to be told."""

from collections.abc import Mapping

from portal.core.forms import Form, choice
from portal.core.i18n import _l
from portal.notifications.models import How

HOWS = [
    (How.NOW.value, _l("Surel segera")),
    (How.DAILY.value, _l("Rangkuman harian")),
    (How.WEEKLY.value, _l("Rangkuman mingguan")),
    (How.NEVER.value, _l("Tanpa surel")),
]


def settings_form(labels: Mapping[str, str], chosen: Mapping[str, How]) -> Form:
    """Return a form with a field for each kind, showing what is chosen unless it is sent."""
    fields = {name: choice(label, HOWS) for name, label in labels.items()}
    made = type("SettingsForm", (Form,), fields)
    form: Form = made(data={name: how.value for name, how in chosen.items()})
    return form
