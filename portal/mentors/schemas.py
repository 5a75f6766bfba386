"""What mentors choose from: the languages in which they can be asked, by their ISO 639 codes."""

from portal.core.i18n import _l

LANGUAGES = {
    "id": _l("Indonesia"),
    "en": _l("Inggris"),
    "ace": _l("Aceh"),
    "ban": _l("Bali"),
    "bjn": _l("Banjar"),
    "bbc": _l("Batak"),
    "bug": _l("Bugis"),
    "jv": _l("Jawa"),
    "mad": _l("Madura"),
    "mak": _l("Makassar"),
    "ms": _l("Melayu"),
    "min": _l("Minangkabau"),
    "pmy": _l("Melayu Papua"),
    "sas": _l("Sasak"),
    "su": _l("Sunda"),
}
MOST_ABOUT = 4000  # characters
MOST_MENTORSHIPS = 20
