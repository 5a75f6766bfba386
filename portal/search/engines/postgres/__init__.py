"""PostgreSQL as the engine: its inverted index matches, our ranking weighs what it returns."""

from portal.search.engines.postgres.engine import PostgresEngine

__all__ = ["PostgresEngine"]
