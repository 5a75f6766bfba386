"""The pages of the overview that crawlers are told of."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for

from portal.core.crawling import PublicPage
from portal.core.db import db
from portal.overview.models import Page
from portal.practices.queries.names import published
from portal.regions.queries import directory
from portal.vocabularies.queries import dimensions, sectors


def public_pages() -> Iterator[PublicPage]:
    """Yield home, topics, champions, the regions that have practices, the pages of text."""
    regions: dict[str, datetime] = {}
    for practice in published():
        region = directory().by_id[practice.region_id]
        for code in (region.code, region.province_code):
            regions[code] = max(practice.published_at, regions.get(code, practice.published_at))
    newest = max(regions.values(), default=None)
    yield PublicPage(url_for("overview.home"), newest)
    yield PublicPage(url_for("overview.regions"), newest)
    yield PublicPage(url_for("champions.index"))
    for facet, slugs in (("dimension", dimensions()), ("sector", sectors())):
        for slug in slugs:
            yield PublicPage(url_for(f"overview.{facet}", slug=slug), newest)
    for code, changed in sorted(regions.items()):
        yield PublicPage(url_for("overview.region", code=code), changed)
    for slug in db.session.scalars(sa.select(Page.slug).order_by(Page.slug)):
        yield PublicPage(url_for("overview.page", slug=slug))
