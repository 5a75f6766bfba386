"""How states, roles and refusals of a review are called."""

from portal.accounts.schemas.roles import ROLE_LABELS
from portal.core.i18n import _, _l
from portal.practices.models import DraftState
from portal.practices.models.drafts import Verdict
from portal.practices.permissions import NotDeciding
from portal.practices.queries.reviews import Speaker

STATE_LABELS = {
    DraftState.WRITING: _l("Sedang ditulis"),
    DraftState.SUBMITTED: _l("Menunggu editor"),
    DraftState.IN_REVIEW: _l("Sedang diperiksa"),
    DraftState.CHANGES_REQUESTED: _l("Perlu diubah"),
}
STATE_KINDS = {
    DraftState.WRITING: "",
    DraftState.SUBMITTED: "warn",
    DraftState.IN_REVIEW: "good",
    DraftState.CHANGES_REQUESTED: "stop",
}
VERDICT_LABELS = {
    Verdict.APPROVED: _l("Disetujui dan terbit"),
    Verdict.CHANGES_REQUESTED: _l("Diminta mengubah"),
}
REFUSALS = {
    NotDeciding.NO_EDITOR: _l("Hanya editor nasional yang memutuskan naskah."),
    NotDeciding.OWN_REGION: _l(
        "Anda memegang peran di daerah ini, jadi editor lain yang memutuskan naskahnya."
    ),
    NotDeciding.OWN_WORDS: _l("Anda ikut menulis naskah ini, jadi editor lain yang memutuskannya."),
}


def role_label(speaker: Speaker) -> str:
    """Return as what somebody speaks today."""
    return str(ROLE_LABELS[speaker.role]) if speaker.role else _("tidak lagi bertugas")


def round_label(number: int) -> str:
    """Return in which round something was said."""
    return _("putaran %(number)s", number=number) if number else _("sebelum dikirim")
