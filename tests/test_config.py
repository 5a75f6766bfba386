"""Settings: what is missing or wrong is named all at once, in one sentence."""

from pathlib import Path

import pytest

from config import SettingsError, load
from portal.core.permissions import Role
from portal.core.settings import Settings
from tests.servers import environ_of, run_flask

REQUIRED = (
    "PORTAL_BASE_URL",
    "PORTAL_DATA_DIR",
    "PORTAL_SECRET_KEY",
    "PORTAL_DATABASE_URL",
)
WRONG = {
    "PORTAL_SECRET_KEY": ("short", "x" * 31),
    "PORTAL_DATABASE_URL": (
        "mysql://x",
        "sqlite:///relative.db",
        "sqlite://",
        "postgresql://host",
        "postgresql://host:port/portal",
        "postgresql+psycopg2://host/portal",
        "postgresql://host/portal?password=secret",
    ),
    "PORTAL_DATABASE_REPLICA_URLS": ("postgresql://host/portal",),  # of a file
    "PORTAL_DATA_DIR": ("relative/folder", __file__),
    "PORTAL_BASE_URL": (
        "portal.go.id",
        "ftp://portal.go.id",
        "https://portal.go.id/path",
        "http://",
    ),
    "PORTAL_SEARCH_ENGINE": ("other", "postgres"),  # of a file
    "PORTAL_PROXY_HOPS": ("-1", "10", "two", "1.5", "\u0661"),
    "PORTAL_TRUSTED_HOSTS": (" , ",),
    "PORTAL_MAIL_DOMAINS": (" , ", "go", "go.id,@kab.go.id"),
    "PORTAL_LINK_DOMAINS": ("*.go.id", "king:go.id", "mentor:", "go.id;ac.id"),
    "PORTAL_NEW_ACCOUNT_DAYS": ("-1", "366", "month"),
    "PORTAL_MATCHING_WEIGHTS": (
        "level:1,spm:0",
        "level:0.5,spm:0.6,evidence:0.35,context:0.25,success:0.25,fresh:0.15",
        "level:0.5,spm:-0.5,evidence:0.35,context:0.25,success:0.25,fresh:0.15",
        "level:0.5,spm:0.5,evidence:0.35,context:0.25,success:0.25,fresh:0.15,luck:0",
    ),
    "PORTAL_METRICS_TOKEN": ("short", "two words " * 5),
    "PORTAL_WORKERS": ("0", "65", "many"),
    "PORTAL_MAIL_URL": (
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:port",
        "smtp://mail.example/folder",
        "smtp://clerk:secret@mail.example",
        "file:relative/folder",
    ),
    "PORTAL_MAIL_FROM": ("portal", "Portal <portal@kota.example>", "a@b.example,c@d.example"),
    "PORTAL_OIDC_ISSUER": (
        "masuk.example",
        "http://masuk.example",
        "http://127.0.0.1.example",
        "https://",
        "https://masuk.example/?a=b",
        "https://clerk:secret@masuk.example",
    ),
    "PORTAL_OIDC_CLIENT_ID": ("s\u00e9",),
    "PORTAL_OIDC_CLIENT_SECRET": ("two\nlines",),
    "PORTAL_OIDC_ROLES": ("penulis", "groups:penulis=officer@35.10,unit:dinas=king"),
}
PROVIDER = {
    "PORTAL_OIDC_ISSUER": "https://masuk.example/realms/dinas",
    "PORTAL_OIDC_CLIENT_ID": "sokoguru",
    "PORTAL_OIDC_CLIENT_SECRET": "rahasia-sekali",
}


def test_all_missing_settings_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load({})

    assert all(name in str(caught.value) for name in REQUIRED)
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load(environ_of(tmp_path, **{name: value}))


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_by_the_present_driver(tmp_path: Path, scheme: str) -> None:
    address = "://clerk:p%40ss@db.example:5433/portal?sslmode=require"

    changes = {"PORTAL_DATABASE_URL": scheme + address, "PORTAL_SEARCH_ENGINE": "postgres"}

    settings = load(environ_of(tmp_path, **changes))

    assert settings.database_url == "postgresql+psycopg" + address
    assert settings.search_engine == "postgres"
    assert "p%40ss" not in str(settings.shown())
    assert settings.secret_key not in str(settings.shown())


