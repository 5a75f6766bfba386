"""Guests of a review: experts and mentors who may read a draft and comment on it."""

from sqlalchemy.orm import Session

from portal.accounts.models import PersonState
from portal.accounts.queries import grants_of, person_by_mail
from portal.accounts.schemas.mail import folded, is_mail
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.permissions import Actor, Role
from portal.practices.models import Practice
from portal.practices.queries.cases import case_of
from portal.practices.services import reviews

GUESTS = frozenset({Role.EXPERT, Role.MENTOR})


def invite_by_mail(session: Session, actor: Actor, practice: Practice, mail: str) -> None:
    """Invite the expert or mentor with an address to comment on the draft.

    Raises:
        NotFound, Forbidden: if the actor may not see the draft or not decide on it.
        BadInput: if nobody who may be invited has this address, or was invited already.
    """
    reviews.require_decider(session, actor, practice)
    mail = folded(mail)
    if not is_mail(mail):
        raise BadInput(_("Tulis alamat surel seperti nama@dinas.go.id."))
    person = person_by_mail(mail)
    if person is None or person.state is not PersonState.ACTIVE:
        raise BadInput(_("Tidak ada akun aktif dengan alamat ini."))
    if not any(grant.role in GUESTS for grant in grants_of(person.id)):
        raise BadInput(_("Pemilik alamat ini bukan ahli atau mentor."))
    if person.id in case_of(session, practice).invited:
        raise BadInput(_("Pemilik alamat ini sudah diundang."))
    reviews.invite(session, actor, practice, person.id)
