"""Tasks and documents as pages show them."""

from collections.abc import Sequence

from portal.adoptions.queries.plans import DocumentView, TaskView
from portal.adoptions.queries.wording import DOCUMENTS
from portal.adoptions.views.shapes import Document, Task


def tasks_shown(rows: Sequence[TaskView]) -> list[Task]:
    """Return the tasks with their numbers."""
    return [Task(number, row.text, row.done_at) for number, row in enumerate(rows, start=1)]


def documents_shown(rows: Sequence[DocumentView]) -> list[Document]:
    """Return the documents with their numbers."""
    return [
        Document(number, str(DOCUMENTS[row.kind]), row.text, row.url, row.added_at)
        for number, row in enumerate(rows, start=1)
    ]