def test_replicas_are_addresses_of_postgresql_which_may_name_several_hosts(tmp_path: Path) -> None:
    first = "postgresql://clerk:p%40ss@/portal?host=one,two"
    database, second = "postgresql://host/portal", "postgresql+psycopg://three/portal"

    def read(replicas: str) -> Settings:
        changes = {"PORTAL_DATABASE_URL": database, "PORTAL_DATABASE_REPLICA_URLS": replicas}
        return load(environ_of(tmp_path, **changes))

    settings = read(f"{first}, {second},")

    assert settings.database_replica_urls == (
        first.replace(":", "+psycopg:", 1).replace(",", "%2C"),
        second,
    )
    assert "p%40ss" not in str(settings.shown())
    assert read("").database_replica_urls == ()
    for wrong in (f"{first},sqlite:////file", "three", "postgresql://clerk:p4ss@x"):
        with pytest.raises(SettingsError, match="PORTAL_DATABASE_REPLICA_URLS") as caught:
            read(wrong)
        assert "p4ss" not in str(caught.value)


def test_a_wrong_address_is_told_without_its_password(tmp_path: Path) -> None:
    for wrong in ("postgresql://clerk:p4ssword@host:x/portal", "postgresql://clerk:p4ssword@host"):
        with pytest.raises(SettingsError) as caught:
            load(environ_of(tmp_path, PORTAL_DATABASE_URL=wrong))

        assert "postgresql://user:password@host:port/name" in str(caught.value)
        assert "p4ssword" not in str(caught.value)


def test_postgresql_without_its_driver_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.core.db.find_spec", lambda _name: None)

    with pytest.raises(SettingsError, match="needs the package psycopg"):
        load(environ_of(tmp_path, PORTAL_DATABASE_URL="postgresql://host/portal"))


@pytest.mark.parametrize("name", PROVIDER)
def test_a_provider_is_told_of_wholly_or_not_at_all(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environ_of(tmp_path, **{name: PROVIDER[name]}))

    missing = ", ".join(other for other in PROVIDER if other != name)
    assert str(caught.value).startswith(f"Settings missing: {missing}.")


def test_the_secret_of_the_provider_is_not_shown(tmp_path: Path) -> None:
    settings = load(environ_of(tmp_path, **PROVIDER))

    assert (settings.oidc_client_secret, settings.oidc_name) == ("rahasia-sekali", "masuk.example")
    assert "rahasia-sekali" not in str(settings.shown())
    assert load(environ_of(tmp_path)).oidc_issuer == ""


def test_claims_give_roles_without_power_alone_and_all_faults_are_named(tmp_path: Path) -> None:
    right = "groups:/dinas/a=b:c=publisher@35.10, unit:dinkominfo=officer@35.78,job.code:7=expert,"
    wrong = {
        "groups:a=region-admin@35.10": "would give region-admin, which only people give",
        "groups:a=editor": "would give editor, which only people give",
        "groups:a=system-admin": "would give system-admin, which only people give",
        "groups:a=anonymous": "names no role",
        "groups:a=king@35.10": "names no role",
        "groups:a=officer": "must name a region, unless the role is expert",
        "groups:a=expert@35.10": "must name a region, unless the role is expert",
        "groups: a=officer@35.10": "must be like groups:clerks=officer@35.10",
        "groups:=officer@35.10": "must be like groups:clerks=officer@35.10",
        "a=officer@35.10": "must be like groups:clerks=officer@35.10",
    }

    settings = load(environ_of(tmp_path, **PROVIDER, PORTAL_OIDC_ROLES=right))
    with pytest.raises(SettingsError) as caught:
        load(environ_of(tmp_path, **PROVIDER, PORTAL_OIDC_ROLES=",".join([right, *wrong])))
    with pytest.raises(SettingsError, match="missing: PORTAL_OIDC_ISSUER"):
        load(environ_of(tmp_path, PORTAL_OIDC_ROLES=right))

    assert settings.oidc_roles == (
        ("groups", "/dinas/a=b:c", Role.PUBLISHER, "35.10"),
        ("unit", "dinkominfo", Role.OFFICER, "35.78"),
        ("job.code", "7", Role.EXPERT, None),
    )
    assert "; ".join(f"{part!r} {fault}" for part, fault in wrong.items()) in str(caught.value)
    assert load(environ_of(tmp_path, **PROVIDER)).oidc_roles == ()


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:8080", "http://[::1]/realm"])
def test_a_provider_of_this_machine_needs_no_https(tmp_path: Path, issuer: str) -> None:
    environ = PROVIDER | {"PORTAL_OIDC_ISSUER": issuer, "PORTAL_OIDC_NAME": "Akun Dinas"}
    settings = load(environ_of(tmp_path, **environ))

    assert (settings.oidc_issuer, settings.oidc_name) == (issuer, "Akun Dinas")


