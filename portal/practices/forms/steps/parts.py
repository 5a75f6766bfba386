"""Fields that many steps have."""

from portal.core.i18n import _l
from portal.practices.forms.fields import Field, Kind

YEARS = (1945, 2100)
MONTHS = (1, 600)


def sources(path: str = "sources", *parts: str) -> Field:
    """Return a choice of sources; of several parts of a row, see `Field`."""
    return Field(
        path=path,
        kind=Kind.SOURCES,
        label=_l("Sumber"),
        hint=_l("Pilih dari daftar, atau ketik judul sumber baru."),
        options="sources",
        parts=parts,
    )


def year(label: str, hint: str = "", *, more: bool = False) -> Field:
    """Return a field for a year."""
    return Field(
        path="year",
        kind=Kind.INTEGER,
        label=label,
        hint=hint,
        between=YEARS,
        short=True,
        more=more,
    )


def statement(key: str, label: str, hint: str) -> tuple[Field, ...]:
    """Return the fields of a statement with its sources."""
    return (
        Field(path=f"{key}.text.id", kind=Kind.MARKDOWN, label=label, hint=hint),
        sources(f"{key}.sources"),
    )


def kind(label: str, options: str, hint: str = "") -> Field:
    """Return a field for the kind of a row."""
    return Field(path="kind", kind=Kind.CHOICE, label=label, hint=hint, options=options)
