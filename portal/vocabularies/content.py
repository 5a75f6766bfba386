"""The vocabulary files below `content/vocabularies/`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.core.content import Part, Reading, dump_yaml, load_yaml_file
from portal.core.db import db
from portal.vocabularies.models import Level, Scheme, Term
from portal.vocabularies.schemas import SchemeSchema
from portal.vocabularies.services import store_schemes

FOLDER = "vocabularies"


def read(reading: Reading) -> list[Mapping[str, Any]]:
    """Return the parsed files; notes unknown parents and codes that stand twice."""
    schemes = []
    for path in sorted((reading.root / FOLDER).glob("*.yaml")):
        file = load_yaml_file(reading, path, SchemeSchema())
        if file is None:
            continue
        scheme = file.value
        if path.stem != scheme["code"]:
            reading.fault(path, 1, f"the code must be the file's name, {path.stem}")
        seen: set[str] = set()
        for index, term in enumerate(scheme["terms"]):
            line = file.line(("terms", index))
            if term["code"] in seen:
                reading.fault(path, line, f"the code {term['code']} stands twice")
            if term.get("parent") and term["parent"] not in seen:
                reading.fault(path, line, f"{term['code']}: no earlier term {term['parent']}")
            seen.add(term["code"])
        schemes.append(scheme)
    return schemes


def export(root: Path) -> None:
    """Write every scheme as a file below `root`."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    for scheme in db.session.scalars(sa.select(Scheme)):
        (folder / f"{scheme.code}.yaml").write_text(dump_yaml(_to_file(scheme)), encoding="utf-8")


def _to_file(scheme: Scheme) -> dict[str, Any]:
    terms = db.session.scalars(
        sa.select(Term).where(Term.scheme_id == scheme.id).order_by(Term.sort)
    ).all()
    levels = db.session.scalars(
        sa.select(Level).where(Level.scheme_id == scheme.id).order_by(Level.rank)
    ).all()
    codes = {term.id: term.code for term in terms}
    file: dict[str, Any] = {
        key: getattr(scheme, key)
        for key in ("code", "version", "status", "label", "description", "source")
    }
    if levels:
        keys = ("rank", "code", "label", "description")
        file["levels"] = [{key: getattr(level, key) for key in keys} for level in levels]
    file["terms"] = [_term_to_file(term, codes) for term in terms]
    return file


def _term_to_file(term: Term, codes: Mapping[int, str]) -> dict[str, Any]:
    row = {
        "code": term.code,
        "slug": term.slug,
        "number": term.number,
        "parent": codes[term.parent_id] if term.parent_id else None,
        "label": term.label,
        "short": term.short,
        "description": term.description,
        "alt": term.alt,
        "applies_to": term.applies_to,
        "mappings": term.mappings,
        "bands": term.bands,
        "retired_on": term.retired_on,
        "replaced_by": term.replaced_by,
    }
    return {key: value for key, value in row.items() if value not in (None, [], {})}


PART = Part("vocabularies", read=read, write=store_schemes, export=export)
