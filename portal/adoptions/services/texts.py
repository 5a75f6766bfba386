"""What people say of an adoption: stripped, and not longer than it may be."""

from portal.adoptions.schemas import MAX_LINE
from portal.core.errors import BadInput
from portal.core.i18n import _


def text_of(text: str, *, most: int, required: bool = False) -> str:
    """Return a text without what surrounds it.

    Raises:
        BadInput: if it is too long, or missing where it is required.
    """
    text = text.strip()
    if required and not text:
        raise BadInput(_("Tulis penjelasannya."))
    if len(text) > most:
        raise BadInput(_("Isian ini paling panjang %(most)s karakter.", most=most))
    return text


def one_line(text: str, *, required: bool = True) -> str:
    """Return a text in one line.

    Raises:
        BadInput: as `text_of`.
    """
    return text_of(" ".join(text.split()), most=MAX_LINE, required=required)
