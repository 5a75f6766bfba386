"""Passwords: which are taken, and what is stored of them."""

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from portal.accounts.schemas.passwords import MIN_PASSWORD, Weakness, weakness
from portal.accounts.services import passwords

MAIL = "siti.rahmawati@dinas.go.id"


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("kuda lumping makan soto", None),
        ("xK7#pq92LmvT", None),
        ("semangkuk bakso urat", None),
        ("ñandú 日本 sopan", None),
        ("x" * 11, Weakness.SHORT),
        ("kuda " * 26, Weakness.LONG),
        ("password1234", Weakness.COMMON),
        ("P@ssw0rd2024!", Weakness.COMMON),
        ("rahasia12345", Weakness.COMMON),
        ("qwertyuiop12", Weakness.COMMON),
        ("Indonesia-Merdeka", Weakness.COMMON),
        ("123456789012", Weakness.COMMON),
        ("aaaaaaaaaaaa", Weakness.COMMON),
        ("kopi7kopi7kopi7", Weakness.COMMON),
        ("manchesterunited", Weakness.COMMON),
        ("michaeljordan23", Weakness.COMMON),
        ("jakarta-1945-jaya", Weakness.COMMON),
        ("rahmawati-1987-x", Weakness.NAME),
        ("oh s1ti.rahm4wati!", Weakness.NAME),
    ],
)
def test_what_is_easily_guessed_is_not_taken(password: str, found: Weakness | None) -> None:
    assert weakness(password, MAIL) is found


def test_none_of_thirty_thousand_common_passwords_is_taken() -> None:
    common = FREQUENCY_LISTS["passwords"]
    long = [password for password in common if len(password) >= MIN_PASSWORD]
    nearly = [password for password in common if len(password) >= MIN_PASSWORD - 3][:300]
    filled = [f"{password}123" for password in nearly]

    assert len(common) >= 30_000
    assert len(long) > 100
    assert [password for password in (*long, *filled) if weakness(password, MAIL) is None] == []


def test_hashes_cost_what_they_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", list(passwords._hasher))
    cheap = passwords.hashed("kuda lumping makan soto")

    passwords.set_cost(memory_kib=passwords.MEMORY_KIB, passes=passwords.PASSES)
    dear = passwords.hashed("kuda lumping makan soto")

    assert dear.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_outdated(cheap)
    assert not passwords.is_outdated(dear)
    assert passwords.matches(cheap, "kuda lumping makan soto")


def test_nothing_matches_where_there_is_no_password() -> None:
    assert not passwords.matches(None, "kuda lumping makan soto")
    assert not passwords.matches("not a hash", "kuda lumping makan soto")
    assert not passwords.matches(passwords.hashed("x" * 128), "x" * 129)
