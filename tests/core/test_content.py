"""Content: every fault is told with file, line and reason; a load is all or nothing."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from config import ROOT
from portal.core import content
from portal.core.audit import AuditEvent
from portal.core.db import db
from portal.core.jobs import Job
from tests.databases import ONE_DATABASE

CONTENT = ROOT / "content"
PRACTICE = "banyuwangi-smart-kampung"
VOLATILE = {
    "practice": {"public_id", "created_at", "verify_by"},
    "practice_version": {"created_at", "published_at"},
    "job": None,
    "generation": None,
    "audit_event": None,
}
Edit = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content with one practice."""
    target = tmp_path / "content"
    for name in ("vocabularies", "regions", "calendar", "pages"):
        shutil.copytree(CONTENT / name, target / name)
    (target / "practices").mkdir()
    for name in (f"{PRACTICE}.md", "tag-words.csv"):
        shutil.copy(CONTENT / "practices" / name, target / "practices")
    return target


def _replace(file: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        changed = re.sub(old, new, text, count=1, flags=re.MULTILINE)
        assert changed != text
        path.write_text(changed, encoding="utf-8")

    return edit


def _write(file: str, body: bytes) -> Edit:
    return lambda folder: (folder / file).write_bytes(body)


def _append(file: str, text: str) -> Edit:
    def edit(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as opened:
            opened.write(text)

    return edit


BADGE = {
    "code": "11.01",
    "kind": "iga",
    "date": "2022-12-23",
    "text_id": "Terinovatif.",
    "text_en": "Most innovative.",
    "source": "Judul",
    "publisher": "Penerbit",
    "url": "https://example.invalid/iga",
}


def _badge(**changes: str) -> Edit:
    return _append("regions/champions.csv", ",".join((BADGE | changes).values()) + "\n")


MD = f"practices/{PRACTICE}.md"
SPM = "vocabularies/spm.yaml"
ALIASES = "regions/aliases.csv"
FAULTS: dict[str, tuple[Edit, str]] = {
    # files as such
    "missing file": (
        lambda folder: (folder / ALIASES).unlink(),
        r"regions/aliases.csv:1: is missing",
    ),
    "not UTF-8": (_write(ALIASES, b"code,alias\n11,\xff\n"), r"aliases.csv:2: is not UTF-8"),
    "too large": (_write(ALIASES, b"x" * 1_000_001), r"aliases.csv:1: larger than"),
    # YAML
    "not YAML": (_write(SPM, b"code: spm\nlabel: [a\n"), r"spm.yaml:\d+: expected"),
    "no mapping": (_write(SPM, b"- a\n"), r"spm.yaml:1: must be a mapping"),
    "empty file": (_write(SPM, b""), r"spm.yaml:1: must be a mapping"),
    "duplicate key": (
        _write(SPM, b"code: spm\nversion: '1'\ncode: spm\n"),
        r"spm.yaml:3: duplicate",
    ),
    "reference": (_write(SPM, b"code: &a spm\nversion: *a\n"), r"spm.yaml:2: references"),
    "tag": (_write(SPM, b"code: !!python/name:os.system x\n"), r"spm.yaml:1: could not determine"),
    "too deep": (_write(SPM, b"code: " + b"[" * 5_000), r"spm.yaml:\d: "),
    # vocabularies
    "unknown key": (
        _replace(SPM, "^version:", "edition: x\nversion:"),
        r"spm.yaml:2: edition: Unknown",
    ),
    "wrong name": (_replace(SPM, "^code: spm", "code: other"), r"spm.yaml:1: the code must be"),
    "no earlier parent": (
        _replace("vocabularies/kota-cerdas-id.yaml", "parent: citra", "parent: cita"),
        r"kota-cerdas-id.yaml:\d+: .*no earlier term cita",
    ),
    "code twice": (
        _replace("vocabularies/cost-band.yaml", r"- code: .*\n", "- code: 1-10-miliar\n"),
        r"cost-band.yaml:\d+: the code 1-10-miliar stands twice",
    ),
    # regions
    "wrong header": (_replace(ALIASES, "^code,alias", "kode,alias"), r"aliases.csv:1: the header"),
    "too few values": (_append(ALIASES, "11\n"), r"aliases.csv:\d+: needs 2 values"),
    "no such region": (_append(ALIASES, "77.01,X\n"), r"aliases.csv:\d+: no region 77.01"),
    "alias twice": (_append(ALIASES, "11,NAD\n"), r"aliases.csv:\d+: the alias of line \d+ again"),
    "broken quotes": (_append(ALIASES, '11,"a"b\n'), r"aliases.csv:\d+: "),
    "region twice": (
        _append("regions/regencies.csv", "11.01,11,Kab. Lain,1\n"),
        r"regencies.csv:\d+: the code of line 2 again",
    ),
    "odd code": (
        _append("regions/regencies.csv", "1101,11,X,1\n"),
        r"regencies.csv:\d+: needs a code",
    ),
    "other province": (
        _append("regions/regencies.csv", "11.99,12,X,1\n"),
        r"regencies.csv:\d+: no province 12 for 11.99",
    ),
    "odd autonomy": (
        _append("regions/regencies.csv", "11.99,11,X,yes\n"),
        r"is_autonomous must be",
    ),
    "tile twice": (
        _replace("regions/provinces.csv", "^12,Sumatera Utara,SU,.*$", "12,Sumatera Utara,SU,1,1"),
        r"provinces.csv:3: the tile of line 2 again",
    ),
    "odd tile": (
        _replace("regions/provinces.csv", "^12,Sumatera Utara,SU,.*$", "12,Sumatera Utara,SU,0,x"),
        r"provinces.csv:3: needs a tile",
    ),
    "odd province": (
        _append("regions/provinces.csv", "9,X,XX,7,7\n"),
        r"provinces.csv:40: needs a two",
    ),
    "invented province": (
        _append("regions/provinces.csv", "99,Nusa Contoh,NX,,\n"),
        r"provinces.csv:40: 99 is the number of invented",
    ),
    "former code in use": (
        _append("regions/code-history.csv", "11.01,11.02,\n"),
        r"code-history.csv:\d+: needs a region's code",
    ),
    "former code twice": (
        _append("regions/code-history.csv", "11.01,91.01,\n"),
        r"code-history.csv:\d+: the former code of line 2 again",
    ),
    "badge without region": (
        _badge(code="77.01"),
        r"champions.csv:\d+: no region 77.01",
    ),
    "badge of no kind": (
        _badge(kind="juara"),
        r"champions.csv:\d+: no term juara in badge-kind",
    ),
    "badge without address": (_badge(url="iga.id"), r"champions.csv:\d+: needs the web address"),
    "badge without English": (_badge(text_en=""), r"champions.csv:\d+: needs text_en"),
    "badge without publisher": (_badge(publisher=" "), r"champions.csv:\d+: needs publisher"),
    "badge of no day": (_badge(date="2022-02-30"), r"champions.csv:\d+: the date must"),
    "badge of odd date": (_badge(date="22 Mei 2022"), r"champions.csv:\d+: the date must"),
    "badge of another day": (_badge(date="2999"), r"champions.csv:\d+: the date must"),
    "badge twice": (
        lambda folder: (_badge()(folder), _badge(text_id="Lain.")(folder)),
        r"champions.csv:\d+: the badge of line \d+ again",
    ),
    # practices
    "no front matter": (_write(MD, b"# id\n"), r"\.md:1: must begin with front matter"),
    "file name": (_write("practices/Not A Slug.md", b""), r"Not A Slug.md:1: the file's name"),
    "reserved name": (_write("practices/compare.md", b""), r"compare.md:1: the file's name"),
    "unknown stage": (_replace(MD, "^stage: .*$", "stage: mimpi"), r"\.md:\d+: no term mimpi"),
    "unknown region": (
        _replace(MD, "^region: .*$", 'region: "99.99"'),
        r"\.md:\d+: no region 99.99",
    ),
    "unknown dimension": (_replace(MD, r"^dimensions: .*$", "dimensions: [x]"), r"no dimension x"),
    "missing title": (_replace(MD, "^title:", "titles:"), r"\.md:2: title"),
    "stopped without reason": (
        _replace(MD, "^status: .*$", "status: stopped"),
        r"\.md:\d+: stopped",
    ),
    "unknown heading": (_append(MD, "\n## gossip\n\ntext\n"), r"\.md:\d+: unknown or repeated"),
    "unknown source": (_append(MD, "\nEnd [s99].\n"), r"\.md:\d+: cites s99"),
    "too nested": (_append(MD, "\n" + ">" * 40 + " deep\n"), r"\.md:\d+: nested deeper"),
    # pages
    "no heading": (_write("pages/about.id.md", b"text"), r"pages/about.id.md:1: must begin"),
    "no English": (
        lambda folder: (folder / "pages/about.en.md").unlink(),
        r"about.en.md:1: is missing",
    ),
    "page too nested": (
        _write("pages/about.id.md", b"# T\n\n" + b">" * 40 + b" deep\n"),
        r"about.id.md:1: nested deeper",
    ),
}


@ONE_DATABASE
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_file_line_and_reason(library: Flask, folder: Path, name: str) -> None:
    edit, wanted = FAULTS[name]
    edit(folder)

    with library.app_context():
        told = [str(problem) for problem in content.read(folder).problems]

    assert [line for line in told if re.search(wanted, line)], told
    assert all(re.match(r"[\w /.-]+:\d+: \S", line) for line in told)


def test_the_copy_without_faults_is_sound(library: Flask, folder: Path) -> None:
    with library.app_context():
        assert content.read(folder).problems == []


def test_a_bad_file_stops_the_load_before_anything_is_written(
    empty_app: Flask, folder: Path
) -> None:
    _replace(MD, "^stage: .*$", "stage: mimpi")(folder)
    before = _rows()

    with pytest.raises(content.ContentError) as caught:
        content.load(folder)

    assert len(caught.value.problems) == 1
    assert _rows() == before


def test_a_folder_that_is_not_there_is_a_fault(empty_app: Flask, tmp_path: Path) -> None:
    (problem,) = content.read(tmp_path / "nowhere").problems

    assert problem.reason == "is not a folder"


def test_loading_twice_changes_nothing(app: Flask) -> None:
    before = _rows(volatile=True)

    changed = content.load(CONTENT)

    assert set(changed) == {"vocabularies", "regions", "practices", "calendar", "pages"}
    assert sum(changed.values()) == 0
    assert _rows(volatile=True) == before


def test_what_is_exported_is_what_was_loaded(app: Flask, tmp_path: Path) -> None:
    content.export(tmp_path / "exported")

    assert sum(content.load(tmp_path / "exported").values()) == 0


def test_an_export_fills_an_empty_portal_with_equal_rows(
    library: Flask, empty_app: Flask, tmp_path: Path
) -> None:
    with library.app_context():
        content.export(tmp_path / "exported")
        wanted = _rows()

    content.load(tmp_path / "exported")

    assert _rows() == wanted


def test_a_change_of_a_practice_becomes_its_next_version_and_an_index_job(
    empty_app: Flask, folder: Path
) -> None:
    content.load(folder)
    db.session.execute(sa.delete(Job))
    db.session.commit()
    _replace(MD, "^year: .*$", "year: 2001")(folder)

    changed = content.load(folder)

    versions = db.session.execute(
        sa.text("SELECT number, year FROM practice_version ORDER BY number")
    ).all()
    assert changed["practices"] == 1
    assert [number for number, _year in versions] == [1, 2]
    assert versions[1].year == 2001
    assert [job.kind for job in db.session.scalars(sa.select(Job))] == ["index.practice"]
    told = db.session.scalars(sa.select(AuditEvent.details).order_by(AuditEvent.seq)).all()
    assert [json.loads(details)["practices"] for details in told] == [1, 1]


def test_the_commands(empty_app: Flask, folder: Path, tmp_path: Path) -> None:
    run = empty_app.test_cli_runner().invoke

    checked = run(args=["content", "check", str(folder)])
    loaded = run(args=["content", "load", str(folder)])
    exported = run(args=["content", "export", str(tmp_path / "out")])
    (folder / ALIASES).unlink()
    broken = run(args=["content", "load", str(folder)])
    faults = run(args=["content", "check", str(folder)])

    assert (checked.exit_code, checked.output) == (0, "The content is sound; 0 remarks.\n")
    assert loaded.exit_code == 0
    assert "practices: 1 changed" in loaded.output
    assert exported.exit_code == 0
    assert (tmp_path / "out" / MD).exists()
    for answer in (broken, faults):
        assert answer.exit_code == 1
        assert "regions/aliases.csv:1: is missing" in answer.output
        assert "1 faults; nothing was written." in answer.output


def _rows(*, volatile: bool = False) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, without what differs from load to load."""
    db.session.rollback()
    found = {}
    for table in db.metadata.sorted_tables:
        left_out = set() if volatile else VOLATILE.get(table.name, set())
        if left_out is None:
            continue
        columns = [column for column in table.columns if column.name not in left_out]
        rows = db.session.execute(sa.select(*columns)).all()
        found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found
