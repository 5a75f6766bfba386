"""The step for what readers have asked, and what they were answered."""

from portal.core.i18n import _l
from portal.practices.forms.fields import Field, Group, Kind, Rows, Step
from portal.practices.schemas.faq import MAX_ANSWER, MAX_FAQ
from portal.practices.schemas.shapes import MAX_LINE

QUESTION = Field(path="question.id", kind=Kind.LINE, label=_l("Pertanyaan"), most=MAX_LINE)
ANSWER = Field(
    path="answer.id", kind=Kind.MARKDOWN, label=_l("Jawaban"), most=MAX_ANSWER, tall=True
)
FAQ = Step(
    slug="faq",
    title=_l("Tanya jawab"),
    lead=_l(
        "Yang sering ditanyakan daerah lain, beserta jawabannya. Jawaban dari utas dimasukkan "
        "lewat utasnya, agar penanya dan penjawabnya disebut dan utasnya tertaut."
    ),
    groups=(
        Group(
            rows=Rows(
                path="faq",
                one=_l("Pertanyaan"),
                add=_l("Tambah pertanyaan"),
                most=MAX_FAQ,
                fields=(
                    QUESTION,
                    ANSWER,
                    Field(
                        path="asked_by",
                        kind=Kind.REGION,
                        label=_l("Ditanyakan oleh daerah"),
                        hint=_l("Nama daerahnya, misalnya Kota Bandung. Boleh kosong."),
                        most=MAX_LINE,
                        more=True,
                    ),
                    Field(
                        path="answered_by",
                        kind=Kind.REGION,
                        label=_l("Dijawab oleh daerah"),
                        most=MAX_LINE,
                        more=True,
                    ),
                ),
            )
        ),
    ),
)
