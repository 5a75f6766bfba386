"""How those who speak in threads are called: to members by name, to the public by their office.

What was written for a region is the region's: nobody is named with it, to anybody.
"""

from dataclasses import dataclass

from flask import url_for

from portal.core.i18n import _, _l
from portal.core.permissions import Actor, permits
from portal.regions.queries import directory
from portal.threads.forms import Voices, key_of
from portal.threads.models import Post, Speaker, Thread
from portal.threads.permissions import READ_MEMBER_THREADS, Voice, voices_of

LABELS = {
    Speaker.OWNER: _l("Pemilik praktik"),
    Speaker.ADOPTER: _l("Sudah menerapkan"),
    Speaker.MENTOR: _l("Mentor"),
    Speaker.EDITOR: _l("Editor nasional"),
    Speaker.OFFICER: "",
    Speaker.EXPERT: _l("Pakar"),
}


@dataclass(frozen=True)
class Named:
    """Somebody who speaks; `region_url` leads to the region where there is one."""

    name: str
    region: str = ""
    region_url: str | None = None


def named(voice: Voice, speaker: Speaker, author: str, *, member: bool) -> Named:
    """Return how whoever speaks is called to members, or to others.

    `author` is "" of who was erased, and then members read what others do.
    """
    named_to_members = member and author
    if voice.region_id is None:
        return Named(author if named_to_members else str(LABELS[speaker]))
    region = directory().by_id[voice.region_id]
    url = url_for("overview.region", code=region.code)
    if voice.as_region:
        return Named(region.name, "", url)
    if named_to_members:
        return Named(author, region.name, url)
    return Named(_("Petugas %(region)s", region=region.name), "", url)


class Names:
    """How the speakers of a page are called; most of them speak more than once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Voice, Speaker, str, bool], Named] = {}

    def of(self, post: Post, author: str, *, member: bool) -> Named:
        """Return how the author of a post is called to members, or to others."""
        voice = Voice(post.region_id, post.as_region)
        told = author if member and not voice.as_region else ""
        key = (voice, post.speaker, told, member)
        if key not in self._known:
            self._known[key] = named(voice, post.speaker, told, member=member)
        return self._known[key]


def label_of(post: Post) -> str:
    """Return as what the author of a post speaks, "" where that goes without saying."""
    return str(LABELS[post.speaker])


def is_asker(post: Post, thread: Thread, asked_as: Voice) -> bool:
    """Tell whether a post may be marked as the asker's without telling who wrote for a region."""
    voice = Voice(post.region_id, post.as_region)
    if post.number == 1 or voice != asked_as:
        return False
    return post.as_region or post.author_id == thread.author_id


def is_member(actor: Actor) -> bool:
    """Tell whether somebody may know the names of those who speak."""
    return permits(actor, READ_MEMBER_THREADS)


def voices_shown(actor: Actor, name: str, *, first: int | None = None) -> Voices:
    """Return the voices of somebody as choices; to speak as region `first` stands on top."""
    voices = sorted(
        voices_of(actor), key=lambda voice: not (voice.as_region and voice.region_id == first)
    )
    return [(key_of(voice), _shown(voice, name)) for voice in voices]


def _shown(voice: Voice, name: str) -> str:
    if voice.region_id is None:
        return name
    region = directory().by_id[voice.region_id].name
    if voice.as_region:
        return _("%(region)s, sebagai daerah: nama Anda tidak tampil", region=region)
    return f"{name}, {region}"


def voice_called(actor: Actor, key: str) -> Voice:
    """Return the voice that a form chose among those that were offered."""
    return next(voice for voice in voices_of(actor) if key_of(voice) == key)
