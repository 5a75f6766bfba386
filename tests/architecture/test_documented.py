"""What operators read about security is what the code does: its figures, types and reasons."""

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest

from config import ROOT
from portal.accounts import queries
from portal.accounts.services import entering, people, second_factor, tokens
from portal.core.limits import Limit
from portal.core.rendering_process import Limits
from portal.core.uploads import archives, types
from portal.practices.forms import imports
from portal.practices.services import files
from portal.search import query
from tests.architecture.tree import PORTAL

HEADINGS = {
    "id": (
        "Percobaan masuk dan penyalahgunaan",
        "Sesi",
        "Siapa boleh apa",
        "Berkas yang diunggah",
        "Yang mahal bagi mesin",
        "Log",
        "Pustaka",
    ),
    "en": (
        "Sign-in attempts and abuse",
        "Sessions",
        "Who may do what",
        "Uploaded files",
        "What is dear for the machine",
        "Logs",
        "Packages",
    ),
}
UNITS = {
    "id": {60: "menit", 3600: "jam", 86400: "hari"},
    "en": {60: "minutes", 3600: "hour", 86400: "day"},
}
REFUSED = ("Forbidden", "TooMany", "BadInput", "Unauthorized", "SecurityError", "NotFound")


def _sections(locale: str) -> list[tuple[str, str]]:
    """Return the headings and texts of the page."""
    page = (ROOT / "content" / "pages" / f"security.{locale}.md").read_text(encoding="utf-8")
    parts = [part.partition("\n") for part in page.split("\n## ")[1:]]
    return [(heading, text) for heading, _, text in parts]


def _text(locale: str, place: int) -> str:
    return _sections(locale)[place][1]


def _told(limit: Limit, locale: str) -> str:
    """Return a limit as the page has it."""
    seconds = round(limit.within.total_seconds())
    unit = next(unit for unit in (86400, 3600, 60) if seconds % unit == 0)
    number = "" if seconds == unit else f"{seconds // unit} "
    return f"{limit.most} / {number}{UNITS[locale][unit]}"


def _most_pixels() -> int:
    """Return what the script that makes pictures takes; it runs where it is imported."""
    script = (PORTAL / "core" / "uploads" / "picture_child.py").read_text(encoding="utf-8")
    found = re.search(r"^MOST_PIXELS = ([\d_]+)$", script, re.MULTILINE)
    assert found is not None
    return int(found[1])


@pytest.mark.parametrize("locale", ["id", "en"])
def test_the_page_has_all_parts(locale: str) -> None:
    assert tuple(heading for heading, _text in _sections(locale)) == HEADINGS[locale]


@pytest.mark.parametrize("locale", ["id", "en"])
def test_limits_of_sign_in_are_told(locale: str) -> None:
    text = _text(locale, 0)
    limits = (
        entering.PER_PERSON,
        entering.PER_ADDRESS,
        entering.IN_ALL,
        entering.PASSWORD_AGAIN,
        people.RESETS,
        people.NEW_MAILS,
        *second_factor.CODES,
    )

    assert [_told(limit, locale) for limit in limits if _told(limit, locale) not in text] == []


@pytest.mark.parametrize("locale", ["id", "en"])
def test_how_long_sessions_last_and_how_they_are_ended_is_told(locale: str) -> None:
    text = _text(locale, 1)
    minutes, hours = UNITS[locale][60], "jam" if locale == "id" else "hours"
    figures = (
        *(
            f"{span // timedelta(minutes=1)} {minutes}"
            for span in (queries.IDLE, queries.IDLE_GUARDED, queries.FRESH)
        ),
        f"{queries.ABSOLUTE // timedelta(hours=1)} {hours}",
        f"{tokens.LIFETIME // timedelta(days=1)} ",
    )

    assert [figure for figure in figures if figure not in text] == []
    assert "flask users end-sign-ins" in text
    assert "OpenID Connect" in text


def _untold(locale: str, section: int, told: Iterable[str]) -> list[str]:
    """Return what a section of the page does not say."""
    text = _text(locale, section)
    return [one for one in told if one not in text]


@pytest.mark.parametrize("locale", ["id", "en"])
def test_what_decides_over_fields_is_told(locale: str) -> None:
    assert "`tests/permissions.csv`" in _text(locale, 2)


@pytest.mark.parametrize("locale", ["id", "en"])
def test_types_and_sizes_of_files_are_told(locale: str) -> None:
    millions = "juta" if locale == "id" else "million"
    figures = (
        ", ".join(kind.name for kind in types.ATTACHMENTS),
        ", ".join(kind.name for kind in types.IMAGES),
        f"{types.MAX_BYTES // types.MEGABYTE} MB",
        f"{files.MOST_FILES} ",
        f"{files.MOST_BYTES_OF_REGION // 10**9} GB",
        f"{archives.MOST_UNPACKED // types.MEGABYTE} MB",
        f"{_most_pixels() // 10**6} {millions}",
        f"{imports.MOST_BYTES // 1000} KB",
    )

    assert _untold(locale, 3, figures) == []


@pytest.mark.parametrize("locale", ["id", "en"])
def test_what_is_dear_is_told(locale: str) -> None:
    figures = (
        f"{Limits().seconds:.0f} ",
        f"{Limits().memory // 2**20} MB",
        f"{query.MAX_LENGTH} ",
        f"{query.MAX_TERMS} ",
        f"{query.MIN_PREFIX} ",
    )

    assert _untold(locale, 4, figures) == []


@pytest.mark.parametrize("locale", ["id", "en"])
def test_every_log_is_told_with_its_place_and_reader(locale: str) -> None:
    words = (*REFUSED, "stderr", "journald", "/admin/audit")

    assert _untold(locale, 5, words) == []


@pytest.mark.parametrize("locale", ["id", "en"])
def test_how_soon_holes_in_packages_are_closed_is_told(locale: str) -> None:
    days = UNITS[locale][86400]

    assert _untold(locale, 6, [f"{number} {days}" for number in (2, 7, 30, 90)]) == []
