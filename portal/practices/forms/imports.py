"""The form that brings practices in from a file."""

from collections.abc import Sequence
from pathlib import PurePath

from wtforms import Field
from wtforms.validators import StopValidation

from portal.core.forms import FileForm, choice, text_in, upload
from portal.core.i18n import _, _l
from portal.practices.schemas.document import Format

MOST_BYTES = 300_000
SUFFIXES = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".txt": Format.MARKDOWN,
    ".csv": Format.TABLE,
}


class ImportForm(FileForm):
    """A file of practices; once it is valid, `text` is what it says and `kind` its form."""

    file = upload(
        _l("Berkas"),
        accept=",".join(SUFFIXES),
        hint=_l("Markdown (.md) untuk satu praktik, atau CSV untuk beberapa. Paling besar 300 KB."),
    )
    text = ""
    kind = Format.MARKDOWN

    def validate_file(self, field: Field) -> None:
        """Take in the text of a file of a known form.

        Raises:
            StopValidation: if it is of another form, too large, or no text.
        """
        kind = SUFFIXES.get(PurePath(field.data.filename).suffix.lower())
        if kind is None:
            raise StopValidation(_("Pilih berkas .md atau .csv."))
        self.text = text_in(field.data, MOST_BYTES)
        self.kind = kind


def import_form(regions: Sequence[tuple[str, str]]) -> ImportForm:
    """Return the form with the regions that a file may leave unnamed, as (code, name)."""

    class _InRegion(ImportForm):
        region = choice(
            _l("Daerah"),
            list(regions),
            hint=_l("Dipakai bila berkas tidak menyebut kode daerah."),
        )

    return _InRegion()
