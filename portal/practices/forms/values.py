"""Values between what stands in a record and what somebody reads and types in a field."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError

from portal.accounts.schemas.mail import is_mail
from portal.core.addresses import is_web_address
from portal.core.formats import SEPARATORS, read_number
from portal.core.i18n import _, current_locale
from portal.core.security import is_broken
from portal.core.text import TextRefusedError, check
from portal.practices.forms.fields import Field, Kind
from portal.practices.forms.options import codes_of, options_of
from portal.practices.schemas.citations import SourceBook
from portal.practices.schemas.record import DAY, FILE_ID, PERIOD
from portal.regions.queries import directory

Record = Mapping[str, Any]


class Misfit(Exception):
    """What was typed cannot be kept; the message, already translated, says why."""


def shown(field: Field, value: Any, book: SourceBook) -> list[str]:
    """Return a value of a record as it stands in its field."""
    if value is None or value is False:
        return []
    if field.kind is Kind.CHECK:
        return ["y"]
    if field.kind is Kind.MARKDOWN:
        return [book.shown(value)]
    if isinstance(value, list):
        return [", ".join(value)] if field.kind is Kind.WORDS else list(value)
    return [_line(field, value)]


def _line(field: Field, value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", SEPARATORS[current_locale()][0])
    region = directory().by_code.get(value) if field.kind is Kind.REGION else None
    return region.long_name if region else str(value)


def taken(field: Field, typed: Sequence[str], record: Record, book: SourceBook) -> Any:
    """Return what was typed as a record keeps it, None if nothing was.

    Raises:
        Misfit: accordingly.
    """
    texts = [text.replace("\r\n", "\n").strip() for text in typed]
    texts = [text for text in texts if text]
    if any(is_broken(text) for text in texts):
        raise Misfit(_("Isian ini memuat karakter yang tidak dapat dibaca."))
    if field.kind is Kind.CHECK:
        return bool(texts)
    if not texts:
        return None
    if any(len(text) > field.most for text in texts):
        raise Misfit(_("Isian ini paling panjang %(most)s karakter.", most=field.most))
    if field.kind in {Kind.CHOICES, Kind.CHOICE}:
        return _chosen(field, texts, record)
    if field.kind is Kind.MARKDOWN:
        return _markdown(texts[0], book)
    return _READERS.get(field.kind, _as_is)(field, texts[0])


def _chosen(field: Field, texts: list[str], record: Record) -> Any:
    known = codes_of(options_of(field.options, record))
    if not set(texts) <= known:
        raise Misfit(_("Pilih salah satu dari daftar."))
    return texts if field.kind is Kind.CHOICES else texts[0]


def _markdown(text: str, book: SourceBook) -> str:
    try:
        check(text)
    except TextRefusedError as error:
        raise Misfit(
            _(
                "Tulisan ini terlalu rumit untuk ditampilkan. Pecah paragraf atau tabel "
                "yang panjang."
            )
        ) from error
    return book.stored(text)


def _as_is(field: Field, text: str) -> str:
    if field.words and len(text.split()) > field.words:
        raise Misfit(
            _(
                "Paling banyak %(most)s kata; sekarang %(count)s.",
                most=field.words,
                count=len(text.split()),
            )
        )
    return text if field.kind is Kind.TEXT else " ".join(text.split())


def _number(_field: Field, text: str) -> float:
    value = read_number(text)
    if value is None:
        raise Misfit(_("Tulis angka saja, misalnya 45,5. Satuannya di isian lain."))
    return int(value) if value.is_integer() else value


def _integer(field: Field, text: str) -> int:
    least, most = field.between
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:9]) <= most:
        raise Misfit(_("Tulis angka bulat dari %(least)s sampai %(most)s.", least=least, most=most))
    return int(text)


def _period(_field: Field, text: str) -> str:
    text = re.sub(r"\s*[\N{EN DASH}-]\s*", "-", text)
    try:
        return PERIOD(text)
    except ValidationError as error:
        raise Misfit(_("Tulis tahun (2025), bulan (2025-04), atau rentang (2023-2025).")) from error


def _day(_field: Field, text: str) -> str:
    try:
        return DAY(text)
    except ValidationError as error:
        raise Misfit(_("Tulis tanggal seperti 2026-01-31.")) from error


def _file(_field: Field, text: str) -> str:
    try:
        return FILE_ID(text)
    except ValidationError as error:
        raise Misfit(_("Pilih salah satu dari daftar.")) from error


def _region(_field: Field, text: str) -> str:
    wanted = " ".join(text.split()).casefold()
    for region in directory().by_code.values():
        if wanted in {region.code, region.long_name.casefold(), region.name.casefold()}:
            return region.code
    raise Misfit(_("Daerah ini tidak dikenal. Tulis namanya lengkap, misalnya Kota Bandung."))


def _url(_field: Field, text: str) -> str:
    text = text if "://" in text else f"https://{text}"
    if not is_web_address(text) or any(character.isspace() for character in text):
        raise Misfit(_("Tulis alamat web lengkap, misalnya https://contoh.go.id/laporan."))
    return text


def _mail(_field: Field, text: str) -> str:
    if not is_mail(text):
        raise Misfit(_("Tulis alamat surel seperti nama@dinas.go.id."))
    return text


def _words(_field: Field, text: str) -> list[str]:
    found = (" ".join(word.split()) for word in re.split(r"[,;\n]", text))
    return list(dict.fromkeys(word for word in found if word))


_READERS: Mapping[Kind, Callable[[Field, str], Any]] = {
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.PERIOD: _period,
    Kind.DAY: _day,
    Kind.FILE: _file,
    Kind.REGION: _region,
    Kind.URL: _url,
    Kind.MAIL: _mail,
    Kind.WORDS: _words,
}
