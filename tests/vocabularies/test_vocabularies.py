"""Vocabularies: the official lists are whole, and a term in use is retired, never deleted."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from config import ROOT
from portal.core import content
from portal.core.db import db
from portal.vocabularies.models import Term
from portal.vocabularies.queries import MATURITY, NON_SPM, SPM, catalogue, scheme, term_label

DIMENSIONS = ["tata-kelola", "citra", "ekonomi", "kehidupan", "masyarakat", "lingkungan"]
SECTORS = [
    "pendidikan",
    "kesehatan",
    "pekerjaan-umum",
    "perumahan",
    "trantibumlinmas",
    "sosial",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the region files and the vocabularies."""
    target = tmp_path / "content"
    for name in ("vocabularies", "regions", "calendar"):
        shutil.copytree(ROOT / "content" / name, target / name)
    return target


def _drop_last_term(path: Path) -> str:
    """Take the last term out of a file and return its code."""
    text = path.read_text(encoding="utf-8")
    start = text.rindex("\n  - code: ") + 1
    path.write_text(text[:start], encoding="utf-8")
    return re.match(r'  - code: "?([\w.-]+)', text[start:]).group(1)  # type: ignore[union-attr]  # it is there


def test_the_maturity_scheme_is_whole(library: Flask) -> None:
    with library.app_context():
        found = scheme(MATURITY)

    assert [term.code for term in found.top()] == DIMENSIONS
    assert [len(found.children(code)) for code in DIMENSIONS] == [3] * 6
    assert [level.code for level in found.levels] == ["M1", "M2", "M3", "M4", "M5"]
    assert [level.rank for level in found.levels] == [1, 2, 3, 4, 5]
    assert all(level.description["id"] and level.description["en"] for level in found.levels)


def test_the_minimum_service_standards_are_whole(library: Flask) -> None:
    with library.app_context():
        found = scheme(SPM)
        services = [service for sector in SECTORS for service in found.children(sector)]

    assert [term.code for term in found.top()] == SECTORS
    assert NON_SPM not in found.terms
    assert len(services) == 43
    assert len({service.slug for service in services}) == 43
    assert {service.applies_to for service in services} == {
        frozenset({"provinsi"}),
        frozenset({"kabupaten", "kota"}),
    }
    assert all(
        service.code[5] == ("P" if "provinsi" in service.applies_to else "K")
        for service in services
    )


def test_every_term_has_both_languages_and_stands_once(library: Flask) -> None:
    with library.app_context():
        terms = [term for found in catalogue().values() for term in found.terms.values()]

    texts = [text for term in terms for text in (term.label, term.description)]
    assert [text for text in texts if not (text.get("id") and text.get("en"))] == []
    assert max(Counter((term.scheme, term.code) for term in terms).values()) == 1


def test_every_parent_stands_in_its_scheme(library: Flask) -> None:
    with library.app_context():
        orphans = [
            term.code
            for found in catalogue().values()
            for term in found.terms.values()
            if term.parent and term.parent not in found.terms
        ]

    assert orphans == []


def test_labels(library: Flask) -> None:
    with library.app_context():
        assert term_label(MATURITY, "tata-kelola", "en") != term_label(
            MATURITY, "tata-kelola", "id"
        )
        assert term_label(MATURITY, "no-such-term", "id") == "no-such-term"
        assert term_label("no-such-scheme", "x", "id") == "x"


@pytest.mark.parametrize("file", ["funding", "kota-cerdas-id"])
def test_a_term_that_leaves_its_file_is_retired(empty_app: Flask, folder: Path, file: str) -> None:
    content.load(folder)
    rows = db.session.scalar(sa.select(sa.func.count(Term.id)))
    code = _drop_last_term(folder / "vocabularies" / f"{file}.yaml")

    changed = content.load(folder)

    assert changed["vocabularies"] == 1
    assert db.session.scalar(sa.select(sa.func.count(Term.id))) == rows
    assert scheme(file).terms[code].retired
    assert code not in {term.code for term in scheme(file).top()}
    assert sum(content.load(folder).values()) == 0


def test_a_term_that_comes_back_is_in_use_again(empty_app: Flask, folder: Path) -> None:
    path = folder / "vocabularies" / "funding.yaml"
    whole = path.read_text(encoding="utf-8")
    content.load(folder)
    code = _drop_last_term(path)
    content.load(folder)

    path.write_text(whole, encoding="utf-8")
    content.load(folder)

    assert not scheme("funding").terms[code].retired


def test_a_retired_term_survives_export_and_load(
    empty_app: Flask, folder: Path, tmp_path: Path
) -> None:
    content.load(folder)
    code = _drop_last_term(folder / "vocabularies" / "funding.yaml")
    content.load(folder)

    content.export(tmp_path / "exported")

    assert sum(content.load(tmp_path / "exported").values()) == 0
    assert scheme("funding").terms[code].retired


def test_a_new_label_reaches_readers_and_keeps_the_id(empty_app: Flask, folder: Path) -> None:
    content.load(folder)
    before = scheme("funding").terms["apbd"]
    path = folder / "vocabularies" / "funding.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(before.label["en"], "Regional money", 1), encoding="utf-8")

    content.load(folder)

    after = scheme("funding").terms["apbd"]
    assert after.id == before.id
    assert after.label["en"] == "Regional money"
