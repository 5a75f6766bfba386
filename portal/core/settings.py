"""The settings of one running portal."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from flask import current_app
from sqlalchemy.engine import make_url

from portal.core.mail_transport import masked
from portal.core.permissions import Role


class ClaimedRole(NamedTuple):
    """A role that whoever has a value in a claim is given: in the region with a code, or none."""

    claim: str
    value: str
    role: Role
    region: str | None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the operator decides; read from the environment by `config.py`."""

    secret_key: str
    database_url: str
    data_dir: Path
    content_dir: Path
    migrations_dir: Path
    search_engine: str
    base_url: str
    proxy_hops: int
    trusted_hosts: tuple[str, ...]
    workers: int
    mail_domains: tuple[str, ...]
    link_domains: tuple[tuple[str, str], ...]  # the role that may link there, "" for any
    new_account_days: int
    matching_weights: tuple[tuple[str, float], ...]  # of the terms of recommendations
    mail_url: str | None
    mail_from: str
    oidc_issuer: str  # "" without an identity provider, and then the other three too
    oidc_client_id: str
    oidc_client_secret: str
    oidc_name: str
    oidc_roles: tuple[ClaimedRole, ...]
    database_replica_urls: tuple[str, ...]
    metrics_token: str | None
    demo: bool = False  # no environment can say so: only `flask demo` does

    @property
    def https(self) -> bool:
        """Whether readers reach the portal by https."""
        return self.base_url.startswith("https://")

    def shown(self) -> dict[str, object]:
        """Return every setting as it may be seen by others: without secrets."""
        return {
            **asdict(self),
            "secret_key": "***",
            "database_url": _masked(self.database_url),
            "database_replica_urls": tuple(map(_masked, self.database_replica_urls)),
            "oidc_client_secret": self.oidc_client_secret and "***",
            "mail_url": self.mail_url and masked(self.mail_url),
            "metrics_token": self.metrics_token and "***",
        }

    @property
    def index_dir(self) -> Path:
        """The private folder of the search index, a cache that can be deleted at any time."""
        return self.data_dir / "index"

    @property
    def metrics_dir(self) -> Path:
        """The private folder in which web workers count together; made anew at each start."""
        return self.data_dir / "metrics"

    @property
    def files_dir(self) -> Path:
        """The private folder of uploads, which nothing but a backup replaces."""
        return self.data_dir / "files"


def _masked(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def current_settings() -> Settings:
    """Return the settings of the portal that is running."""
    settings: Settings = current_app.extensions["settings"]
    return settings
