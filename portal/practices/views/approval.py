"""What an editor is told before a draft goes public."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from portal.core.addresses import absolute
from portal.core.permissions import Actor
from portal.practices.views.diff import changes_between
from portal.practices.views.outline import outline_of
from portal.practices.views.review_page import Reading, live_version, title_of
from portal.practices.views.review_shapes import Finding
from portal.regions.queries import directory


@dataclass(frozen=True, kw_only=True)
class Approval:
    """What will be public: as which version, where, and what differs from the one before."""

    slug: str
    back_url: str
    title: str
    region: str
    number: int
    address: str
    round_number: int
    mail: str
    parts: Sequence[str]
    changed: Sequence[Finding]
    open_count: int


def approval_of(actor: Actor, reading: Reading) -> Approval:
    """Return what approving the text that was read would make public."""
    practice, record = reading.practice, reading.record
    live = live_version(actor, practice)
    changes = changes_between(live.record, record) if live else []
    return Approval(
        slug=practice.slug,
        back_url=url_for("reviews.review", slug=practice.slug),
        title=title_of(record),
        region=directory().by_id[practice.region_id].name,
        number=live.number + 1 if live else 1,
        address=absolute(url_for("practices.detail", slug=practice.slug)),
        round_number=reading.round.number if reading.round else 0,
        mail=record.get("contact", {}).get("mail", ""),
        parts=[part.title for part in outline_of(record)],
        changed=[
            Finding(f"{part.title}: {field.label}", None)
            for part in changes
            for field in part.changed
        ],
        open_count=sum(comment.settled_at is None for comment in reading.comments),
    )
