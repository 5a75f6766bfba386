"""The form that brings practices in from a file."""

from collections.abc import Sequence
from pathlib import PurePath

from wtforms import Field
from wtforms.validators import StopValidation

from portal.core.forms import FileForm, choice, upload
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
        body = field.data.stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise StopValidation(_("Berkas ini terlalu besar: paling besar 300 KB."))
        try:
            self.text = body.decode()
        except UnicodeDecodeError as error:
            reason = _("Berkas ini bukan teks UTF-8. Simpan lagi sebagai UTF-8 atau “CSV UTF-8”.")
            raise StopValidation(reason) from error
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
