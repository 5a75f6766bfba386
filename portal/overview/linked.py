"""The portal and its regions as linked data in the words of schema.org."""

from typing import Any

from flask import url_for

from portal.core.addresses import absolute
from portal.core.i18n import _, current_locale
from portal.core.linked import trail
from portal.regions.queries import RegionView


def website() -> dict[str, Any]:
    """Return the portal as a website that can be searched."""
    search = absolute(url_for("practices.index"))
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": absolute("/#website"),
        "name": "Sokoguru",
        "description": _("Praktik baik pemerintah daerah"),
        "url": absolute(url_for("overview.home")),
        "inLanguage": current_locale(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{search}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def region_data(region: RegionView, province: RegionView) -> dict[str, Any]:
    """Return a region as a government and the area that it serves, and the trail to its page."""
    address = _address(region)
    area: dict[str, Any] = {
        "@type": "AdministrativeArea",
        "name": region.long_name,
        "identifier": region.code,
    }
    steps: list[tuple[str, str | None]] = [(_("Daerah"), url_for("overview.regions"))]
    if province.code != region.code:
        area["containedInPlace"] = {
            "@type": "AdministrativeArea",
            "name": province.long_name,
            "identifier": province.code,
            "url": _address(province),
        }
        steps.append((province.name, url_for("overview.region", code=province.code)))
    government = {
        "@type": "GovernmentOrganization",
        "@id": f"{address}#government",
        "name": _("Pemerintah %(region)s", region=region.long_name),
        "alternateName": [region.name, *region.aliases],
        "identifier": region.code,
        "url": address,
        "areaServed": area,
    }
    return {
        "@context": "https://schema.org",
        "@graph": [government, trail([*steps, (region.name, None)])],
    }


def _address(region: RegionView) -> str:
    return absolute(url_for("overview.region", code=region.code))
