"""Zip files whose bytes depend on nothing but what is in them and on a day."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

SUMS = "SHA256SUMS"
_UNIX = 3
_MODE = 0o644 << 16
T = TypeVar("T")


def packed(folder: str, files: Mapping[str, str], day: date) -> bytes:
    """Return a zip with a folder of `files`, {name: text}, and of their checksums."""
    bodies = {name: text.encode() for name, text in sorted(files.items())}
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in bodies.items())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {**bodies, SUMS: sums.encode()}.items():
            info = zipfile.ZipInfo(f"{folder}/{name}", (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, _UNIX
            info.external_attr = _MODE
            archive.writestr(info, body)
    return made.getvalue()


def fitted(items: Sequence[T], make: Callable[[Sequence[T]], bytes], most: int) -> bytes:
    """Return what `make` makes of as many of the first items as fit into `most` bytes.

    Raises:
        ValueError: if not even nothing fits.
    """
    while len(body := make(items)) > most:
        if not items:
            raise ValueError(f"{len(body)} bytes of nothing do not fit into {most}")
        items = items[: min(len(items) - 1, len(items) * most // len(body))]
    return body
