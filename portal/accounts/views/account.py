"""One's own account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts import queries
from portal.accounts.forms import MailForm, PasswordForm, ProfileForm
from portal.accounts.models import TimeZone
from portal.accounts.permissions import MANAGE_ACCOUNT, VIEW_MEMBERS, Place
from portal.accounts.queries.identities import identity_of
from portal.accounts.queries.members import Member, memberships_of
from portal.accounts.queries.tokens import tokens_of
from portal.accounts.schemas.roles import ROLE_LABELS
from portal.accounts.services import people, sessions
from portal.accounts.services.people import Profile
from portal.accounts.views import identity
from portal.accounts.views.fresh import knows_password
from portal.accounts.views.pages import blueprint, go, here, refused
from portal.core.access import current_actor, requires
from portal.core.errors import BadInput
from portal.core.forms import Form
from portal.core.i18n import _, _l
from portal.core.permissions import permits
from portal.core.settings import current_settings
from portal.core.uow import unit_of_work
from portal.regions.queries import directory

DONE = {
    "profile": _l("Perubahan sudah disimpan."),
    "password": _l(
        "Kata sandi sudah diganti. Perangkat lain sudah dikeluarkan dan semua token API dicabut."
    ),
    "mail": _l(
        "Kami mengirim tautan ke alamat baru itu. Alamat berganti setelah tautannya dibuka."
    ),
    "second-factor": _l("Faktor kedua sudah dimatikan."),
    "linked": _l("Akun sudah terhubung. Anda kini dapat masuk lewat penyedia itu."),
    "unlinked": _l("Hubungan sudah dilepas. Anda masuk dengan kata sandi saja."),
    "ended": _l("Peran Anda sudah berakhir dan pekerjaannya diserahkan."),
}


@dataclass(frozen=True)
class Sign:
    """A sign-in as a row of the list."""

    name: str
    since: datetime
    last_seen: datetime
    is_this: bool


@dataclass(frozen=True, kw_only=True)
class Held:
    """A role as a row of the list; `members_url` is for those who govern the place."""

    role: str
    place: str
    last: date | None
    is_claimed: bool
    members_url: str | None


@dataclass(frozen=True, kw_only=True)
class Account:
    """The page of the account; `done` says what the last press of a button did."""

    mail: str
    profile: ProfileForm
    password: PasswordForm
    new_mail: MailForm
    roles: list[Held]
    signs: list[Sign]
    tokens: int
    second_factor_since: datetime | None
    provider: str
    linked_since: datetime | None
    done: str


@blueprint.get("/account")
@requires(MANAGE_ACCOUNT)
def account() -> str:
    """Show the account."""
    return _page({})


@blueprint.post("/account")
@requires(MANAGE_ACCOUNT)
def save_profile() -> AnyResponse:
    """Keep name, language, time zone and data saver."""
    form = ProfileForm()
    if not form.validate():
        return refused(_page({"profile": form}))
    people.set_profile(
        here().person_id,
        Profile(
            name=form.name.data,
            locale=form.locale.data,
            zone=TimeZone(form.zone.data),
            data_saver=form.data_saver.data,
        ),
    )
    return go("accounts.account", done="profile")


@blueprint.post("/account/password")
@requires(MANAGE_ACCOUNT)
def change_password() -> AnyResponse:
    """Set another password; this device stays signed in, all others do not."""
    found = here()
    form = PasswordForm(found.mail, prefix="password-")
    if form.validate() and knows_password(form):
        token = people.change_password(
            found.person_id, password=form.new.data, device=identity.device()
        )
        identity.enter(token)
        return go("accounts.account", done="password")
    return refused(_page({"password": form}))


@blueprint.post("/account/mail")
@requires(MANAGE_ACCOUNT)
def change_mail() -> AnyResponse:
    """Send a link to the new address."""
    form = MailForm(prefix="mail-")
    if form.validate() and knows_password(form):
        try:
            people.ask_new_mail(here().person_id, form.mail.data)
        except BadInput as error:
            form.blame("mail", str(error))
        else:
            return go("accounts.account", done="mail")
    return refused(_page({"new_mail": form}))


@blueprint.post("/account/sign-out-everywhere")
@requires(MANAGE_ACCOUNT)
def sign_out_everywhere() -> AnyResponse:
    """Sign out on all devices, this one too."""
    with unit_of_work() as session:
        sessions.end_all(session, here().person_id)
    identity.leave()
    return go("accounts.sign_in", done="everywhere")


def _page(tried: Mapping[str, Form]) -> str:
    """Return the page; `tried` has the form that was sent and refused, by its name."""
    found = here()
    person = queries.person_of(found.person_id)
    linked = identity_of(person.id)
    forms: dict[str, Form] = {
        "profile": ProfileForm(formdata=None, obj=person),
        "password": PasswordForm(found.mail, formdata=None, prefix="password-"),
        "new_mail": MailForm(formdata=None, prefix="mail-"),
    }
    page = Account(
        mail=person.mail,
        roles=[_held(member) for member in memberships_of(person.id)],
        signs=[
            Sign(device.name, device.created_at, device.last_seen_at, device.id == found.id)
            for device in queries.devices(person.id)
        ],
        tokens=len(tokens_of(person.id)),
        second_factor_since=person.totp_since,
        provider=current_settings().oidc_name,
        linked_since=linked.created_at if linked else None,
        done=str(DONE.get(request.args.get("done", ""), "")),
        **{**forms, **tried},
    )
    return render_template("accounts/account.html", account=page)


def _held(member: Member) -> Held:
    region = directory().by_id[member.region_id] if member.region_id is not None else None
    governs = permits(current_actor(), VIEW_MEMBERS, Place(member.region_id))
    return Held(
        role=str(ROLE_LABELS[member.role]),
        place=region.name if region else _("nasional"),
        last=member.ends_on,
        is_claimed=member.issuer is not None,
        members_url=url_for("accounts.members", code=region.code if region else None)
        if governs
        else None,
    )
