"""The forms of a check whether a practice fits, and of the tasks that come of it."""

from typing import Any

from wtforms import Field, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from portal.adoptions.forms import line_field
from portal.adoptions.schemas import MAX_LINE
from portal.core.forms import Form, is_day, text
from portal.core.i18n import _, _l
from portal.practices.schemas.needs import Answer

ANSWERS = {
    Answer.MET: _l("Terpenuhi"),
    Answer.UNKNOWN: _l("Belum diketahui"),
    Answer.LACKING: _l("Belum terpenuhi"),
}


def _is_answer(_form: object, field: Field) -> None:
    if field.data not in set(Answer):
        raise StopValidation(_("Pilih salah satu dari daftar."))


class AnswerForm(Form):
    """Whether something that is needed is there, as an officer knows better than the profile."""

    answer = RadioField(
        _l("Menurut Anda"),
        [_is_answer],
        choices=[SelectChoice(answer.value, label) for answer, label in ANSWERS.items()],
        validate_choice=False,
    )


def _due(hint: str = "") -> Any:
    return line_field(_l("Tenggat"), is_day, hint=hint, type="date")


class TaskForm(Form):
    """Something to be settled, by a day if one is set."""

    text = text(_l("Tugas"), most=MAX_LINE, autocomplete="off")
    due = _due(_l("Boleh dikosongkan."))


class DueForm(Form):
    """By which day a task is to be settled; without one it may take as long as it does."""

    due = _due()
