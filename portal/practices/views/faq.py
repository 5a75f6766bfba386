"""What was asked of a practice and answered, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.core.formats import words
from portal.core.i18n import current_locale
from portal.practices.queries import PracticeView
from portal.practices.views.labels import credit_of


@dataclass(frozen=True)
class Faq:
    """A question with its answer and who is credited; `thread` is the key of where it was asked.

    `lang` is the language of both where it is not the page's.
    """

    id: str
    question: str
    html: Markup
    lang: str | None
    credit: str
    thread: str


def faq_of(view: PracticeView) -> Sequence[Faq]:
    """Return the questions, each in the reader's language where all of it is in that."""
    return [_faq(view, index) for index in range(len(view.record.get("faq", [])))]


def _faq(view: PracticeView, index: int) -> Faq:
    row, locale = view.record["faq"][index], current_locale()
    lang = locale if locale in row["question"] and locale in row["answer"] else "id"
    html = view.html.get(f"faq.{index}.answer.{lang}", "")
    return Faq(
        id=f"tanya-{index + 1}",
        question=words(row["question"], lang),
        html=Markup(html),  # noqa: S704  # it came from the sanitiser
        lang=None if lang == locale else lang,
        credit=credit_of(row),
        thread=row.get("thread", ""),
    )
