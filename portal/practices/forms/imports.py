"""The form that brings practices in from a file."""

from collections.abc import Sequence
from pathlib import PurePath

from wtforms import Field
from wtforms.validators import StopValidation

from portal.core.forms import FileForm, choice, text_in, upload
from portal.core.i18n import _, _l

MOST_BYTES = 300_000
DOCUMENTS = (".md", ".markdown", ".txt")
TABLE = ".csv"
SPREADSHEETS = "cp1252"  # what spreadsheets of Windows write that do not say UTF-8


class ImportForm(FileForm):
    """A file of practices; once it is valid, `text` is what it says, and `is_table` its kind."""

    file = upload(
        _l("Berkas"),
        accept=",".join((*DOCUMENTS, TABLE)),
        hint=_l("Markdown (.md) untuk satu praktik, atau CSV untuk beberapa. Paling besar 300 KB."),
    )
    text = ""
    is_table = False

    def validate_file(self, field: Field) -> None:
        """Take in the text of a file of a known form.

        Raises:
            StopValidation: if it is of another form, too large, or no text.
        """
        suffix = PurePath(field.data.filename).suffix.lower()
        if suffix not in {*DOCUMENTS, TABLE}:
            raise StopValidation(_("Pilih berkas .md atau .csv."))
        self.is_table = suffix == TABLE
        codings = (SPREADSHEETS,) if self.is_table else ()
        self.text = text_in(field.data, MOST_BYTES, *codings)


def import_form(regions: Sequence[tuple[str, str]]) -> ImportForm:
    """Return the form with the regions that a file may leave unnamed, as (code, name)."""

    class _InRegion(ImportForm):
        region = choice(
            _l("Daerah asal"),
            list(regions),
            hint=_l("Dipakai bila berkas tidak menyebut kode daerah."),
        )

    return _InRegion()
