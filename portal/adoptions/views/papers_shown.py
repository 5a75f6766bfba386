"""Tasks and documents as pages show them."""

from collections.abc import Sequence

from portal.adoptions.forms.checking import DueForm
from portal.adoptions.queries.plans import DocumentView, TaskView
from portal.adoptions.queries.wording import DOCUMENTS
from portal.adoptions.views.shapes import Document, Task
from portal.core.clock import today


def tasks_shown(rows: Sequence[TaskView]) -> list[Task]:
    """Return the tasks with their numbers, and a form each."""
    return [_task(number, row) for number, row in enumerate(rows, start=1)]


def _task(number: int, row: TaskView) -> Task:
    late = row.due is not None and row.done_at is None and row.due < today()
    given = {"due": row.due.isoformat() if row.due else ""}
    form = DueForm(formdata=None, prefix=f"t{number}-", data=given)
    return Task(number, row.text, row.due, row.done_at, late, form)


def documents_shown(rows: Sequence[DocumentView]) -> list[Document]:
    """Return the documents with their numbers."""
    return [
        Document(number, str(DOCUMENTS[row.kind]), row.text, row.url, row.added_at)
        for number, row in enumerate(rows, start=1)
    ]
