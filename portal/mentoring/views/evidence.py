"""Proofs of champions as pages show them, each with where it can be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from portal.core.formats import words
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.mentoring.queries.evidence import Documents, documents_of
from portal.mentoring.queries.proofs import LEAST_ANSWERS, LEAST_LEVEL, missing
from portal.regions.queries import RegionView
from portal.regions.schemas.champions import Basis, Proof
from portal.regions.schemas.labels import PROOF_LABELS


@dataclass(frozen=True)
class Evidence:
    """A proof: what it is, what is there of it, and where; `url` is "" where nothing can be read.

    `holds` tells that it is enough.
    """

    label: str
    text: str
    url: str
    holds: bool


def evidence_of(actor: Actor, given: Sequence[tuple[RegionView, Basis]]) -> list[list[Evidence]]:
    """Return the four proofs of each of what was given, in two queries for all."""
    documents = documents_of(actor, [basis for _region, basis in given])
    return [_four(documents, region, basis) for region, basis in given]


def _four(documents: Documents, region: RegionView, basis: Basis) -> list[Evidence]:
    lacks = missing(basis)
    texts = {
        Proof.ADOPTION: _adoption(documents, basis),
        Proof.LEVEL: _level(region, basis),
        Proof.PRACTICE: _practice(documents, basis),
        Proof.ANSWERS: (
            _("%(count)s dari %(least)s jawaban", count=basis.answers, least=LEAST_ANSWERS),
            "",
        ),
    }
    return [
        Evidence(str(PROOF_LABELS[proof]), text, url, proof not in lacks)
        for proof, (text, url) in texts.items()
    ]


def _adoption(documents: Documents, basis: Basis) -> tuple[str, str]:
    if not basis.adoption:
        return _("belum ada"), ""
    view = documents.adoptions.get(basis.adoption)
    if view is None:
        return _("tidak lagi tayang"), ""
    title = words(view.title) if view.title else _("tidak lagi tayang")
    return title, url_for("adoptions.adoption", adoption=view.public_id)


def _level(region: RegionView, basis: Basis) -> tuple[str, str]:
    if not basis.level:
        return _("belum ada"), ""
    url = url_for("overview.region", code=region.code, _anchor="profil")
    return _("M%(level)s, paling rendah M%(least)s", level=basis.level, least=LEAST_LEVEL), url


def _practice(documents: Documents, basis: Basis) -> tuple[str, str]:
    if not basis.practice:
        return _("belum ada"), ""
    taught = documents.practices.get(basis.practice)
    if taught is None:
        return _("tidak lagi tayang"), ""
    return words(taught.title), url_for("practices.detail", slug=taught.slug)
