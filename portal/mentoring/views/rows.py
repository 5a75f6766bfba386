"""Mentorships and alternatives as lists show them."""

from flask import url_for

from portal.mentoring.queries import MentorshipView
from portal.mentoring.queries.alternatives import Alternative
from portal.mentoring.queries.wording import asked_of, nearness_of, reason_of, standing
from portal.mentoring.views.shapes import Other, Row
from portal.practices.views.labels import value_label
from portal.regions.queries import RegionView
from portal.search.views.listing_shapes import Link


def region_link(region: RegionView) -> Link:
    """Return a region with its page."""
    return Link(region.name, url_for("overview.region", code=region.code))


def row_of(view: MentorshipView) -> Row:
    """Return a mentorship in a list."""
    return Row(
        url=url_for("mentoring.mentorship", mentorship=view.public_id),
        learner=view.learner.name,
        asked=asked_of(view),
        invented=view.learner.invented,
        dimension=value_label("dimension", view.dimension),
        standing=standing(view.state),
        requested_at=view.requested_at,
        expires_at=view.expires_at,
    )


def other_of(one: Alternative, slug: str | None) -> Other:
    """Return somebody else who can be asked, for the same practice."""
    return Other(
        name=one.mentor_name,
        profile_url=url_for("mentors.profile", mentor=one.mentor_key),
        region=region_link(one.region),
        why=reason_of(one),
        near=nearness_of(one),
        ask_url=url_for("mentoring.new", mentor=one.mentor_key, practice=slug),
    )
