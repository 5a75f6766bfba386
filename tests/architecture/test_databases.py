"""Whatever can depend on the database is tested on both: what runs on one is listed here."""

import ast

from config import ROOT

# What a browser makes of a page, what is made of files alone, and what never asks the database.
ON_ONE = {
    "architecture/test_readme.py",
    "architecture/test_templates.py",
    "browser/test_accessibility.py",
    "browser/test_weight.py",
    "core/test_content.py",
    "core/test_formats.py",
}


def test_tests_run_on_both_databases_but_for_those_named_here() -> None:
    tests = ROOT / "tests"
    using = {
        str(path.relative_to(tests))
        for path in tests.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id == "ONE_DATABASE"
    }

    assert using == ON_ONE
