"""`flask serve`, `worker`, `demo` and `doctor`."""

import fcntl
import logging
import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from portal.accounts.services import claims
from portal.admin import cast, country, demonstration, story
from portal.admin.backup import cli as backup
from portal.admin.backup import last
from portal.admin.cast import Account
from portal.admin.server import GRACE, Server, takes_over
from portal.core import beats, content, disk, jobs, mail, replicas, schedule
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.health import answers, foreign, is_migrated
from portal.core.log import configure
from portal.core.settings import Settings
from portal.search import outbox
from portal.search.finder import engine

log = logging.getLogger(__name__)
LOOPBACK = "127.0.0.1"
DEMO_PORT = 8000
LAST_JOB = GRACE - 4  # seconds that the last jobs have; giving them back may take some more
LOCK = "demo.lock"
KEY = "secret-key.json"
Port = click.IntRange(1, 65535)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@click.command("serve")
@click.option("--host", default=LOOPBACK, show_default=True)
@click.option("--port", default=8000, show_default=True, type=Port)
@click.option("--check", is_flag=True, help="Only tell whether it could be served.")
def serve(host: str, port: int, *, check: bool) -> None:
    """Serve the portal: web workers and a job worker. Refuses a database that is not migrated.

    TERM ends it when what runs is done; HUP restarts it with new code, its socket open.
    """
    if not check and not takes_over():
        _refuse_taken(host, port)
    if not answers():
        raise click.ClickException("The database does not answer.")
    _refuse_foreign()
    if not is_migrated():
        raise click.ClickException(
            "The database is not at the newest migration: "
            "run `flask db upgrade && flask content load` first."
        )
    if check:
        return
    configure()
    _run(current_app._get_current_object(), host=host, port=port)  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way


def _refuse_foreign() -> None:
    if reason := foreign():
        raise click.ClickException(reason)


@click.command("worker")
@click.option("--once", is_flag=True, help="Run what is due and stop.")
@click.option("--parent", type=int, help="Stop when this process is no longer the one above.")
def worker(*, once: bool, parent: int | None) -> None:
    """Run jobs: bring changes to the search index, rebuild it when it is broken, send mail."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_args: stop.set())  # what was begun is ended first
    _refuse_foreign()
    if not once:
        configure()
    if is_migrated():
        outbox.sweep()
    if once:
        schedule.run_due(utcnow())
        click.echo(f"{jobs.run_once()} jobs done.")
        return
    log.info("working")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way
    ended = threading.Event()
    threading.Thread(target=_end_in_time, args=(app, stop, ended), daemon=True).start()
    with beats.beating(app):
        jobs.work(stop, tick=_tick, parent=parent or os.getppid())
    ended.set()


def _end_in_time(app: Flask, stop: threading.Event, ended: threading.Event) -> None:
    """End the process though a job goes on, and give the job back, before somebody kills it."""
    stop.wait()
    if ended.wait(LAST_JOB):
        return
    with app.app_context():
        jobs.give_back()
    log.warning("ended before its jobs, which others may take now")
    os._exit(0)


def _tick() -> None:
    """Do what is due by the clock and not by a job."""
    outbox.heal()
    schedule.run_due(utcnow())


@click.command("demo")
@click.option("--port", default=DEMO_PORT, show_default=True, type=Port)
@click.option("--fresh", is_flag=True, help="Throw the demonstration's data away first.")
def demo(*, port: int, fresh: bool) -> None:
    """Serve the whole portal on this machine only, with library, people and invented regions."""
    settings = replace(_settings(), base_url=f"http://{LOOPBACK}:{port}", demo=True)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way
    app.extensions["settings"] = settings
    if not takes_over():
        _refuse_taken(LOOPBACK, port)
    with _only_one(settings.data_dir / LOCK):
        if fresh and not takes_over():
            _empty(settings.data_dir)
        try:
            accounts = _prepare(settings)
        except content.ContentError as error:
            raise click.ClickException("; ".join(str(fault) for fault in error.problems)) from error
        _introduce(settings, accounts)
        os.environ["PORTAL_BASE_URL"] = settings.base_url
        configure()
        _run(app, host=LOOPBACK, port=port)


def _prepare(settings: Settings) -> list[Account]:
    """Fill the demonstration's folder where it is not filled yet, and return the accounts."""
    click.echo("Preparing the database ...")
    upgrade()
    invented = country.read(settings.content_dir)
    changed = sum(content.load(settings.content_dir).values()) + story.settle(invented)
    click.echo(f"Content loaded, {changed} rows changed.")
    accounts = cast.welcome(invented.people, settings.data_dir)
    told = story.tell(invented)
    if told:
        click.echo(f"{told} invented practices begun, reviewed and published.")
    if changed or told or not engine().status().healthy:
        click.echo(f"Search index built, {outbox.rebuild()} documents.")
    return accounts


def _introduce(settings: Settings, accounts: Sequence[Account]) -> None:
    """Say where the demonstration is and who may come in."""
    for account in accounts:
        place = f" {account.region}" if account.region else ""
        click.echo(f"  {account.role + place:<22} {account.email:<22} {account.password}")
    click.echo(f"Accounts are in {settings.data_dir / cast.FILE}, codes on the sign-in page.")
    click.echo(f"Sokoguru is at {settings.base_url} (Ctrl+C stops it).")


def _refuse_taken(host: str, port: int) -> None:
    """Say at once what gunicorn would say after five attempts."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} of {host} cannot be used: {error.strerror}."
            ) from error


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Hold `lock` while the demonstration runs: a second one would write over the first."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException(
                "The demonstration is already running from this folder: stop it first."
            ) from error
        yield


def _run(app: Flask, *, host: str, port: int) -> None:
    db.session.remove()  # an open transaction would keep the worker from writing
    db.engine.dispose()
    Server(app, host=host, port=port).run()


def _empty(directory: Path) -> None:
    for path in directory.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in {KEY, LOCK}:
            path.unlink()


@click.command("doctor")
def doctor() -> None:
    """Print the settings in force, secrets masked, and what is wrong with the installation."""
    settings = _settings()
    for name, value in settings.shown().items():
        click.echo(f"{name} = {value}")
    faults = []
    if not answers():
        faults.append("the database does not answer: see whether it runs and its address is right")
    elif reason := foreign():
        faults.append(reason)
    elif not is_migrated():
        faults.append("the database is not at the newest migration: run `flask db upgrade`")
    else:
        index = engine().status()
        if not index.healthy:
            faults.append("the search index is missing or broken: run `flask index rebuild`")
        if index.note:
            click.echo(index.note)
        faults += filter(None, (mail.fault(), last.fault(), claims.fault()))
        faults += _faults_of_replicas()
    if fault := disk.fault(settings, least=disk.LOW):
        faults.append(fault)
    if faults:
        raise click.ClickException("; ".join(faults))
    click.echo("All is well.")


def _faults_of_replicas() -> list[str]:
    """Print how the replicas stand, and return which of them are not read."""
    found = replicas.standing()
    for replica in found:
        click.echo(replica.told())
    return [f"{replica.told()}: it is not read" for replica in found if not replica.is_fit]


def init_app(app: Flask) -> None:
    """Add the commands, and what pages of the demonstration ask for."""
    for command in (serve, worker, demo, doctor):
        app.cli.add_command(command)
    backup.init_app(app)
    demonstration.init_app(app)
