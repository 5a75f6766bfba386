"""`flask index`: rebuild, look at and verify the search index."""

import click
from flask import Flask
from flask.cli import AppGroup

from portal.core import health, metrics
from portal.core.settings import Settings
from portal.search import outbox
from portal.search.correcting import readers_of
from portal.search.engine import Engine, IndexUnavailable, IndexUnwritable
from portal.search.engines.whoosh import WhooshEngine
from portal.search.finder import engine
from portal.search.lexicon import Lexicon

POSTGRES = "postgres"
group = AppGroup("index", help="Rebuild, look at and verify the search index.")


@group.command("rebuild")
def rebuild() -> None:
    """Build the index anew beside the old one and swap; the portal stays up."""
    try:
        count = outbox.rebuild(lambda done: click.echo(f"\r{done} documents", nl=False))
    except IndexUnwritable as error:
        raise click.ClickException(f"The index cannot be written: {error}.") from error
    click.echo(f"\rIndex rebuilt, {count} documents.")


@group.command("status")
def status() -> None:
    """Print what the index holds."""
    found = engine().status()
    if found.building is not None:
        click.echo(f"A rebuild goes on and has read {found.building} documents.")
    if not found.healthy:
        raise click.ClickException("The index is missing or broken: run `flask index rebuild`.")
    click.echo(f"{found.documents} documents, generation {found.generation}.")
    if found.note:
        click.echo(f"{found.note}.")


@group.command("verify")
def verify() -> None:
    """Compare the index with the database."""
    try:
        differing = outbox.drift()
    except IndexUnavailable as error:
        raise click.ClickException("The index is missing or broken.") from error
    if differing:
        raise click.ClickException(f"{len(differing)} differ: {differing[:20]}")
    click.echo("Index and database agree.")


def _engine(settings: Settings, lexicon: Lexicon) -> Engine:
    if settings.search_engine == POSTGRES:
        from portal.search.engines.postgres import (  # noqa: PLC0415  # its driver may be missing
            PostgresEngine,
        )

        return PostgresEngine(lexicon=lexicon)
    return WhooshEngine(settings.index_dir, lexicon=lexicon)


def _healthy() -> float:
    return float(engine().status().healthy)


def init_app(app: Flask) -> None:
    """Open the engine and add the commands."""
    settings: Settings = app.extensions["settings"]
    lexicon = Lexicon.from_folder(settings.content_dir)
    app.extensions["search_engine"] = _engine(settings, lexicon)
    app.extensions["search_analyzer"] = readers_of(lexicon)[0]
    app.extensions["search_stop_words"] = lexicon.stop_words
    health.optional("index", lambda: engine().status().healthy)
    metrics.gauge("portal_index_healthy", "1 if it can be searched.", _healthy)
    metrics.gauge("portal_index_documents", "What it holds.", lambda: engine().status().documents)
    app.cli.add_command(group)
