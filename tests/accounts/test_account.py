"""One's own account: what is kept, what is refused, in both languages."""

import pytest
from flask import Flask

from portal.core import jobs
from tests.factories.people import (
    PASSWORD,
    active,
    faults,
    invited,
    link_in,
    mails,
    send,
    signed_in,
)

MAIL = "rina@dinas.go.id"
NEW = "sate kambing kuah gulai"


def test_language_zone_and_name_are_kept(empty_app: Flask) -> None:
    active(MAIL)
    client = signed_in(empty_app, MAIL)

    saved = send(
        client, "/account", name="  Rina H. ", locale="en", zone="WIT", data_saver="y", state="x"
    )
    page = client.get(saved.location).get_data(as_text=True)

    assert saved.status_code == 303
    assert "Perubahan sudah disimpan." in page
    assert 'value="Rina H."' in page
    assert '<option selected value="WIT">' in page
    assert " WIT" in page.split('class="signs"')[-1], "times are by the reader's clock"
    client.post("/sign-out")
    empty_app.test_client().post("/reset", data={"mail": MAIL})
    jobs.run_once()
    assert mails()[-1][1] == "A new password for Sokoguru"


@pytest.mark.parametrize(
    ("prefix", "told"),
    [
        ("", ["Nama lengkap: Isian ini wajib.", "Zona waktu: Pilih salah satu dari daftar."]),
        ("/en", ["Full name: Fill this in.", "Time zone: Choose one of the list."]),
    ],
)
def test_faults_are_listed_with_links_to_their_fields(
    empty_app: Flask, prefix: str, told: list[str]
) -> None:
    active(MAIL)
    client = signed_in(empty_app, MAIL)

    answer = send(client, f"{prefix}/account", name=" ", locale="en", zone="UTC")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert faults(page) == told
    assert 'href="#name"' in page
    assert 'id="name"' in page
    assert '<option selected value="en">' in page, "what was chosen is kept"


@pytest.mark.parametrize(
    ("new", "again", "told"),
    [
        ("pendek saja", "pendek saja", "paling sedikit 12"),
        ("p" * 129, "p" * 129, "paling panjang 128"),
        ("Indonesia123!", "Indonesia123!", "mudah ditebak"),
        ("namaku-rinah-itu", "namaku-rinah-itu", "jangan memuat nama"),
        (NEW, NEW + "x", "belum sama"),
        (PASSWORD, PASSWORD, "berbeda dari yang sekarang"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(
    empty_app: Flask, new: str, again: str, told: str
) -> None:
    mail = "rinah@dinas.go.id"
    active(mail)
    form = {"password-current": PASSWORD, "password-new": new, "password-again": again}

    answer = send(signed_in(empty_app, mail), "/account/password", **form)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert told in " ".join(faults(page))
    assert new not in page
    signed_in(empty_app, mail)


def test_changing_password_or_address_asks_for_the_password(empty_app: Flask) -> None:
    active(MAIL)
    client = signed_in(empty_app, MAIL)
    before = len(mails())
    password = {"password-current": "x", "password-new": NEW, "password-again": NEW}
    address = {"mail-mail": "lain@dinas.go.id", "mail-current": "x"}

    answers = [
        send(client, "/account/password", **password),
        send(client, "/account/mail", **address),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("Kata sandi sekarang salah." in answer.get_data(as_text=True) for answer in answers)
    assert len(mails()) == before


def test_only_addresses_of_the_government_are_taken(empty_app: Flask) -> None:
    active(MAIL)
    form = {"mail-mail": "rina@gmail.com", "mail-current": PASSWORD}

    answer = send(signed_in(empty_app, MAIL), "/account/mail", **form)

    assert answer.status_code == 422
    assert faults(answer.get_data(as_text=True)) == [
        "Alamat surel baru: Hanya alamat surel dari go.id."
    ]


def test_an_invitation_is_refused_with_what_was_typed_kept(empty_app: Flask) -> None:
    invited(MAIL)
    link = link_in(mails()[-1][2])

    answer = empty_app.test_client().post(
        link, data={"name": "Rina Hartati", "new": "rahasia123456", "again": "rahasia123456"}
    )

    assert answer.status_code == 422
    assert 'value="Rina Hartati"' in answer.get_data(as_text=True)
