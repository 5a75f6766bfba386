"""What the portal says of itself as linked data in the words of schema.org."""

from typing import Any

from flask import url_for

from portal.core.addresses import absolute
from portal.core.i18n import _, current_locale


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
