"""Reads: the vocabularies as one catalogue, kept in memory until a term changes."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.generations import Kept
from portal.vocabularies.models import Level, Scheme, Term

GENERATION = "vocabularies"
MATURITY = "kota-cerdas-id"
SPM = "spm"
NON_SPM = "non-spm"
INDICES = "index-bands"


@dataclass(frozen=True)
class BandView:
    """A named band of an official index, from `low` to below `high`, of the highest up to it."""

    label: Mapping[str, str]
    low: float
    high: float | None


@dataclass(frozen=True)
class TermView:
    """A term as readers see it; texts are {"id": ..., "en": ...}."""

    id: int
    scheme: str
    code: str
    number: str | None
    slug: str | None
    parent: str | None
    label: Mapping[str, str]
    short: Mapping[str, str]
    description: Mapping[str, str]
    alt: Mapping[str, list[str]]
    applies_to: frozenset[str]
    bands: tuple[BandView, ...]
    retired: bool

    @property
    def most(self) -> float | None:
        """The upper end of the bands of an index, None where none is known."""
        return max((band.high for band in self.bands if band.high is not None), default=None)

    def band_of(self, value: float) -> BandView | None:
        """Return the band in which a value of an index lies, None where none is known."""
        fitting = (band for band in self.bands if band.low <= value)
        found = max(fitting, key=lambda band: band.low, default=None)
        if found is None or found.high is None or value < found.high:
            return found
        return found if value == found.high and found.high == self.most else None


@dataclass(frozen=True)
class LevelView:
    """A rung of a maturity ladder as readers see it."""

    rank: int
    code: str
    label: Mapping[str, str]
    description: Mapping[str, str]


@dataclass(frozen=True)
class SchemeView:
    """A scheme with its terms in order."""

    code: str
    version: str
    label: Mapping[str, str]
    description: Mapping[str, str]
    terms: Mapping[str, TermView]
    levels: tuple[LevelView, ...]

    def top(self) -> tuple[TermView, ...]:
        """Return the terms without parent that are not retired."""
        return tuple(term for term in self.terms.values() if not term.parent and not term.retired)

    def children(self, code: str) -> tuple[TermView, ...]:
        """Return the terms directly below `code`."""
        return tuple(term for term in self.terms.values() if term.parent == code)


def _load() -> Mapping[str, SchemeView]:
    terms: dict[int, list[Term]] = {}
    for term in db.session.scalars(sa.select(Term).order_by(Term.sort)):
        terms.setdefault(term.scheme_id, []).append(term)
    levels: dict[int, list[Level]] = {}
    for level in db.session.scalars(sa.select(Level).order_by(Level.rank)):
        levels.setdefault(level.scheme_id, []).append(level)
    return {
        scheme.code: _view(scheme, terms.get(scheme.id, []), levels.get(scheme.id, []))
        for scheme in db.session.scalars(sa.select(Scheme).order_by(Scheme.code))
    }


def _view(scheme: Scheme, terms: list[Term], levels: list[Level]) -> SchemeView:
    codes = {term.id: term.code for term in terms}
    return SchemeView(
        code=scheme.code,
        version=scheme.version,
        label=scheme.label,
        description=scheme.description,
        terms={
            term.code: TermView(
                id=term.id,
                scheme=scheme.code,
                code=term.code,
                number=term.number,
                slug=term.slug,
                parent=codes.get(term.parent_id) if term.parent_id else None,
                label=term.label,
                short=term.short or term.label,
                description=term.description,
                alt=term.alt,
                applies_to=frozenset(term.applies_to),
                bands=tuple(
                    BandView(band["label"], band["from"], band["to"]) for band in term.bands
                ),
                retired=term.retired_on is not None,
            )
            for term in terms
        },
        levels=tuple(
            LevelView(level.rank, level.code, level.label, level.description) for level in levels
        ),
    )


_catalogue = Kept(GENERATION, load=_load)


def catalogue() -> Mapping[str, SchemeView]:
    """Return {scheme code: scheme}."""
    return _catalogue.get()


def scheme(code: str) -> SchemeView:
    """Return one scheme.

    Raises:
        KeyError: if it is not loaded.
    """
    return catalogue()[code]


def term_label(scheme_code: str, code: str, locale: str) -> str:
    """Return the label of a term in `locale`, or the code itself if there is no such term."""
    found = catalogue().get(scheme_code)
    term = found.terms.get(code) if found else None
    return term.label.get(locale) or term.label["id"] if term else code


def dimensions() -> list[str]:
    """Return the codes of the maturity dimensions in order."""
    return [term.code for term in scheme(MATURITY).top()]


def sectors() -> list[str]:
    """Return the codes of the SPM's sectors in order, with the one for what lies outside it."""
    return [*(term.code for term in scheme(SPM).top()), NON_SPM]
