"""What the template of a practice's page is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from portal.core.charts import BarRole, BeforeAfter, Change
from portal.practices.views.faq import Faq
from portal.practices.views.life_shapes import Life
from portal.practices.views.media import Download, Media
from portal.search.views.listing_shapes import Link


@dataclass(frozen=True)
class Place:
    """A region and where its page is; `invented` if there is none such."""

    name: str
    url: str
    province: str
    invented: bool


@dataclass(frozen=True)
class Block:
    """A building block of a practice."""

    id: str
    number: int
    kind: str
    kind_label: str
    title: str
    html: Markup
    steps: Markup | None
    enabling: Markup | None
    lessons: Markup | None


@dataclass(frozen=True)
class Measurement:
    """A value of an indicator and the sources it rests on, `told` in words for later values."""

    role: BarRole
    value: float
    period: str
    refs: list[str]
    told: str = ""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A result in figures with its chart; `actual` is the last value that was measured."""

    name: str
    unit: str
    measurements: list[Measurement]
    baseline: Measurement | None
    target: Measurement | None
    actual: Measurement
    contested: Measurement | None
    note: str | None
    change: Change | None
    chart: BeforeAfter


@dataclass(frozen=True)
class Cost:
    """What a practice cost."""

    band: str | None
    funding: list[str]
    html: Markup | None


@dataclass(frozen=True)
class Statement:
    """A sentence with its sources."""

    text: str
    refs: list[str]
    must: bool = False
    year: int | None = None
    region: Link | None = None


@dataclass(frozen=True)
class Member:
    """A partner."""

    name: str
    role: str


@dataclass(frozen=True)
class Partners:
    """The partners of one kind."""

    kind: str
    members: list[Member]


@dataclass(frozen=True)
class LegalBasis:
    """A rule the practice rests on."""

    kind: str
    number: str | None
    year: int | None
    title: str
    refs: list[str]


@dataclass(frozen=True)
class KitItem:
    """What another region can take over as it stands."""

    kind: str
    text: str
    url: str | None
    refs: list[str]


@dataclass(frozen=True)
class Rung:
    """A rung of the evidence ladder with what it means."""

    level: int
    label: str
    description: str


@dataclass(frozen=True)
class Proof:
    """A piece of evidence: what it is, where it can be seen, and who checked it when."""

    kind: str
    text: str
    refs: list[str]
    url: str
    file: Download | None
    checked: str


@dataclass(frozen=True)
class EvidenceBox:
    """Which rung a practice stands on, why, and by what proofs."""

    level: int
    label: str
    rungs: list[Rung]
    reason: str
    proofs: list[Proof]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where something comes from; `number` is what it is called in the text."""

    id: str
    number: str
    title: str
    publisher: str
    year: int | None
    url: str
    file: Download | None


@dataclass(frozen=True)
class VersionMark:
    """The version a page shows; `changes_url` is where the newest is told apart from it."""

    number: int
    published_on: datetime | None
    url: str
    all_url: str
    changes_url: str


@dataclass(frozen=True, kw_only=True)
class Sections:
    """The long texts of a practice."""

    problem: Markup | None
    solution: Markup | None
    results: Markup | None
    failures: Markup | None
    lessons: Markup | None
    conditions: Markup | None


@dataclass(frozen=True)
class Writing:
    """What a writer of the region can do: go on with the draft at `url`, or begin one."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class PracticePage:
    """The whole page of a practice; `linked` is what it says as schema.org's linked data."""

    public_id: str
    slug: str
    url: str
    linked: Mapping[str, Any] | None
    title: str
    short_name: str | None
    lang: str
    summary: str
    region: Place
    unit: str
    compiled_by: str
    year: int | None
    stage: str
    status: str
    life: Life
    newer_version_url: str | None
    dimensions: list[Link]
    aspects: list[Link]
    sectors: list[Link]
    services: list[Link]
    brief_problem: str
    sections: Sections
    blocks: list[Block]
    indicators: list[Indicator]
    cost: Cost | None
    people: Markup | None
    duration_months: int | None
    prerequisites: list[Statement]
    partners: list[Partners]
    legal_basis: list[LegalBasis]
    integration: Markup | None
    beneficiaries: Markup | None
    sustainability: Markup | None
    replications: list[Statement]
    awards: list[Statement]
    kit: list[KitItem]
    faq: Sequence[Faq]
    evidence: EvidenceBox
    sources: list[Source]
    cite_as: str
    version: VersionMark
    share_text: str
    media: Media
    writing: Writing | None
    translation: str
