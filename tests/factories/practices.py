"""Invented practices for tests and benchmarks; nothing here is true of any region."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from config import ROOT
from portal.core import content
from portal.core.uow import unit_of_work
from portal.practices.services.versions import store_compilations
from portal.regions.models import kind_of
from portal.regions.queries import BADGE_KINDS, directory
from portal.regions.services import RegionFiles, store_regions
from portal.vocabularies.queries import MATURITY, NON_SPM, SPM, scheme
from portal.vocabularies.services import store_schemes

SYLLABLES = (
    "ba be bi bo ka ke ki ko la le li lo ma me mi na ni pa pe ra ri sa se ta te ti wa".split()
)
COMMON = (
    "layanan warga desa kota daerah puskesmas sekolah data aplikasi anggaran petugas dinas kader "
    "sampah jalan air rumah anak ibu bencana izin pasar wisata guru bantuan kesehatan pelatihan"
).split()


class Words:
    """A vocabulary whose words are as unevenly frequent as those of a language (Zipf)."""

    def __init__(self, rng: random.Random, size: int = 8000) -> None:
        self._rng = rng
        made = {"".join(rng.choices(SYLLABLES, k=rng.randint(2, 5))) for _ in range(size)}
        self.words = COMMON + sorted(made)
        self._weights = [1 / rank for rank in range(1, len(self.words) + 1)]

    def text(self, length: int) -> str:
        """Return `length` words in sentences."""
        words = self._rng.choices(self.words, self._weights, k=length)
        ends = range(11, length, 12)
        for end in ends:
            words[end] += "."
        return " ".join(words).capitalize() + "."


def record(rng: random.Random, words: Words, **changes: Any) -> dict[str, Any]:
    """Return a valid record of 400-1,500 words with tags drawn at random."""
    region = rng.choice(list(directory().by_code))
    dimensions = rng.sample([term.code for term in scheme(MATURITY).top()], rng.randint(1, 3))
    sectors = [term.code for term in scheme(SPM).top()]
    chosen = rng.sample(sectors, rng.randint(0, 2)) or [NON_SPM]
    made: dict[str, Any] = {
        "title": _both(words.text(6)[:90]),
        "summary": _both(words.text(30)),
        "region": region,
        "compiled_by": "editors",
        "year": rng.randint(2005, 2025),
        "stage": rng.choice(["inisiatif", "uji-coba", "penerapan"]),
        "status": "active",
        "dimensions": dimensions,
        "aspects": [
            child.code
            for dimension in dimensions
            for child in scheme(MATURITY).children(dimension)
            if rng.random() < 0.4
        ],
        "sectors": chosen,
        "services": [
            service.code
            for sector in chosen
            if sector != NON_SPM
            for service in scheme(SPM).children(sector)
            if kind_of(region).value in service.applies_to and rng.random() < 0.2
        ],
        "partners": [
            {"kind": kind, "name": {"id": "Mitra"}}
            for kind in rng.sample(["bisnis", "akademisi", "lsm", "komunitas"], rng.randint(0, 3))
        ],
        "sources": [
            {"id": "s1", "title": "Sumber", "publisher": "Uji", "url": "https://example.invalid/"}
        ],
        "sections": {
            "problem": _both(words.text(rng.randint(80, 300)) + " [s1]"),
            "solution": _both(words.text(rng.randint(80, 300))),
            "results": _both(words.text(rng.randint(60, 200))),
        },
        "blocks": [
            {
                "kind": kind,
                "title": {"id": words.text(4)},
                "body": {"id": words.text(rng.randint(60, 230))},
            }
            for kind in rng.sample(["regulasi", "proses", "sdm", "data"], rng.randint(1, 3))
        ],
    }
    if rng.random() < 0.4:
        made["cost"] = {"band": "1-10-miliar", "text": {"id": "Biaya uji."}, "sources": ["s1"]}
    if rng.random() < 0.5:
        made["indicators"] = [_indicator(rng)]
    if rng.random() < 0.3:
        for text in (*made["sections"].values(),):
            del text["en"]
    if rng.random() < 0.15:
        made["status"] = "stopped"
        made["stopped"] = {"reason": "anggaran", "text": {"id": "Anggaran habis."}}
    return made | changes


def _both(text: str) -> dict[str, str]:
    return {"id": text, "en": text}


def _indicator(rng: random.Random) -> dict[str, Any]:
    return {
        "name": _both("Waktu tunggu"),
        "unit": _both("menit"),
        "direction": "down",
        "baseline": {"value": rng.randint(60, 120), "period": "2020", "sources": ["s1"]},
        "actual": {"value": rng.randint(10, 59), "period": "2024", "sources": ["s1"]},
    }


def publish(count: int, *, seed: int = 0, **changes: Any) -> Mapping[str, Mapping[str, Any]]:
    """Publish `count` invented practices and return {slug: record}."""
    rng = random.Random(seed)
    words = Words(rng)
    records = {f"uji-{seed}-{number}": record(rng, words, **changes) for number in range(count)}
    with unit_of_work() as session:
        store_compilations(session, records)
    return records


def load_vocabularies_and_regions() -> None:
    """Load the real vocabularies and regions with invented badges, and no practice."""
    reading = content.read(ROOT / "content")
    schemes, files = reading.parsed["vocabularies"], reading.parsed["regions"]
    (kinds,) = (scheme["terms"] for scheme in schemes if scheme["code"] == BADGE_KINDS)
    with unit_of_work() as session:
        store_schemes(session, schemes)
        store_regions(
            session, replace(files, badges=_badges(files, [row["code"] for row in kinds]))
        )


def _badges(files: RegionFiles, kinds: Sequence[str]) -> list[dict[str, str]]:
    """Return up to three badges a region, of kinds drawn at random."""
    rng = random.Random(3)
    return [
        {
            "code": region["code"],
            "kind": kind,
            "date": str(rng.randint(2010, 2025)),
            "text_id": "Uji.",
            "text_en": "Test.",
            "source": "Sumber",
            "publisher": "Uji",
            "url": "https://example.invalid/",
        }
        for region in files.regions
        for kind in rng.sample(kinds, rng.randint(0, 3))
    ]
