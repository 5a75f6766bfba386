"""Settings from the environment: every PORTAL_* variable is read here and nowhere else."""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from math import isclose
from pathlib import Path
from urllib.parse import urlsplit

from portal.core.db import checked_url
from portal.core.mail_transport import checked_address, parse
from portal.core.permissions import GUARDED_ROLES, Role
from portal.core.settings import ClaimedRole, Settings

ROOT = Path(__file__).parent
DEMO_DIR = ROOT / "instance" / "demo"
MIN_SECRET = 32
MAX_WORKERS = 64
MAX_DAYS = 365
MATCHING = "level:0.5,spm:0.5,evidence:0.35,context:0.25,success:0.25,fresh:0.15"
TERMS = (frozenset({"level", "spm"}), frozenset({"evidence", "context", "success", "fresh"}))
LINK_DOMAINS = "go.id,ac.id,sch.id,editor:*,region-admin:*"
WEIGHT = re.compile(r"[01](?:\.[0-9]{1,4})?", re.ASCII)
TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{32,}", re.ASCII)
DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
CLAIMED = re.compile(r"([A-Za-z0-9_.-]+):(\S(?:[^,]{0,198}\S)?)=([a-z-]+)(?:@([0-9.]+))?")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingsError(Exception):
    """One sentence that names every setting that is missing or wrong."""


def load(environ: Mapping[str, str]) -> Settings:
    """Return the settings in `environ`.

    Raises:
        SettingsError: naming all missing and all wrong variables at once.
    """
    missing: list[str] = []
    wrong: list[str] = []

    def read(name: str, parse: Callable[[str], object], default: str | None = None) -> object:
        raw = environ.get(name, "").strip() or default
        if raw is None:
            missing.append(name)
            return None
        try:
            return parse(raw)
        except ValueError as error:
            wrong.append(f"{name} ({error})")
            return None

    base_url = read("PORTAL_BASE_URL", _base_url)
    own_host = urlsplit(base_url).hostname if isinstance(base_url, str) else None
    values = {
        "data_dir": read("PORTAL_DATA_DIR", _data_dir),
        "secret_key": read("PORTAL_SECRET_KEY", _secret),
        "database_url": read("PORTAL_DATABASE_URL", checked_url),
        "search_engine": read("PORTAL_SEARCH_ENGINE", _engine(environ), "whoosh"),
        "base_url": base_url,
        "proxy_hops": read("PORTAL_PROXY_HOPS", _count(0, 9), "0"),
        "trusted_hosts": read("PORTAL_TRUSTED_HOSTS", _hosts, f"{own_host},localhost,127.0.0.1"),
        "mail_domains": read("PORTAL_MAIL_DOMAINS", _mail_domains, "go.id"),
        "link_domains": read("PORTAL_LINK_DOMAINS", _link_domains, LINK_DOMAINS),
        "new_account_days": read("PORTAL_NEW_ACCOUNT_DAYS", _count(0, MAX_DAYS), "30"),
        "matching_weights": read("PORTAL_MATCHING_WEIGHTS", _weights, MATCHING),
        "workers": read("PORTAL_WORKERS", _count(1, MAX_WORKERS), "2"),
        "mail_url": read("PORTAL_MAIL_URL", _mail_url, ""),
        "database_replica_urls": read("PORTAL_DATABASE_REPLICA_URLS", _replicas(environ), ""),
        "mail_from": read("PORTAL_MAIL_FROM", checked_address, f"no-reply@{_mail_host(own_host)}"),
        **_sign_on(environ, read),
        "metrics_token": read("PORTAL_METRICS_TOKEN", _token, ""),
    }
    parts = []
    if missing:
        parts.append("missing: " + ", ".join(missing))
    if wrong:
        parts.append("wrong: " + ", ".join(wrong))
    if parts:
        raise SettingsError("Settings " + "; ".join(parts) + ". README lists them all.")
    return Settings(content_dir=ROOT / "content", migrations_dir=ROOT / "migrations", **values)  # type: ignore[arg-type]  # every None was reported above


def _sign_on(environ: Mapping[str, str], read: Callable[..., object]) -> dict[str, object]:
    """Return what is said of the identity provider: nothing, or all that is needed."""
    parts = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME", "ROLES")
    names = [f"PORTAL_OIDC_{part}" for part in parts]
    needed = None if any(environ.get(name, "").strip() for name in names) else ""
    issuer = read(names[0], _issuer, needed)
    host = urlsplit(issuer).hostname if isinstance(issuer, str) else None
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": read(names[1], _plain, needed),
        "oidc_client_secret": read(names[2], _plain, needed),
        "oidc_name": read(names[3], str, host or ""),
        "oidc_roles": read(names[4], _claimed_roles, ""),
    }


