"""The form by which an answer goes into a practice."""

from wtforms import StringField, TextAreaField

from portal.core.forms import Form, long_text, text
from portal.core.i18n import _l
from portal.practices.schemas.faq import MAX_ANSWER
from portal.practices.schemas.shapes import MAX_LINE
from portal.threads.models import Post, Thread

QUESTIONS = {"id": "question", "en": "question_en"}
ANSWERS = {"id": "answer", "en": "answer_en"}


class FoldForm(Form):
    """A question with its answer as the practice is to have them."""

    question = text(_l("Pertanyaan"), most=MAX_LINE)
    answer = long_text(
        _l("Jawaban"),
        most=MAX_ANSWER,
        rows=10,
        hint=_l("Ringkaslah agar berguna bagi semua daerah. Boleh memakai Markdown."),
    )

    def of(self, names: dict[str, str]) -> dict[str, str]:
        """Return a text in the languages in which it was typed; `names` are {language: field}."""
        return {
            lang: self[name].data
            for lang, name in names.items()
            if name in self and (self[name].data or "").strip()
        }


class TranslatedForm(FoldForm):
    """The same of what was said in English, which practices have beside the Indonesian."""

    question_en = StringField(_l("Pertanyaan, bahasa Inggris"))
    answer_en = TextAreaField(_l("Jawaban, bahasa Inggris"), render_kw={"rows": 10})


def fold_form(thread: Thread, post: Post) -> FoldForm:
    """Return the form for an answer: in Indonesian, and in English where either was said in it."""
    return TranslatedForm() if "en" in {thread.language, post.language} else FoldForm()
