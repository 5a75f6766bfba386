"""The English catalogue says everything that the code says, and nothing else."""

import ast
import re

from tests import catalogue
from tests.architecture.tree import PORTAL, calls, modules

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
TRANSLATING = ("_", "_l", "gettext", "ngettext", "lazy_gettext")


def test_the_catalogue_holds_exactly_the_texts_of_the_code() -> None:
    wanted = {message.id for message in catalogue.extracted() if message.id}
    stored = catalogue.stored()
    held = {message.id for message in stored if message.id}

    assert wanted - held == set(), "run `uv run python -m tests.catalogue`"
    assert held - wanted == set(), "run `uv run python -m tests.catalogue`"
    assert stored.obsolete == {}


def test_every_text_is_translated_for_certain() -> None:
    assert catalogue.untranslated(catalogue.stored()) == []


def test_translations_keep_the_placeholders() -> None:
    differing = [
        message.id
        for message in catalogue.stored()
        for text in catalogue.texts(message.string)
        if message.id
        and set(PLACEHOLDER.findall(text))
        != set(PLACEHOLDER.findall(catalogue.texts(message.id)[0]))
    ]

    assert differing == []


def test_the_catalogue_is_written_as_the_command_writes_it() -> None:
    before = catalogue.FILE.read_bytes()

    assert catalogue.written(catalogue.stored()) == before


def test_only_constant_texts_are_translated() -> None:
    computed = [
        f"{path.relative_to(PORTAL)}:{call.lineno}"
        for path in modules()
        for call in calls(path, *TRANSLATING)
        if not isinstance(call.args[0], ast.Constant) and path.name != "i18n.py"
    ]

    assert computed == []
