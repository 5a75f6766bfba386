"""What happens to accounts stands on the audit chain, with ids and roles and no addresses."""

import json

import sqlalchemy as sa
from flask import Flask

from portal.accounts.queries import person_by_mail
from portal.core import audit
from portal.core.audit import AuditEvent
from portal.core.db import db, reading
from tests.factories.people import link_in, mails, send

MAIL = "rina@dinas.go.id"
PASSWORD = "wayang kulit semalam suntuk"


def _events() -> list[tuple[str, bool, str, dict[str, object]]]:
    with reading():
        rows = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.seq))
        return [
            (row.action, row.actor_id is not None, row.key, json.loads(row.details))
            for row in rows
            if row.kind == "person"
        ]


def test_an_account_leaves_its_life_on_the_chain(empty_library: Flask) -> None:
    run = empty_library.test_cli_runner().invoke
    invited = run(
        args=["users", "invite", MAIL, "--role", "publisher", "--region", "35.10", "--decree", "7"]
    )
    client = empty_library.test_client()
    fields = {"name": "Rina", "new": PASSWORD, "again": PASSWORD}

    accepted = client.post(link_in(mails()[0][2]), data=fields)
    send(client, "/sign-out")
    client.post("/sign-in", data={"mail": MAIL, "password": "salah sekali ini"})
    client.post("/sign-in", data={"mail": MAIL, "password": PASSWORD})
    revoked = run(args=["users", "revoke", MAIL, "--role", "publisher", "--region", "35.10"])

    assert (invited.exit_code, revoked.exit_code) == (0, 0)
    assert accepted.status_code == 303
    person = person_by_mail(MAIL)
    assert person is not None
    post = {"role": "publisher", "decree_no": "7"}
    assert _events() == [
        ("account:grant", False, person.public_id, post),
        ("account:accept", True, person.public_id, {}),
        ("account:sign-in", True, person.public_id, {}),
        ("account:revoke", False, person.public_id, post),
    ]
    assert audit.verify().seq >= 4
    assert MAIL not in str(_events())
