"""What is said about a practice on more than one page, or outside the portal."""

import re

from flask import url_for

from portal.core.addresses import absolute
from portal.core.formats import words
from portal.core.i18n import _
from portal.core.text import plain
from portal.practices.queries import PracticeView

BRIEF = 260


def evidence_reason(level: int, *, by_editors: bool) -> str:
    """Return why a practice stands on its rung of the evidence ladder."""
    why = {
        0: _("Belum ada dokumen, ukuran, atau pemeriksaan yang tersumber."),
        1: _("Ada aturan, laporan, atau dokumen lain yang tersumber."),
        2: _("Ada indikator dengan nilai awal, nilai akhir, dan sumbernya."),
        3: _("Pihak ketiga sudah memeriksa hasilnya; siapa dan kapan tertulis di bawah."),
        4: _("Daerah lain sudah menerapkannya dan hasilnya terverifikasi."),
    }[level]
    if not by_editors:
        return why
    limit = _("Karena disusun redaksi dan belum dikonfirmasi daerah, tingkatnya paling tinggi 2.")
    return f"{why} {limit}"


def first_sentences(text: str, most: int = BRIEF) -> str:
    """Return whole sentences of the beginning, at most about `most` characters."""
    taken = ""
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", plain(text)):
        if taken and len(taken) + len(sentence) > most:
            break
        taken = f"{taken} {sentence}".strip()
    return taken


def version_path(view: PracticeView) -> str:
    """Return the address of the version shown."""
    return url_for("practices.version", slug=view.slug, number=view.number)


def cite_as(view: PracticeView) -> str:
    """Return how to cite a practice in the version shown."""
    year = view.published_at.year if view.published_at else ""
    return _(
        "%(region)s. “%(title)s”, versi %(number)s. Sokoguru, %(year)s. %(url)s",
        region=view.region.long_name,
        title=words(view.record["title"]),
        number=view.number,
        year=year,
        url=absolute(version_path(view)),
    )


def share_text(view: PracticeView) -> str:
    """Return title, region, summary and link for a chat, as in WhatsApp's markup."""
    address = absolute(url_for("practices.detail", slug=view.slug))
    title = words(view.record["title"])
    return f"*{title}*\n{view.region.name}\n{words(view.record['summary'])}\n{address}"
