"""Every template parses, stands in its place, and says nothing in one language only."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

from tests.architecture.templates import floor, is_page, owners, tree
from tests.architecture.tree import PORTAL, calls, modules
from tests.databases import ONE_DATABASE

NAMES = sorted(owners())
PAGES = [name for name in NAMES if is_page(name)]
LAYOUTS = {"base.html": "content", "search/_results.html": "hits"}  # and what fills them
RENDERING = ("render_template", "get_template", "Panel")
PANELS = PORTAL / "core" / "panels.py"  # renders what `Panel` was given
SHOWN_ATTRIBUTES = frozenset({"alt", "aria-label", "placeholder", "title", "label"})
# Names, which are the same in both languages.
PROPER = re.compile(
    r"\b(?:Sokoguru|English|Indonesia|CC BY 4\.0|MIT|ODbL|idn-area-data)\b"
    r"|\b(?:OpenAPI|JSON|API|v1|GET)\b"
)
EXPRESSION = "1"  # makes <h{{ level }}> a tag too, and is no letter


class _Shown(HTMLParser):
    """Collects what a reader would see or hear of raw markup."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value or "" for name, value in attrs if name in SHOWN_ATTRIBUTES]


@ONE_DATABASE
def test_templates_are_found_by_the_name_of_their_feature(library: Flask) -> None:
    known = set(library.jinja_env.list_templates(extensions=["html"]))
    shared = {"base.html"} | {name for name in NAMES if Path(name).parts[0] in {"macros", "errors"}}

    assert set(NAMES) <= known
    assert [
        name
        for name, owner in owners().items()
        if name not in shared and Path(name).parts[0] != owner
    ] == []


@ONE_DATABASE
@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_only_what_exists_and_stands_below(library: Flask, name: str) -> None:
    used = set(meta.find_referenced_templates(tree(library.jinja_env, name)))
    own = floor(owners()[name])

    assert None not in used, "names of templates are written out"
    assert {other for other in used if other not in owners()} == set()
    assert {other for other in used if other and floor(owners()[other]) > own} == set()


@ONE_DATABASE
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_a_title(library: Flask, name: str) -> None:
    page = tree(library.jinja_env, name)
    blocks = {block.name for block in page.find_all(nodes.Block)}

    (parent,) = [extends.template.value for extends in page.find_all(nodes.Extends)]
    assert {"title", LAYOUTS[parent]} <= blocks


@ONE_DATABASE
@pytest.mark.parametrize("name", NAMES)
def test_a_template_trusts_no_text_and_holds_no_script_or_style(library: Flask, name: str) -> None:
    page = tree(library.jinja_env, name)
    markup = _markup(page)

    assert [found.name for found in page.find_all(nodes.Filter) if found.name == "safe"] == []
    assert list(page.find_all((nodes.ScopedEvalContextModifier, nodes.EvalContextModifier))) == []
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", markup) == []
    assert re.findall(r"\s(?:style|on[a-z]+)\s*=", markup) == []


@ONE_DATABASE
@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_translated(library: Flask, name: str) -> None:
    shown = _Shown()
    shown.feed(_markup(tree(library.jinja_env, name)))
    shown.close()

    words = [PROPER.sub("", text) for text in shown.texts]

    assert [text.strip() for text in words if re.search(r"[^\W\d_]", text)] == []


def _markup(page: nodes.Template) -> str:
    """Return the raw markup with a sign for each expression."""
    parts = []
    for output in page.find_all(nodes.Output):
        for node in output.nodes:
            raw = isinstance(node, nodes.TemplateData)
            parts.append(node.data if raw else EXPRESSION)
    return "".join(parts)


def _template_of(call: ast.Call) -> ast.expr:
    named = (keyword.value for keyword in call.keywords if keyword.arg == "template")
    return call.args[0] if call.args else next(named)


def test_code_renders_only_templates_that_exist_at_its_floor_or_below() -> None:
    wrong = []
    for path in modules():
        if path == PANELS:
            continue
        package = path.relative_to(PORTAL).parts[0]
        for call in calls(path, *RENDERING):
            name = _template_of(call)
            known = isinstance(name, ast.Constant) and name.value in owners()
            if not known or floor(owners()[name.value]) > floor(package):
                wrong.append(f"{path.relative_to(PORTAL)}:{call.lineno}")

    assert wrong == []


@ONE_DATABASE
def test_templates_escape_what_they_show(library: Flask) -> None:
    assert all(library.select_jinja_autoescape(name) for name in NAMES)
