"""The page on which a region says what becomes of each block, and what it adds."""

from collections.abc import Sequence

from flask import render_template
from werkzeug.wrappers import Response

from portal.adoptions.forms.plans import AddedForm, BlockForm
from portal.adoptions.models.plans import Choice
from portal.adoptions.queries.plans import BlockView, blocks_of
from portal.adoptions.schemas import MAX_ROWS
from portal.adoptions.services import planning
from portal.adoptions.views.pages import act_on, blueprint, done, recorded, refused
from portal.adoptions.views.rows import head_of
from portal.adoptions.views.shapes import BlockRow, BlocksPage
from portal.core.access import requires
from portal.core.formats import words
from portal.core.forms import Form
from portal.core.i18n import current_locale
from portal.practices.permissions import OPEN_DESK

EMPTY_ROWS = 2


@blueprint.get("/adoptions/<key:adoption>/blocks")
@requires(OPEN_DESK)
def blocks(adoption: str) -> str:
    """Show what becomes of each block."""
    view = recorded(adoption)
    found = blocks_of(view.id)
    forms = [
        BlockForm(
            formdata=None,
            prefix=f"b{block.number}-",
            data={"choice": block.choice.value, "note": block.note},
        )
        for block in found
        if block.number is not None
    ]
    own = [
        AddedForm(
            formdata=None,
            prefix=f"a{place}-",
            data={"title": words(block.title), "note": block.note},
        )
        for place, block in enumerate(_added(found))
    ]
    empty = range(len(own), min(MAX_ROWS, len(own) + EMPTY_ROWS))
    more = [AddedForm(formdata=None, prefix=f"a{place}-") for place in empty]
    return _page(adoption, found, forms, own + more)


@blueprint.post("/adoptions/<key:adoption>/blocks")
@requires(OPEN_DESK)
def choose_blocks(adoption: str) -> Response:
    """Keep what becomes of each block."""
    view = recorded(adoption)
    found = blocks_of(view.id)
    numbers = [block.number for block in found if block.number is not None]
    forms = [BlockForm(prefix=f"b{number}-") for number in numbers]
    added = [AddedForm(prefix=f"a{place}-") for place in range(_rows_shown(found))]
    everything: list[Form] = [*forms, *added]
    valid = [form.validate() for form in everything]  # each of them, to tell all faults
    if not all(valid):
        return refused(_page(adoption, found, forms, added))
    chosen = {
        number: (Choice(form.choice.data), str(form.note.data))
        for number, form in zip(numbers, forms, strict=True)
    }
    own = [(str(form.title.data), str(form.note.data)) for form in added]
    act_on(adoption, planning.choose_blocks, chosen, own)
    return done(adoption, "saved", "bagian")


def _added(found: Sequence[BlockView]) -> list[BlockView]:
    return [block for block in found if block.number is None]


def _rows_shown(found: Sequence[BlockView]) -> int:
    return min(MAX_ROWS, len(_added(found)) + EMPTY_ROWS)


def _page(
    key: str, found: Sequence[BlockView], forms: Sequence[BlockForm], added: Sequence[AddedForm]
) -> str:
    numbered = [block for block in found if block.number is not None]
    rows = []
    for block, form in zip(numbered, forms, strict=True):
        title = words(block.title)
        lang = title.lang if title.lang != current_locale() else None
        rows.append(BlockRow(title, lang, form))
    page = BlocksPage(head_of(recorded(key)), rows, added)
    return render_template("adoptions/blocks.html", page=page)
