"""The settings of one running portal."""

from dataclasses import dataclass
from pathlib import Path


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

    @property
    def https(self) -> bool:
        """Whether readers reach the portal by https."""
        return self.base_url.startswith("https://")

    @property
    def index_dir(self) -> Path:
        """The private folder of the search index, a cache that can be deleted at any time."""
        return self.data_dir / "index"