def test_a_provider_without_its_packages_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.find_spec", lambda _name: None)

    with pytest.raises(SettingsError, match="needs the extra oidc"):
        load(environ_of(tmp_path, **PROVIDER))


@pytest.mark.parametrize(
    "address",
    [
        "smtp+starttls://clerk:p4ss%40word@mail.example",
        "smtps://clerk:p4ss@word@mail.example:4465",
        "smtp://clerk:p4ssword@127.0.0.1:2525",
    ],
)
def test_the_password_of_the_mail_server_is_not_shown(tmp_path: Path, address: str) -> None:
    settings = load(environ_of(tmp_path, PORTAL_MAIL_URL=address))

    assert settings.mail_url == address
    assert str(settings.shown()["mail_url"]).startswith(address.partition("p4ss")[0] + "***@")
    assert "p4ss" not in str(settings.shown())


def test_a_wrong_mail_server_is_told_without_its_password(tmp_path: Path) -> None:
    for wrong in ("smtp://clerk:p4ss/word@mail.example", "smtp://clerk:p4ssword@mail.example"):
        with pytest.raises(SettingsError, match="PORTAL_MAIL_URL") as caught:
            load(environ_of(tmp_path, PORTAL_MAIL_URL=wrong))

        assert "p4ss" not in str(caught.value)


@pytest.mark.parametrize(
    ("base_url", "sender"),
    [
        ("https://sokoguru.example", "no-reply@sokoguru.example"),
        ("http://127.0.0.1:8000", "no-reply@localhost"),
        ("http://[::1]:8000", "no-reply@localhost"),
    ],
)
def test_mail_comes_from_the_portals_own_host(tmp_path: Path, base_url: str, sender: str) -> None:
    settings = load(environ_of(tmp_path, PORTAL_BASE_URL=base_url))

    assert (settings.mail_from, settings.mail_url) == (sender, None)


def test_missing_and_wrong_settings_are_one_sentence(tmp_path: Path) -> None:
    environ = environ_of(tmp_path, PORTAL_WORKERS="none", PORTAL_PROXY_HOPS="all")
    del environ["PORTAL_SECRET_KEY"]

    with pytest.raises(SettingsError) as caught:
        load(environ)

    assert str(caught.value) == (
        "Settings missing: PORTAL_SECRET_KEY; wrong: PORTAL_PROXY_HOPS (must be a whole number "
        "from 0 to 9), PORTAL_WORKERS (must be a whole number from 1 to 64). README lists them all."
    )


def test_defaults(tmp_path: Path) -> None:
    settings = load(environ_of(tmp_path, PORTAL_BASE_URL="https://sokoguru.example/"))

    assert settings.base_url == "https://sokoguru.example"
    assert settings.https
    assert settings.trusted_hosts == ("sokoguru.example", "localhost", "127.0.0.1")
    assert (settings.search_engine, settings.proxy_hops, settings.workers) == ("whoosh", 0, 2)
    assert settings.mail_domains == ("go.id",)


def test_the_command_line_says_it_in_one_line_and_ends_with_2(tmp_path: Path) -> None:
    environ = environ_of(tmp_path, PORTAL_WORKERS="none")
    for name in REQUIRED:
        del environ[name]

    done = run_flask("doctor", environ=environ)

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert all(name in done.stderr for name in (*REQUIRED, "PORTAL_WORKERS"))
    assert list(tmp_path.iterdir()) == []
