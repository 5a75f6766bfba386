"""By what practices are narrowed and ordered; the names stand in addresses and in the API."""

from portal.regions.queries import BADGE_KINDS
from portal.vocabularies.queries import MATURITY, SPM

FACETS = (
    "dimension",
    "aspect",
    "sector",
    "service",
    "urusan",
    "province",
    "region",
    "kind",
    "champion",
    "stage",
    "evidence",
    "cost",
    "partner",
    "kit",
    "year",
    "language",
    "status",
)
SORTS = ("relevance", "newest", "evidence")
ACTIVE = "active"
DEFAULTS = {"status": (ACTIVE,)}

TERM_SCHEMES = {
    "dimension": MATURITY,
    "aspect": MATURITY,
    "sector": SPM,
    "service": SPM,
    "urusan": "urusan",
    "stage": "practice-stage",
    "evidence": "evidence-level",
    "cost": "cost-band",
    "partner": "actor-kind",
    "kit": "kit-kind",
    "champion": BADGE_KINDS,
}

CLASSIFICATION = {
    "dimension": "dimensions",
    "aspect": "aspects",
    "sector": "sectors",
    "service": "services",
    "urusan": "urusan",
}
"""Under which key of a record the tags of a facet stand."""

CHILD_OF = {"aspect": "dimension", "service": "sector", "region": "province"}

SHARED = frozenset({"dimension", "sector", "region"})
"""What means the same of practices and of what is said about them."""
