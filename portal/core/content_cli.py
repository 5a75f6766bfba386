"""`flask content`: load, check and export the content folder, and renew what was made of texts."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from portal.core import content
from portal.core.rerendering import rerender as rerender_all
from portal.core.settings import Settings

group = AppGroup("content", help="Load, check and export the content folder; renew its HTML.")
Folder = click.Path(path_type=Path, file_okay=False)


def _folder(given: Path | None) -> Path:
    settings: Settings = current_app.extensions["settings"]
    return given or settings.content_dir


def _fail(problems: list[content.Problem]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)
    raise click.ClickException(f"{len(problems)} faults; nothing was written.")


@group.command("load")
@click.argument("folder", type=Folder, required=False)
def load(folder: Path | None) -> None:
    """Bring the database to what the files say; twice changes nothing."""
    try:
        changed = content.load(_folder(folder))
    except content.ContentError as error:
        _fail(list(error.problems))
        return
    click.echo(", ".join(f"{name}: {count} changed" for name, count in changed.items()))


@group.command("check")
@click.argument("folder", type=Folder, required=False)
def check(folder: Path | None) -> None:
    """Name every fault of the files with file, line and reason, and then what is doubtful."""
    reading = content.read(_folder(folder))
    if reading.problems:
        _fail(sorted(reading.problems))
    remarks = content.remarks(reading)
    for remark in remarks:
        click.echo(str(remark))
    click.echo(f"The content is sound; {len(remarks)} remarks.")


@group.command("export")
@click.argument("folder", type=Folder)
def export(folder: Path) -> None:
    """Write the database's content as files that `load` reads."""
    content.export(folder)
    click.echo(f"Written to {folder}.")


@group.command("rerender")
@click.option("--all", "everything", is_flag=True, help="Also what today's renderer has made.")
def rerender(*, everything: bool) -> None:
    """Make stored HTML anew where an older renderer has made it; its texts stay as they are."""
    for table, renewed, left in rerender_all(everything=everything):
        click.echo(f"{table}: {renewed} renewed, {left} left as they were")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)
