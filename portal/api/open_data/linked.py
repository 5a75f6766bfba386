"""The sets as linked data in the words of schema.org: a catalogue that search engines know."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from portal.api.open_data.shapes import Shown
from portal.core.addresses import absolute
from portal.core.i18n import _, current_locale

Data = dict[str, Any]


def catalogue_of(sets: Iterable[Shown]) -> Data:
    """Return the catalogue with all its sets."""
    about = absolute(url_for("data.index"))
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "@id": f"{about}#catalogue",
        "name": _("Data terbuka Sokoguru"),
        "url": about,
        "inLanguage": current_locale(),
        "isAccessibleForFree": True,
        "publisher": _publisher(),
        "dataset": [_dataset(shown, about) for shown in sets],
    }


def _dataset(shown: Shown, about: str) -> Data:
    address = f"{about}#{shown.name}"
    found: Data = {
        "@type": "Dataset",
        "@id": address,
        "name": f"{shown.title} · Sokoguru",
        "description": shown.about,
        "url": address,
        "license": shown.licence.url,
        "isAccessibleForFree": True,
        "creator": _publisher(),
        "includedInDataCatalog": {"@id": f"{about}#catalogue"},
        "variableMeasured": [column.name for column in shown.columns],
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": file.media_type,
                "contentUrl": absolute(file.url),
            }
            for file in shown.files
        ],
    }
    if shown.changed is not None:
        found["dateModified"] = shown.changed.isoformat(timespec="seconds")
    return found


def _publisher() -> Data:
    return {"@type": "Organization", "name": "Sokoguru", "url": absolute(url_for("overview.home"))}
