"""The forms in which people write in threads, and reading which page is asked for."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from wtforms import FileField

from portal.core.errors import BadInput
from portal.core.forms import FileForm, choice, long_text, text, whole
from portal.core.i18n import _, _l
from portal.core.uploads.types import ATTACHMENTS, IMAGES
from portal.threads.models import PostKind, ThreadKind, Visibility
from portal.threads.permissions import Voice
from portal.threads.schemas.texts import LONGEST_TEXT, LONGEST_TITLE

SUFFIXES = ",".join(
    sorted({suffix for kind in (*ATTACHMENTS, *IMAGES) for suffix in kind.suffixes})
)
Voices = Sequence[tuple[str, str]]
MOST_PAGE = 10_000


def key_of(voice: Voice) -> str:
    """Return how a form calls a voice."""
    return f"{voice.region_id or ''}{'*' if voice.as_region else ''}"


class WritingForm(FileForm):
    """What every form of a text has."""

    body = long_text(_l("Teks"), most=LONGEST_TEXT, rows=7)
    file = FileField(
        _l("Gambar atau berkas"),
        description=_l(
            "Paling besar 10 MB, paling banyak lima. Gambar dibersihkan dari data pembuatnya; "
            "dokumen tidak: hapus dulu nama pembuat dari propertinya bila tidak boleh diketahui."
        ),
        render_kw={"accept": SUFFIXES},
    )

    def explain(self, handle: str) -> None:
        """Say how to write, with somebody as the example of who can be called."""
        self.body.description = _(
            "Boleh memakai Markdown: **tebal**, - daftar, > kutipan. "
            "Sebut daerah atau mentor dengan @, misalnya @%(handle)s.",
            handle=handle,
        )


class EditForm(WritingForm):
    """What an own post is to say."""


class EditOpeningForm(WritingForm):
    """What an own thread is called, and what its opening is to say."""

    title = text(_l("Judul"), most=LONGEST_TITLE)


def ask_form(voices: Voices) -> WritingForm:
    """Return the form that begins a thread."""

    class _Ask(WritingForm):
        kind = choice(
            _l("Jenis"),
            [
                (
                    ThreadKind.QUESTION.value,
                    _l("Pertanyaan, dipegang satu mentor"),
                ),
                (ThreadKind.DISCUSSION.value, _l("Diskusi: bertukar pengalaman tanpa tenggat")),
            ],
        )
        title = text(
            _l("Judul"),
            most=LONGEST_TITLE,
            hint=_l("Satu kalimat, seperti kepada rekan. Misalnya: Siapa menanggung biaya server?"),
        )
        visibility = choice(
            _l("Siapa yang dapat membaca"),
            [
                (Visibility.PUBLIC.value, _l("Semua orang")),
                (Visibility.MEMBERS.value, _l("Hanya anggota yang masuk")),
            ],
        )
        voice = choice(_l("Sebagai"), list(voices))

    return _Ask()


def post_form(voices: Voices, *, is_question: bool, sent: bool) -> WritingForm:
    """Return the form that writes in a thread, as it was sent or empty."""
    made = _post_form(tuple(voices), is_question)
    return made() if sent else made(formdata=None)


@lru_cache(200)  # to make a class of fields takes as long as to show a thread
def _post_form(voices: Voices, is_question: bool) -> type[WritingForm]:  # noqa: FBT001  # a key
    kinds = [(PostKind.COMMENT.value, _l("Komentar"))]
    if is_question:
        kinds.insert(0, (PostKind.ANSWER.value, _l("Jawaban")))

    class _Post(WritingForm):
        kind = choice(_l("Jenis tulisan"), kinds)
        voice = choice(_l("Sebagai"), list(voices))

    return _Post


def page_in(parameters: Mapping[str, str]) -> int:
    """Return which page of a list is asked for.

    Raises:
        BadInput: if it is no number from 1 on.
    """
    number = whole(parameters.get("page", "") or "1")
    if not number or number > MOST_PAGE:
        raise BadInput(_("“%(name)s” harus bilangan bulat mulai dari 1.", name="page"))
    return number
