"""Whether a region has what a practice needs, as far as its profile tells."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.core.i18n import _
from portal.regions.models import RegionKind
from portal.regions.queries import RegionView
from portal.regions.queries.likeness import traits_of
from portal.regions.schemas.labels import trait_words
from portal.regions.schemas.traits import CHOSEN, Trait
from portal.vocabularies.queries import scheme

RISING = (Trait.CONNECTIVITY, Trait.FISCAL)  # of which more does as well


class Answer(StrEnum):
    """Whether something that is needed is there."""

    MET = "met"
    UNKNOWN = "unknown"
    LACKING = "lacking"


@dataclass(frozen=True)
class Checked:
    """A prerequisite with its answer, and why that is so; `text` is {"id": ..., "en": ...}."""

    text: Mapping[str, str]
    must: bool
    answer: Answer
    why: str


def needs() -> dict[str, str]:
    """Return {code: words} of all that the profile of a region can answer."""
    values = {trait: [term.code for term in scheme(trait.value).top()] for trait in CHOSEN}
    values[Trait.KIND] = [kind.value for kind in RegionKind]
    return {
        f"{trait}:{code}": _wanted(trait, code) for trait, codes in values.items() for code in codes
    }


def checked(prerequisites: Iterable[Mapping[str, Any]], region: RegionView) -> list[Checked]:
    """Return what a practice needs with what the profile of a region says of it."""
    return [
        Checked(row["text"], row["must"], *_answer(row.get("needs", ""), region))
        for row in prerequisites
    ]


def _answer(need: str, region: RegionView) -> tuple[Answer, str]:
    if not need:
        return Answer.UNKNOWN, _("profil daerah tidak memuatnya")
    name, _sep, code = need.partition(":")
    trait = Trait(name)
    has = traits_of(region)[trait]
    if has is None:
        return Answer.UNKNOWN, _("belum diisi di profil: %(what)s", what=_wanted(trait, code))
    told = trait_words(trait.value, has)
    if has in _enough(trait, code):
        return Answer.MET, told
    return Answer.LACKING, _("%(has)s, perlu %(wanted)s", has=told, wanted=_wanted(trait, code))


def _enough(trait: Trait, code: str) -> Iterator[str]:
    """Yield the values of a trait that do where one is needed."""
    yield code
    if trait in RISING:
        codes = [term.code for term in scheme(trait.value).top()]
        yield from codes[codes.index(code) + 1 :] if code in codes else ()


def _wanted(trait: Trait, code: str) -> str:
    told = trait_words(trait.value, code)
    rises = trait in RISING and code != scheme(trait.value).top()[-1].code
    return _("%(what)s atau lebih", what=told) if rises else told
