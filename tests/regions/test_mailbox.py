"""Where the portal writes to a region: its admin says so, and nobody else."""

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services.memberships import Post
from portal.core.audit import AuditEvent
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.regions.queries import directory
from tests.factories.people import active, code_of, faults, send, signed_in

PAGE = "/regions/35.78/mailbox"


def _admin(app: Flask, region: str) -> FlaskClient:
    mail = f"admin-{region}@daerah.go.id"
    number = active(mail, Post(role=Role.REGION_ADMIN, region=region), totp=True)
    client = signed_in(app, mail)
    send(client, "/sign-in/code", "/sign-in/code", code=code_of(number))
    return client


def test_the_admin_says_where_the_region_reads_its_mail(empty_library: Flask) -> None:
    admin, other = _admin(empty_library, "35.78"), _admin(empty_library, "35.10")
    active("sari@kota.go.id", Post(role=Role.PUBLISHER, region="35.78"))
    publisher = signed_in(empty_library, "sari@kota.go.id")

    for client in (other, publisher):
        assert client.get(PAGE).status_code == 403
        assert send(client, PAGE, mail="lain@daerah.go.id").status_code == 403
    assert admin.get("/regions/99.99/mailbox").status_code == 404
    wrong = send(admin, PAGE, mail="Balai <kota>")
    assert wrong.status_code == 422
    assert len(faults(wrong.get_data(as_text=True))) == 1
    assert directory().by_code["35.78"].role_mailbox is None

    assert send(admin, PAGE, mail=" Inovasi@Kota.go.id ").location == f"{PAGE}?done=1"
    assert directory().by_code["35.78"].role_mailbox == "inovasi@kota.go.id"
    assert 'value="inovasi@kota.go.id"' in admin.get(PAGE).get_data(as_text=True)
    assert "inovasi@kota.go.id" not in admin.get("/regions/35.78").get_data(as_text=True)
    with unit_of_work() as session:
        (event,) = session.scalars(
            sa.select(AuditEvent).where(AuditEvent.action == "region:mailbox")
        ).all()
        assert (event.key, "inovasi" in event.details) == ("35.78", False)

    assert send(admin, PAGE, mail="").status_code == 303
    assert directory().by_code["35.78"].role_mailbox is None
