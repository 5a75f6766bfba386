"""The forms of sessions and of what is to be done after them."""

from wtforms import HiddenField

from portal.adoptions.schemas import MAX_LINE, MAX_TEXT
from portal.core.forms import Form, choice, is_day, remark, text
from portal.core.i18n import _l
from portal.mentoring.forms.times import is_time
from portal.mentoring.forms.wordings import LENGTHS, MODES, SIDES


class MeetingForm(Form):
    """When and how people meet, and what they note of it; `revision` is the one that was read."""

    revision = HiddenField()
    day = text(_l("Tanggal"), is_day, most=10, type="date")
    clock = text(
        _l("Jam mulai"), is_time, most=5, hint=_l("Menurut zona waktu akun Anda."), type="time"
    )
    minutes = choice(_l("Lamanya"), [(str(count), label) for count, label in LENGTHS.items()])
    mode = choice(_l("Cara bertemu"), [(mode.value, label) for mode, label in MODES.items()])
    notes = remark(
        _l("Catatan"),
        most=MAX_TEXT,
        rows=8,
        hint=_l("Hanya untuk yang ikut serta dari kedua daerah. Boleh diisi setelah sesi."),
    )


class ItemForm(Form):
    """What one side is to do until a day."""

    task = text(_l("Yang harus dikerjakan"), most=MAX_LINE, autocomplete="off")
    side = choice(_l("Oleh"), [(side.value, label) for side, label in SIDES.items()])
    due_on = text(_l("Paling lambat"), is_day, most=10, type="date")
