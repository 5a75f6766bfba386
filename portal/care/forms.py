"""The forms in which editors say by what the search goes."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from wtforms import Field, HiddenField
from wtforms.validators import StopValidation

from portal.core.addresses import SLUG
from portal.core.errors import BadInput
from portal.core.forms import Form, optional_text, remark, text, whole
from portal.core.i18n import _, _l
from portal.search.finder import telling_stems
from portal.search.guidance import files, topic_of
from portal.search.query import MAX_LENGTH, TermKind, parse
from portal.search.synonyms import LONGEST, SIGNS, Group, Wrong, pieces

LONGEST_HEAD = 60
LONGEST_LIST = 600
LONGEST_ADDRESS = 300
PERIODS = (7, 30, 90)
PINNED = ("first", "second", "third")
WRONG = {
    Wrong.WORDLESS: _l("“%(text)s” tidak memuat huruf atau angka."),
    Wrong.LONG: _l("“%(text)s” lebih dari %(most)s kata."),
    Wrong.COMMON: _l("“%(text)s” hanya kata umum, yang diabaikan pencarian."),
    Wrong.SIGNED: _l("“%(text)s” memuat tanda yang tidak boleh dipakai: %(signs)s"),
    Wrong.LONELY: _l("Tulis paling sedikit satu kata lain di salah satu isian."),
}


def _is_asked(_form: object, field: Field) -> None:
    """Refuse a query that answers cannot be pinned to."""
    if topic_of_query(field.data) is None:
        raise StopValidation(
            _("Tulis kata biasa yang berarti, tanpa tanda kutip, tanda minus, atau bintang.")
        )


class TrialForm(Form):
    """What is tried; `seen` is the last change that the editor knows of."""

    query = optional_text(
        _l("Kata pencarian untuk dicoba"),
        most=MAX_LENGTH,
        hint=_l("Hasilnya sebelum dan sesudah perubahan ditampilkan berdampingan."),
        autocomplete="off",
    )
    seen = HiddenField()

    @property
    def seen_id(self) -> int:
        """The last change that the editor knows of, 0 if none."""
        return whole(self.seen.data or "") or 0


class GroupForm(TrialForm):
    """What finds each other, and what is found one-way."""

    alike = remark(
        _l("Kata yang sama artinya"),
        most=LONGEST_LIST,
        rows=3,
        hint=_l("Dipisah koma. Semuanya saling menemukan."),
    )
    narrower = remark(
        _l("Ikut ditemukan, tidak sebaliknya"),
        most=LONGEST_LIST,
        rows=2,
        hint=_l("Dipisah koma. Misalnya: “pandemi” ikut ditemukan oleh “wabah”."),
    )
    english = remark(
        _l("Dalam bahasa Inggris"), most=LONGEST_LIST, rows=2, hint=_l("Dipisah koma.")
    )

    def group_of(self, head: str) -> Group:
        """Return what was typed, of the group of `head`."""
        fields = (self.alike, self.narrower, self.english)
        alike, narrower, english = (pieces(field.data or "") for field in fields)
        return Group(head, alike, narrower, english)

    def show(self, group: Group) -> None:
        """Fill the form with a group."""
        for field, told in (
            (self.alike, group.alike),
            (self.narrower, group.narrower),
            (self.english, group.english),
        ):
            field.data = ", ".join(told)

    def judge(self, group: Group) -> None:
        """Note what is wrong with a group at the field in which it was typed."""
        for part, typed, wrong in group.wrongs(files().stop_words):
            told = {"text": typed, "most": LONGEST, "signs": SIGNS}
            self.blame(part if part in self else "alike", str(WRONG[wrong]) % told)


class NewGroupForm(GroupForm):
    """A group that is not there yet."""

    head = text(
        _l("Kata utama"),
        most=LONGEST_HEAD,
        hint=_l("Grup ini dikenal dengan kata ini; singkatan lebih baik daripada kepanjangannya."),
    )


def _place(label: str) -> Field:
    return optional_text(
        label,
        most=LONGEST_ADDRESS,
        hint=_l("Alamat halaman praktik, atau bagian akhirnya."),
        autocomplete="off",
    )


class PinForm(TrialForm):
    """Which practices come first."""

    first = _place(_l("Praktik pertama"))
    second = _place(_l("Praktik kedua"))
    third = _place(_l("Praktik ketiga"))

    def slugs(self) -> Mapping[str, str]:
        """Return {field: slug} of what was typed."""
        typed = {name: self[name].data or "" for name in PINNED}
        return {name: _slug_in(address) for name, address in typed.items() if address}

    def show(self, slugs: Iterable[str]) -> None:
        """Fill the form with practices."""
        for name, slug in zip(PINNED, slugs, strict=False):
            self[name].data = slug


class NewPinForm(PinForm):
    """Answers of a query that has none yet."""

    query = text(
        _l("Kata pencarian"),
        _is_asked,
        most=MAX_LENGTH,
        hint=_l("Urutan dan imbuhan kata tidak berpengaruh."),
        autocomplete="off",
    )


def topic_of_query(typed: str) -> str | None:
    """Return what a query is known by, None if answers cannot be pinned to it."""
    if len(typed) > MAX_LENGTH or any(
        term.kind is not TermKind.WORD for term in parse(typed).terms
    ):
        return None
    return topic_of(telling_stems(typed)) or None


def days_in(parameters: Mapping[str, str]) -> int:
    """Return of how many days is asked.

    Raises:
        BadInput: if it is none of `PERIODS`.
    """
    number = whole(parameters.get("days", "") or str(PERIODS[0]))
    if number not in PERIODS:
        raise BadInput(_("Pilih 7, 30, atau 90 hari."))
    return number


def _slug_in(address: str) -> str:
    """Return the slug that an address of a practice ends with, "" if there is none."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    last = path.rstrip("/").rpartition("/")[2]
    return last if SLUG.fullmatch(last) else ""
