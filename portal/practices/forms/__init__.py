"""What a searcher asks of the practices, and the form of a file."""

from wtforms import BooleanField

from portal.core.forms import FileForm, choice, upload
from portal.core.i18n import _l
from portal.core.uploads.intake import Purpose
from portal.core.uploads.types import ATTACHMENTS, IMAGES
from portal.practices.schemas.facets import FACETS, SORTS
from portal.search.finder import Request
from portal.search.parameters import Parameters, read_request

SUFFIXES = ",".join(
    sorted({suffix for kind in (*ATTACHMENTS, *IMAGES) for suffix in kind.suffixes})
)


class UploadForm(FileForm):
    """A file for a practice, and what it is for."""

    purpose = choice(
        _l("Untuk apa"),
        [
            (Purpose.IMAGE.value, _l("Gambar, tampil di halaman praktik")),
            (Purpose.ATTACHMENT.value, _l("Lampiran, untuk diunduh")),
        ],
    )
    file = upload(
        _l("Berkas"),
        accept=SUFFIXES,
        hint=_l(
            "Paling besar 10 MB. Gambar: PNG, JPEG, WebP. "
            "Lampiran: PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, CSV, PNG, JPEG."
        ),
    )
    member_only = BooleanField(_l("Lampiran ini khusus anggota yang masuk"))


def read_search(parameters: Parameters) -> Request:
    """Return the search of practices that `parameters`, {name: values}, ask for.

    Raises:
        BadInput: if they cannot be read.
    """
    return read_request(parameters, facets=FACETS, sorts=SORTS)
