"""Pictures, made anew from their pixels in a process that can be killed."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.core.i18n import _
from portal.core.uploads.children import ChildFailed, Limits, run
from portal.core.uploads.types import FileType, UploadRefused

CHILD = Path(__file__).with_name("picture_child.py")
LIMITS = Limits(seconds=5, megabytes=200)
WIDTHS = (480, 960, 1600)
LARGEST_IMAGE = (1600, 3200)  # pixels
LARGEST_ATTACHMENT = (3000, 3000)
TOO_MANY, TOO_LARGE = 3, 4  # what the process says with its exit


@dataclass(frozen=True)
class Picture:
    """A picture made anew: its files by name, its size, and the widths that it comes in."""

    parts: Mapping[str, bytes]
    width: int
    height: int
    widths: Sequence[int]


def image(body: bytes, kind: FileType) -> Picture:
    """Return a picture for a page: in each width that it is not too small for, in two types.

    Raises:
        UploadRefused: if it is damaged or too large.
    """
    return _made(body, kind, LARGEST_IMAGE, WIDTHS)


def attachment(body: bytes, kind: FileType) -> Picture:
    """Return a picture to be downloaded, in the type that it came in.

    Raises:
        UploadRefused: if it is damaged or too large.
    """
    return _made(body, kind, LARGEST_ATTACHMENT, ())


def _made(body: bytes, kind: FileType, box: tuple[int, int], widths: Sequence[int]) -> Picture:
    with tempfile.TemporaryDirectory(prefix="picture-") as folder:
        source, target = Path(folder, "source"), Path(folder, "made")
        source.write_bytes(body)
        target.mkdir()
        arguments = (str(source), kind.name.upper(), str(target), *map(str, (*box, *widths)))
        try:
            told = json.loads(run(CHILD, *arguments, limits=LIMITS))
        except ChildFailed as failed:
            raise _refusal(failed.code) from failed
        parts = {path.name: path.read_bytes() for path in target.iterdir()}
    return Picture(parts, told["width"], told["height"], told["widths"])


def _refusal(code: int | None) -> UploadRefused:
    if code == TOO_MANY:
        return UploadRefused(_("Gambar ini lebih besar dari 40 megapiksel. Perkecil dulu."))
    if code in {TOO_LARGE, None}:
        return UploadRefused(_("Gambar ini terlalu berat untuk diolah. Perkecil dulu."))
    return UploadRefused(_("Gambar ini rusak atau terpotong. Simpan ulang, lalu unggah lagi."))
