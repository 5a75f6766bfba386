"""The forms in which members report a post and moderators decide of one."""

from collections.abc import Sequence

from wtforms import Field, HiddenField, StringField
from wtforms.validators import ValidationError

from portal.core.forms import Form, choice, is_readable, remark
from portal.core.i18n import _, _l
from portal.threads.models.decisions import Act
from portal.threads.queries.decisions import GROUNDS
from portal.threads.schemas.texts import LONGEST_REASON

LONGEST_ADDRESS = 300
ACTS = {
    Act.RELEASE: _l("Tayangkan"),
    Act.REJECT: _l("Tolak: tetap tertahan"),
    Act.DISMISS: _l("Biarkan tayang"),
    Act.HIDE: _l("Sembunyikan"),
    Act.SHOW: _l("Tampilkan lagi"),
}
_CHOICES = [("", _l("Pilih")), *((ground.value, label) for ground, label in GROUNDS.items())]


class FlagForm(Form):
    """What a member has against a post."""

    ground = choice(_l("Alasan"), _CHOICES[1:])
    text = remark(
        _l("Penjelasan"),
        most=LONGEST_REASON,
        rows=3,
        hint=_l("Wajib untuk “Alasan lain”. Hanya moderator yang membacanya."),
    )
    original = StringField(
        _l("Alamat utas aslinya"),
        [is_readable],
        filters=[lambda value: (value or "").strip()],
        description=_l("Hanya untuk “Sudah pernah dibahas”."),
        render_kw={"maxlength": LONGEST_ADDRESS, "inputmode": "url"},
    )


class DecisionForm(Form):
    """What a moderator decides; `seen` is the post as it was shown."""

    ground = choice(_l("Alasan dari daftar"), _CHOICES)
    reason = remark(
        _l("Penjelasan untuk penulis"),
        most=LONGEST_REASON,
        rows=3,
        hint=_l(
            "Dikirim ke penulisnya, tanpa nama Anda. Wajib bila alasannya tidak ada di daftar."
        ),
    )
    seen = HiddenField()


def decision_form(acts: Sequence[Act], *, sent: bool) -> DecisionForm:
    """Return the form with the acts that are possible, as it was sent or empty."""
    options = [(act.value, ACTS[act]) for act in acts]

    class _Decision(DecisionForm):
        act = choice(_l("Keputusan"), options if len(options) == 1 else [_CHOICES[0], *options])

        def validate_act(self, field: Field) -> None:
            """Take no decision for one that was not taken."""
            if not field.data:
                raise ValidationError(_("Pilih salah satu dari daftar."))

    return _Decision() if sent else _Decision(formdata=None)
