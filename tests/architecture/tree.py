"""The files of the project as the architecture tests read them."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config import ROOT

PORTAL = ROOT / "portal"
SUFFIXES = frozenset({".py", ".html", ".css", ".js", ".toml", ".ini", ".mako", ".md", ".po"})


def modules(root: Path = PORTAL) -> list[Path]:
    """Return every Python file below `root`."""
    return sorted(root.rglob("*.py"))


def written_files() -> list[Path]:
    """Return every file that developers write: code, words of the screens, settings, README."""
    folders = ("portal", "tests", "migrations", ".ci")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    files += [path for suffix in ("py", "toml", "md") for path in ROOT.glob(f"*.{suffix}")]
    return sorted(path for path in files if path.suffix in SUFFIXES or path.parent.name == ".ci")


def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Yield the names of the modules that a Python file imports."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    """Yield the calls of functions or methods called `names` in a Python file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            function = node.func
            called = function.attr if isinstance(function, ast.Attribute) else None
            called = function.id if isinstance(function, ast.Name) else called
            if called in names:
                yield node


def project() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def functions(path: Path) -> set[str]:
    """Return the names of the functions of a Python file, none if there is no such file."""
    if not path.is_file():
        return set()
    return {node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef)}
