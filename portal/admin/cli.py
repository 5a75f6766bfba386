"""`flask serve`, `worker`, `demo` and `doctor`."""

import json
import os
import shutil
import signal
import sys
import threading
from dataclasses import asdict, replace
from pathlib import Path

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from portal.admin.server import Server
from portal.core import content, jobs, log
from portal.core.files import write_atomically
from portal.core.health import is_migrated
from portal.core.settings import Settings
from portal.search import outbox
from portal.search.finder import engine

LOOPBACK = "127.0.0.1"
DEMO_PORT = 8000
Port = click.IntRange(1, 65535)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@click.command("serve")
@click.option("--host", default=LOOPBACK, show_default=True)
@click.option("--port", default=8000, show_default=True, type=Port)
def serve(host: str, port: int) -> None:
    """Serve the portal: web workers and a job worker. Refuses a database that is not migrated."""
    if not is_migrated():
        raise click.ClickException(
            "The database is not at the newest migration: "
            "run `flask db upgrade && flask content load` first."
        )
    log.configure()
    _run(current_app._get_current_object(), host=host, port=port)  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way


@click.command("worker")
@click.option("--once", is_flag=True, help="Run what is due and stop.")
def worker(*, once: bool) -> None:
    """Run jobs: bring changes to the search index, and rebuild it when it is broken."""
    if is_migrated():
        outbox.sweep()
    if once:
        click.echo(f"{jobs.run_once()} jobs done.")
        return
    log.configure()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_args: stop.set())
    jobs.work(stop, tick=outbox.heal)


@click.command("demo")
@click.option("--port", default=DEMO_PORT, show_default=True, type=Port)
@click.option("--fresh", is_flag=True, help="Throw the demonstration's data away first.")
def demo(*, port: int, fresh: bool) -> None:
    """Serve the whole portal on this machine only, with the starter library loaded."""
    settings = _settings()
    if fresh:
        _empty(settings.data_dir)
    click.echo("Preparing the database ...")
    upgrade()
    changed = sum(content.load(settings.content_dir).values())
    click.echo(f"Content loaded, {changed} rows changed.")
    if changed or not engine().status().healthy:
        click.echo(f"Search index built, {outbox.rebuild()} documents.")
    accounts: list[dict[str, str]] = []
    write_atomically(settings.data_dir / "accounts.json", json.dumps(accounts).encode())
    address = f"http://{LOOPBACK}:{port}"
    click.echo(
        f"Sokoguru is at {address} (Ctrl+C stops it). No accounts exist yet: reading needs none."
    )
    os.environ["PORTAL_BASE_URL"] = address
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way
    app.extensions["settings"] = replace(settings, base_url=address)
    log.configure()
    _run(app, host=LOOPBACK, port=port)


def _run(app: Flask, *, host: str, port: int) -> None:
    sys.argv = sys.argv[:1]  # gunicorn would read our options as its own
    Server(app, host=host, port=port).run()


def _empty(directory: Path) -> None:
    for path in directory.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "secret-key.json":
            path.unlink()


@click.command("doctor")
def doctor() -> None:
    """Print the settings in force, secrets masked, and what is wrong with the installation."""
    settings = _settings()
    for name, value in asdict(settings).items():
        shown = "***" if name == "secret_key" else value
        click.echo(f"{name} = {shown}")
    faults = []
    if not is_migrated():
        faults.append("the database is not at the newest migration: run `flask db upgrade`")
    elif not engine().status().healthy:
        faults.append("the search index is missing or broken: run `flask index rebuild`")
    if not os.access(settings.data_dir, os.W_OK):
        faults.append(f"{settings.data_dir} cannot be written")
    if faults:
        raise click.ClickException("; ".join(faults))
    click.echo("All is well.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in (serve, worker, demo, doctor):
        app.cli.add_command(command)
