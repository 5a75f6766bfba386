"""The forms by which a question comes into other hands."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from portal.core.forms import Form
from portal.core.i18n import _, _l


def _on_the_list(_form: object, field: Any) -> None:
    if not field.data or field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(_("Pilih salah satu dari daftar."))


class _PersonForm(Form):
    """Somebody out of a list that depends on the question."""

    def offer(self, people: Iterable[tuple[str, str, str]]) -> None:
        """Set who can be chosen, as (key, name, group)."""
        first = SelectChoice("", _("Pilih"))
        choices = [SelectChoice(key, name, optgroup=group) for key, name, group in people]
        self.to.choices = [first, *choices]


class GiveForm(_PersonForm):
    """To whom a question is given."""

    to = SelectField(
        _l("Berikan kepada"),
        [_on_the_list],
        validate_choice=False,
        description=_l("Tenggatnya tetap. Penerimanya langsung diberi tahu."),
    )


class InviteForm(_PersonForm):
    """Who is asked to answer."""

    to = SelectField(
        _l("Undang menjawab"),
        [_on_the_list],
        validate_choice=False,
        description=_l("Pertanyaannya tetap dipegang yang sekarang."),
    )
