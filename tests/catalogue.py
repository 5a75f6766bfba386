"""Brings the English catalogue up to date with the code: `uv run python -m tests.catalogue`.

New texts come in without translation and are named; texts that are gone leave it.
"""

import io
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FILE = ROOT / "portal" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
# Without the dates that Babel writes, which change each time.
HEADER = rb"""msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}


def extracted() -> Catalog:
    """Return every text that the code and the templates show, by the settings of `tool.babel`."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]
    catalogue = Catalog(project="Sokoguru", charset="utf-8")
    found = extract_from_dir(
        ROOT,
        method_map=[(mapping["pattern"], mapping["method"]) for mapping in settings["mappings"]],
        options_map={mapping["pattern"]: mapping for mapping in settings["mappings"]},
        keywords=KEYWORDS,
        directory_filter=lambda path: Path(path).name not in {"tests", ".venv", ".uv", "instance"},
    )
    for file, _line, message, _comments, context in found:
        catalogue.add(message, locations=[(file, 0)], context=context)
    return catalogue


def stored() -> Catalog:
    """Return the English catalogue as it stands."""
    with FILE.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the texts of a catalogue that have no translation, or an uncertain one."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not all(texts(message.string)))
    ]


def texts(value: str | Sequence[str] | None) -> Sequence[str]:
    """Return the texts of a message: one, or one for each plural form."""
    return [value or ""] if isinstance(value, str | None) else value


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as the bytes of its file."""
    text = io.BytesIO(HEADER)
    text.seek(0, io.SEEK_END)
    write_po(text, catalogue, sort_output=True, omit_header=True, include_lineno=False, width=0)
    return text.getvalue()


def update() -> list[str]:
    """Write the catalogue anew and return what is not translated yet."""
    catalogue = stored()
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    FILE.write_bytes(written(catalogue))
    return untranslated(catalogue)


if __name__ == "__main__":
    missing = update()
    sys.stdout.write("".join(f"{text}\n" for text in missing))
    sys.exit(f"{len(missing)} texts need a translation in {FILE}" if missing else 0)