def demo_environ(directory: Path = DEMO_DIR) -> dict[str, str]:
    """Return the environment of `flask demo`: its own folder, its own key, loopback only."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_file = directory / "secret-key.json"
    if not key_file.exists():
        key_file.write_text(json.dumps(secrets.token_hex(32)))
        key_file.chmod(0o600)
    return {
        "PORTAL_SECRET_KEY": json.loads(key_file.read_text()),
        "PORTAL_DATABASE_URL": f"sqlite:///{directory / 'portal.db'}",
        "PORTAL_DATA_DIR": str(directory),
        "PORTAL_BASE_URL": "http://127.0.0.1:8000",
        "PORTAL_MAIL_URL": f"file:{directory / 'mail'}",
    }


def _secret(raw: str) -> str:
    if len(raw) < MIN_SECRET:
        raise ValueError(f"needs at least {MIN_SECRET} characters")
    return raw


def _replicas(environ: Mapping[str, str]) -> Callable[[str], tuple[str, ...]]:
    def parse(raw: str) -> tuple[str, ...]:
        if raw and not _is_postgresql(environ):
            raise ValueError("only PostgreSQL has replicas, and PORTAL_DATABASE_URL is not one")
        # An address may name several hosts, which are separated by commas too.
        urls = re.split(r"[\s,]+(?=[\w+]+://)", raw.strip(", ")) if raw else []
        if not all(url.startswith("postgresql") for url in urls):
            raise ValueError("must be addresses like postgresql://user:password@host:port/name")
        return tuple(map(checked_url, urls))

    return parse


def _is_postgresql(environ: Mapping[str, str]) -> bool:
    return environ.get("PORTAL_DATABASE_URL", "").strip().startswith("postgresql")


def _token(raw: str) -> str | None:
    if raw and not TOKEN.fullmatch(raw):
        raise ValueError("needs at least 32 of A-Z a-z 0-9 . _ ~ + / = -")
    return raw or None


def _data_dir(raw: str) -> Path:
    path = Path(raw)
    if not path.is_absolute():
        raise ValueError("must be an absolute path")
    if path.exists() and not path.is_dir():
        raise ValueError("is not a folder")
    return path


def _engine(environ: Mapping[str, str]) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in {"whoosh", "postgres"}:
            raise ValueError("must be whoosh or postgres")
        if raw == "postgres" and not _is_postgresql(environ):
            raise ValueError("postgres needs PORTAL_DATABASE_URL to be one of PostgreSQL")
        return raw

    return parse


def _base_url(raw: str) -> str:
    parts = urlsplit(raw)
    rest = (parts.path.strip("/"), parts.query, parts.fragment, parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(rest):
        raise ValueError("must be http(s)://host without a path")
    return raw.rstrip("/")


def _mail_url(raw: str) -> str | None:
    if raw:
        parse(raw)
    return raw or None


def _issuer(raw: str) -> str:
    if not raw:
        return raw
    parts = urlsplit(raw)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not secure or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be https://host, with the provider's path if it has one")
    if find_spec("authlib") is None or find_spec("requests") is None:
        raise ValueError("needs the extra oidc")
    return raw


def _claimed_roles(raw: str) -> tuple[ClaimedRole, ...]:
    found, faults = [], []
    for part in filter(None, (part.strip() for part in raw.split(","))):
        try:
            found.append(_claimed_role(part))
        except ValueError as error:
            faults.append(f"{part!r} {error}")
    if faults:
        raise ValueError("; ".join(faults))
    return tuple(found)


def _claimed_role(part: str) -> ClaimedRole:
    match = CLAIMED.fullmatch(part)
    if match is None:
        raise ValueError("must be like groups:clerks=officer@35.10")
    claim, value, role, region = match.groups()
    if role in GUARDED_ROLES:
        raise ValueError(f"would give {role}, which only people give")
    if role == Role.ANONYMOUS or role not in {known.value for known in Role}:
        raise ValueError("names no role")
    if (role == Role.EXPERT) != (region is None):
        raise ValueError("must name a region, unless the role is expert")
    return ClaimedRole(claim, value, Role(role), region)


def _plain(raw: str) -> str:
    if not raw.isascii() or not raw.isprintable():
        raise ValueError("must be printable ASCII")
    return raw


def _mail_host(host: str | None) -> str:
    """Return a host for an address: mail knows no bare numbers."""
    return host if host and re.search(r"[g-z]", host) else "localhost"


def _hosts(raw: str) -> tuple[str, ...]:
    hosts = tuple(host for part in raw.split(",") if (host := part.strip()))
    if not hosts:
        raise ValueError("names no host")
    return hosts


def _mail_domains(raw: str) -> tuple[str, ...]:
    domains = tuple(domain for part in raw.lower().split(",") if (domain := part.strip()))
    if not domains or not all(DOMAIN.fullmatch(domain) for domain in domains):
        raise ValueError("must be domain names like go.id")
    return domains


def _link_domains(raw: str) -> tuple[tuple[str, str], ...]:
    found = []
    for part in filter(None, (part.strip() for part in raw.lower().split(","))):
        role, _, domain = part.rpartition(":")
        known = not role or role in {known.value for known in Role}
        if not known or not (domain == "*" or DOMAIN.fullmatch(domain)):
            raise ValueError("must be domain names like go.id, after a role and a colon or not")
        found.append((role, domain))
    return tuple(found)


def _weights(raw: str) -> tuple[tuple[str, float], ...]:
    named = [part.strip().partition(":") for part in raw.split(",")]
    found = {name: float(value) for name, _, value in named if WEIGHT.fullmatch(value)}
    sums = [sum(found.get(name, 0) for name in names) for names in TERMS]
    if len(named) != len(found) or set(found) != frozenset().union(*TERMS):
        raise ValueError("must give each of " + ", ".join(sorted(frozenset().union(*TERMS))))
    if not all(isclose(total, 1) for total in sums):
        raise ValueError("must add up to 1: level and spm, and the other four")
    return tuple(found.items())


def _count(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        if not raw.isascii() or not raw.isdigit() or not lowest <= int(raw) <= highest:
            raise ValueError(f"must be a whole number from {lowest} to {highest}")
        return int(raw)

    return parse
