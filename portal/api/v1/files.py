"""`/api/v1/practices/{slug}/files`: files for a draft, and what answers say of files."""

from typing import Any

from portal.api.v1.file_schemas import FileBody, FileItem
from portal.api.v1.resource import Resource
from portal.core.access import accepts_files, current_actor, requires
from portal.core.addresses import absolute
from portal.core.once import key_of_program
from portal.core.permissions import permits
from portal.core.uploads.intake import Purpose, Sent
from portal.practices.permissions import READ_MEMBER_FILE, START_PRACTICE
from portal.practices.queries.files import FileView
from portal.practices.services import files
from portal.practices.views.media import file_url

blueprint = Resource("api-files", __name__, description="Images and attachments.")


@blueprint.post("/practices/<slug:slug>/files")
@accepts_files
@requires(START_PRACTICE)
@blueprint.arguments(FileBody, location="files")
@blueprint.response(201, FileItem)
@blueprint.creating(
    "attachFile",
    "BAD_REQUEST",
    "NOT_FOUND",
    "CONFLICT",
    "REQUEST_ENTITY_TOO_LARGE",
    "UNPROCESSABLE_ENTITY",
)
def attach(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Attach a file to the draft; the record shows it by its id."""
    actor, sent = current_actor(), body["file"]
    made = files.attach(
        actor,
        files.writable(actor, slug).id,
        Sent(sent.stream, sent.filename or "", sent.mimetype or ""),
        Purpose(body["purpose"]),
        member_only=body["member_only"],
        key=key_of_program(),
    )
    return item_of(made, readable=True)


def item_of(file: FileView, *, readable: bool | None = None) -> dict[str, Any]:
    """Return what is said of a file; without the right to it, neither its name nor its address."""
    if readable is None:
        readable = not file.member_only or permits(current_actor(), READ_MEMBER_FILE)
    return {
        "id": file.public_id,
        "url": absolute(file_url(file.public_id)) if readable else None,
        "kind": file.kind,
        "name": file.name if readable else None,
        "media_type": file.media_type,
        "bytes": file.bytes,
        "member_only": file.member_only,
    }
