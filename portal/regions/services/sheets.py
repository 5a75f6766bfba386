"""Profiles as tables: one value a row, the same coming in and going out."""

from collections.abc import Iterable, Iterator, Sequence

from portal.core import sheets
from portal.core.faults import FaultyTextError, TextFault
from portal.core.i18n import _
from portal.core.security import is_broken
from portal.regions.models.profile import Kind
from portal.regions.queries.profile import AssessmentView
from portal.regions.schemas.measures import Measured, What, faults_of, read_value

COLUMNS = ("what", "code", "date", "value", "kind", "source", "url", "evidence")
REQUIRED = ("what", "code", "date", "value", "source")
MOST_ROWS = 500


def read(text: str, region_kind: str, kind: Kind) -> list[Measured]:
    """Return the values of a table that are of `kind`, which is what somebody may enter.

    Rows of another kind are left out: they came with the file that went out, and are not entered.

    Raises:
        FaultyTextError: naming every fault with its line, in the reader's language.
    """
    try:
        lines = list(sheets.read(text))
    except FaultyTextError as error:
        (fault,) = error.faults
        raise FaultyTextError(TextFault(fault.line, "", _("Bukan CSV yang utuh."))) from error
    columns = lines[0][1] if lines else []
    if faults := list(_header_faults(columns)):
        raise FaultyTextError(*faults)
    if not 0 < len(lines) - 1 <= MOST_ROWS:
        raise FaultyTextError(
            TextFault(1, "", _("Perlu 1 sampai %(most)s baris nilai.", most=MOST_ROWS))
        )
    found: dict[tuple[What, str, str], int] = {}
    values, faults = [], []
    for line, cells in lines[1:]:
        row = dict(zip(columns, cells, strict=False))
        wrong = list(_row_faults(line, row, len(cells) - len(columns), region_kind, kind))
        faults += wrong
        if wrong or (row.get("kind") or kind.value) != kind.value:
            continue
        value = _measured(row)
        first = found.setdefault((value.what, value.code, value.date), line)
        if first != line:
            faults.append(TextFault(line, "", _("Sama dengan baris %(line)s.", line=first)))
        values.append(value)
    if faults:
        raise FaultyTextError(*faults)
    return values


def _header_faults(columns: Sequence[str]) -> Iterator[TextFault]:
    for index, column in enumerate(columns):
        if column not in COLUMNS:
            yield TextFault(1, column, _("Kolom ini tidak dikenal."))
        elif column in columns[:index]:
            yield TextFault(1, column, _("Kolom ini ada dua kali."))
    for column in REQUIRED:
        if column not in columns:
            yield TextFault(1, column, _("Kolom ini wajib ada."))


def _row_faults(
    line: int, row: dict[str, str], excess: int, region_kind: str, kind: Kind
) -> Iterator[TextFault]:
    if excess:
        yield TextFault(line, "", _("Jumlah isiannya tidak sama dengan jumlah kolom."))
        return
    if any(is_broken(cell) for cell in row.values()):
        yield TextFault(line, "", _("Isian ini memuat karakter yang tidak dapat dibaca."))
        return
    if row["what"] not in set(What):
        yield TextFault(line, "what", _("Tulis maturity, spm, atau index."))
        return
    if row.get("kind") and row["kind"] not in set(Kind):
        yield TextFault(line, "kind", _("Tulis self, verified, atau official."))
        return
    if row.get("kind", "") not in {"", kind.value}:
        return
    if read_value(row["value"]) is None:
        yield TextFault(line, "value", _("Bukan angka."))
        return
    for name, fault in faults_of(_measured(row), region_kind).items():
        yield TextFault(line, name, fault)


def _measured(row: dict[str, str]) -> Measured:
    return Measured(
        what=What(row["what"]),
        code=row["code"],
        date=row["date"],
        value=read_value(row["value"]) or 0.0,
        source=row["source"],
        url=row.get("url", ""),
        evidence=row.get("evidence", ""),
    )


def written(views: Iterable[AssessmentView]) -> str:
    """Return values as a table that can be read again."""
    rows = [
        (
            view.what.value,
            view.code,
            view.date,
            f"{view.value:g}",
            view.kind.value,
            view.source,
            view.url,
            view.evidence,
        )
        for view in views
    ]
    return sheets.written([COLUMNS, *rows])
