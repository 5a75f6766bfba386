"""README names every command, setting and action, and none that does not exist."""

import re
from collections.abc import Iterator

import click
import pytest
from flask import Flask

from config import ROOT, SettingsError, load
from portal.core.permissions import actions
from tests.databases import ONE_DATABASE
from tests.required import ENVIRONMENT

README = (ROOT / "README.md").read_text(encoding="utf-8")
# Groups that come with a library: README explains the commands that the portal is run with.
BORROWED = {"db", "openapi"}


class _Asked(dict[str, str]):
    """An environment that notes what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]  # narrower on purpose
        self.names.add(key)
        return default


def _settings() -> set[str]:
    asked = _Asked()
    with pytest.raises(SettingsError):
        load(asked)
    return asked.names


def _commands(app: Flask) -> Iterator[str]:
    for name, command in app.cli.commands.items():
        if isinstance(command, click.Group) and name not in BORROWED:
            yield from (f"flask {name} {verb}" for verb in command.commands)
        else:
            yield f"flask {name}"


@ONE_DATABASE
def test_every_command_is_in_the_readme(library: Flask) -> None:
    commands = set(_commands(library))

    assert commands
    assert {command for command in commands if f"`{command}" not in README} == set()


@ONE_DATABASE
def test_the_readme_names_no_command_that_does_not_exist(library: Flask) -> None:
    context = click.Context(library.cli)
    unknown = []
    for words in re.findall(r"\bflask ([a-z][a-z-]*(?: [a-z][a-z-]*)?)", README):
        first, _, second = words.partition(" ")
        command = library.cli.get_command(context, first)
        verbs = command.commands if isinstance(command, click.Group) else {}
        if command is None or (verbs and second and second not in verbs):
            unknown.append(words)

    assert unknown == []


def test_the_readme_names_exactly_the_settings() -> None:
    assert set(re.findall(r"`(PORTAL_\w+)`", README)) == _settings()
    assert f"`{ENVIRONMENT}`" in README


def test_every_action_is_in_the_readme() -> None:
    assert {action for action in actions() if f"`{action}`" not in README} == set()


def test_the_two_commands_come_first() -> None:
    setup = "python3 -m venv .uv && .uv/bin/pip install -q uv && .uv/bin/uv run"
    first = [line for line in README.splitlines() if line.startswith("python3")]

    assert first[:2] == [f"{setup} flask demo", f"{setup} pytest"]
    assert README.index(setup) < README.index("\n## ")
