"""`content check` also tells what is doubtful: figures without source, tags that no text bears."""

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT

CONTENT = ROOT / "content"
FILE = "practices/sragen-uptpk.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content with one practice."""
    target = tmp_path / "content"
    shutil.copytree(CONTENT, target, ignore=lambda _folder, names: _others(names))
    return target


def _others(names: list[str]) -> list[str]:
    known = {"about.id.md", "about.en.md", "README.md", Path(FILE).name}
    return [name for name in names if name.endswith(".md") and name not in known]


def _remarks(app: Flask, folder: Path) -> list[tuple[int, str]]:
    done = app.test_cli_runner().invoke(args=["content", "check", str(folder)])
    assert done.exit_code == 0, done.output
    return [
        (int(line), reason)
        for line, reason in re.findall(rf"^{FILE}:(\d+): (.+)$", done.output, re.MULTILINE)
    ]


def _change(folder: Path, old: str, new: str) -> int:
    """Put `new` for the first match of `old` and return its line."""
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    changed = re.sub(old, new, text, count=1, flags=re.MULTILINE)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    return changed[: changed.index(new.strip())].count("\n") + 1


def test_the_starter_library_gives_no_remark(library: Flask) -> None:
    done = library.test_cli_runner().invoke(args=["content", "check"])

    assert done.output == "The content is sound; 0 remarks.\n"


def test_a_figure_without_source_is_told_with_its_line(library: Flask, folder: Path) -> None:
    line = _change(folder, r"^## results\n\n", "## results\n\nSebanyak 1.234 keluarga dibantu.\n\n")

    assert _remarks(library, folder) == [(line + 2, "the figure 1.234 has no source")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Keadaan setelah 2019 tidak diketahui.",
        "Pusat 2H2 dan COVID-19 bukan angka.",
        "Sebanyak 1.234 keluarga dibantu [s1].",
    ],
)
def test_years_names_and_sourced_figures_are_left_alone(
    library: Flask, folder: Path, sentence: str
) -> None:
    _change(folder, r"^## results\n\n", f"## results\n\n{sentence}\n\n")

    assert _remarks(library, folder) == []


def test_a_figure_that_only_the_summary_has_is_told(library: Flask, folder: Path) -> None:
    _change(folder, r"14 kriteria", "8.765 kriteria")

    assert [reason for _line, reason in _remarks(library, folder)] == [
        "the figure 8.765 stands only in the summary"
    ]


def test_a_measure_without_source_is_told(library: Flask, folder: Path) -> None:
    _change(
        folder,
        r"(baseline: {value: 17\.95, period: \"2011\"), sources: \[s1\]}",
        r"baseline: {value: 17.95, period: \"2011\"}".replace("\\", ""),
    )

    assert [reason for _line, reason in _remarks(library, folder)] == [
        "the figure of `baseline` has no source"
    ]


def test_a_tag_that_no_text_bears_is_told(library: Flask, folder: Path) -> None:
    line = _change(folder, r"^urusan: .*$", "urusan: [sosial, kelautan-perikanan]")

    assert _remarks(library, folder) == [
        (line, "nothing in the text bears the tag kelautan-perikanan")
    ]
