"""What holds for every file: sizes, doors that stand in one place, nothing left open."""

import ast
import re
from pathlib import Path

import pytest

from config import ROOT
from tests.architecture.tree import PORTAL, calls, imports, modules, parsed, written_files

MAX_LINES = 300
MAX_FUNCTION = 40
OPEN_ENDS = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")))
SECRETS = re.compile(
    "-----BEGIN [A-Z ]*PRIVATE " + "KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30}|xox[bp]-[0-9]"
)
MACHINES = re.compile("/(?:home|root|work|Users|tmp)" + "/|192[.]168|10[.]0[.]")
DOORS = {
    "whoosh": "search/engines/",
    "bleach": "core/text.py",
    "markdown": "core/text.py",
    "flask_login": "accounts/",
    "gunicorn": "admin/server.py",
    "argon2": "accounts/services/passwords.py",
    "pyotp": "accounts/services/codes.py",
    "itsdangerous": "accounts/services/links.py",
    "authlib": "accounts/services/provider.py",
    "joserfc": "accounts/services/provider.py",
    "smtplib": "core/mail_transport.py",
    "PIL": "core/uploads/",
    "pypdf": "core/uploads/",
}


RUNNING = ("eval", "exec", "__import__", "system", "popen", "render_template_string")
# Whoosh's own files are pickles: they lie in a private folder, and are read if their hashes fit.
PRIVATE = "search/engines/whoosh/"
UNPACKING = frozenset({"pickle", "marshal", "shelve", "dill", "xml.sax", "xml.dom"})
ASKING = frozenset({"http.client", "urllib.request", "requests", "httpx", "socket", "ftplib"})
MATCHING = ("compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer")


def _name(path: Path) -> str:
    return str(path.relative_to(PORTAL))


def _length(function: ast.FunctionDef) -> int:
    """Return the number of lines below the docstring."""
    first = function.body[1] if ast.get_docstring(function) and function.body[1:] else None
    start = (first or function.body[0]).lineno
    return (function.end_lineno or start) - start + 1


def test_files_and_functions_are_short() -> None:
    long = [_name(path) for path in modules() if len(path.read_text().splitlines()) > MAX_LINES]
    long += [
        f"{_name(path)}:{node.lineno} {node.name}"
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef) and _length(node) > MAX_FUNCTION
    ]

    assert long == []


def test_only_the_unit_of_work_commits() -> None:
    committing = {
        _name(path)
        for path in modules()
        if any(True for _ in calls(path, "commit")) and "search/engines/" not in _name(path)
    }

    assert committing == {"core/uow.py"}


@pytest.mark.parametrize(("package", "door"), DOORS.items())
def test_a_library_has_one_door(package: str, door: str) -> None:
    strangers = {
        _name(path)
        for path in modules()
        for name in imports(path)
        if name.split(".")[0] == package and not _name(path).startswith(door)
    }

    assert strangers == set()


def test_no_code_is_made_of_text() -> None:
    found = [
        f"{_name(path)}: {name}"
        for path in modules()
        for name in imports(path)
        if name in UNPACKING and not _name(path).startswith(PRIVATE)
    ]
    for path in modules():
        found += [f"{_name(path)}:{call.lineno}" for call in calls(path, *RUNNING)]
        found += [
            f"{_name(path)}:{call.lineno} SQL"
            for call in calls(path, "text", "literal_column", "exec_driver_sql")
            if ast.unparse(call.func).startswith("sa.") or "driver" in ast.unparse(call.func)
            if not _is_constant(call.args[0])
        ]
        found += [
            f"{_name(path)}:{call.lineno} {keyword.arg}"
            for call in calls(path, "run", "Popen", "check_output", "call")
            for keyword in call.keywords
            if keyword.arg == "shell"
        ]

    assert found == []


def _is_constant(node: ast.expr) -> bool:
    """Tell whether a text is written out, if need be as one of several."""
    if isinstance(node, ast.IfExp):
        return _is_constant(node.body) and _is_constant(node.orelse)
    return isinstance(node, ast.Constant)


def test_no_pattern_is_made_of_text() -> None:
    made = [
        f"{_name(path)}:{call.lineno} {ast.unparse(call.args[0])}"
        for path in modules()
        for call in calls(path, *MATCHING)
        if ast.unparse(call.func).startswith("re.")
        and not isinstance(call.args[0], ast.Constant)
        and not re.search(r"re\.escape|\b[A-Z_]{3,}\b", ast.unparse(call.args[0]))
    ]

    assert made == []


def test_names_of_tables_that_threads_share_are_whole() -> None:
    """Others have their columns from the first thread that comes, or half of them from two."""
    shared = [
        f"{_name(path)}:{node.lineno}"
        for path in modules()
        for statement in parsed(path).body
        if isinstance(statement, (ast.Assign, ast.AnnAssign))
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
        and re.search(r"\b(aliased|alias|subquery|cte|lateral)$", ast.unparse(node.func))
    ]

    assert shared == []


def test_the_portal_asks_no_other_machine() -> None:
    asking = {
        f"{_name(path)}: {name}" for path in modules() for name in imports(path) if name in ASKING
    }

    assert asking == {
        "admin/cli.py: socket",  # looks whether a port is free
        "admin/clients.py: socket",  # cuts slow clients off
        "admin/server.py: socket",  # lets nobody new in at the end
        "core/replicas.py: socket",  # ends lines on which nobody answers any more
        "accounts/services/provider.py: requests",  # asks the identity provider of the settings
    }


def test_what_an_extra_brings_is_loaded_when_it_is_needed() -> None:
    loading = {
        _name(path): node.col_offset
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        if re.search(r"accounts\.services(\.| import .*\b)provider\b", ast.unparse(node))
    }

    assert set(loading) == {"accounts/services/sign_on.py"}
    assert all(loading.values()), "inside a function"


def test_nothing_is_left_open_and_no_machine_is_named() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in written_files()
        for pattern in (OPEN_ENDS, MACHINES)
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_no_secret_is_in_the_tree() -> None:
    folders = ("portal", "tests", "migrations", "content", ".ci")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    files += [path for path in ROOT.iterdir() if path.is_file()]

    found = {
        str(path.relative_to(ROOT))
        for path in files
        if "__pycache__" not in path.parts
        and SECRETS.search(path.read_text(encoding="utf-8", errors="ignore"))
    }

    assert found == {"tests/smtp.pem"}, "which is known to everybody, and believed by tests alone"


def test_nothing_is_drawn_by_lots_that_can_be_foretold() -> None:
    drawing = {_name(path) for path in modules() if "random" in set(imports(path))}

    assert drawing == set()


def test_every_switched_off_check_has_a_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in written_files()
        if path.suffix == ".py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"#\s*(?:type: ignore|noqa|pragma: no cover)", line)
        and not re.search(
            r"#\s*(?:type: ignore\[[\w, -]+\]|noqa: [A-Z0-9, ]+|pragma: no cover)\s+#\s*\w", line
        )
        and "re.search" not in line
    ]

    assert [line for line in bare if "architecture/test_tree" not in line] == []
