"""The fields of a draft, each with what people and machines said about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portal.core.i18n import _
from portal.core.rendering import Text, render_all
from portal.practices.queries import PracticeView
from portal.practices.queries.reviews import Comment
from portal.practices.schemas.completeness import Gap
from portal.practices.views.diff import FieldChange, PartChange
from portal.practices.views.editor_preview import hints_of
from portal.practices.views.media import Files
from portal.practices.views.outline import Field, outline_of
from portal.practices.views.review_shapes import (
    CheckedField,
    CheckedPart,
    Checks,
    CommentShape,
    Finding,
    Tried,
)
from portal.practices.views.wording_review import role_label, round_label

WHOLE = ""
SOURCE_WORDS = {"id": "Sumber", "en": "Source"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What there is to say about the fields of a text."""

    comments: Sequence[Comment]
    gaps: Sequence[Gap]
    changes: Mapping[str, FieldChange]
    may_settle: bool
    tried: Tried | None
    files: Files


def anchor_of(path: str) -> str:
    """Return the id that the field of a path has on the page."""
    return f"f-{path.replace('.', '-')}" if path else "f-naskah"


def home_of(path: str, known: Iterable[str]) -> str:
    """Return the field among `known` beside which something about `path` belongs.

    That is the field itself, the one that holds it, the first below it, or else the whole.
    """
    paths = list(known)
    holding = [other for other in paths if path == other or path.startswith(f"{other}.")]
    below = [other for other in paths if path and other.startswith(f"{path}.")]
    return max(holding, key=len, default=below[0] if below else WHOLE)


def checked(record: Mapping[str, Any], said: Said) -> tuple[CheckedField, list[CheckedPart]]:
    """Return the text as a whole, and its fields part by part, with what was said beside each."""
    parts = outline_of(record)
    fields = {field.path: field for part in parts for field in part.fields}
    html = _rendered(record, fields.values())
    comments: dict[str, list[CommentShape]] = {}
    for comment in said.comments:
        home = home_of(comment.path, fields)
        comments.setdefault(home, []).append(_comment(comment, may_settle=said.may_settle))
    gaps: dict[str, list[str]] = {}
    for gap in said.gaps:
        gaps.setdefault(home_of(gap.path, fields), []).append(gap.text)
    whole = Field(path=WHOLE, label=_("Naskah sebagai keseluruhan"), text="", key=WHOLE)

    def dressed(field: Field) -> CheckedField:
        typed, fault = _typed(said.tried, field.path)
        return CheckedField(
            path=field.path,
            anchor=anchor_of(field.path),
            label=field.label,
            text=field.text,
            lang=field.lang,
            html=html.get(field.path),
            file=said.files.download(field.row),
            gaps=gaps.get(field.path, []),
            change=said.changes.get(field.path),
            comments=comments.get(field.path, []),
            typed=typed,
            fault=fault,
        )

    return dressed(whole), [
        CheckedPart(part.id, part.heading, [dressed(field) for field in part.fields])
        for part in parts
    ]


def _rendered(record: Mapping[str, Any], fields: Iterable[Field]) -> Mapping[str, Any]:
    numbers = {source["id"]: int(source["id"][1:]) for source in record.get("sources", [])}
    texts = {
        field.path: Text(field.text, numbers, SOURCE_WORDS[field.lang or "id"])
        for field in fields
        if field.is_markdown
    }
    return {path: rendered.html for path, rendered in render_all(texts).items()}


def _typed(tried: Tried | None, path: str) -> tuple[str, str]:
    if tried is None or tried.form != "comment" or tried.typed.get("path") != path:
        return "", ""
    return tried.typed.get("text", ""), tried.message


def _comment(comment: Comment, *, may_settle: bool) -> CommentShape:
    return CommentShape(
        id=comment.id,
        text=comment.text,
        author=comment.author.name,
        role=role_label(comment.author),
        round_label=round_label(comment.round_number),
        written_at=comment.written_at,
        settled_at=comment.settled_at,
        can_settle=may_settle and comment.settled_at is None,
    )


def checks_of(
    gaps: Sequence[Gap],
    changes: Sequence[PartChange],
    parts: Sequence[CheckedPart],
    live: PracticeView | None,
) -> Checks:
    """Return what machines see in a text, with links to where they see it."""
    anchors = {field.path: field.anchor for part in parts for field in part.fields}
    changed = [
        Finding(f"{part.title}: {field.label}", _link(anchors.get(field.path)))
        for part in changes
        for field in part.changed
    ]
    fields = [field for part in parts for field in part.fields]
    around = " ".join(field.text for field in fields)
    moved = [
        Finding(f"{part.title}, {part.moved}", f"#{part.id}") for part in changes if part.moved
    ]
    return Checks(
        gaps=[Finding(gap.text, _link(anchors.get(home_of(gap.path, anchors)))) for gap in gaps],
        hints=[
            Finding(f"{field.label}: {hint}", f"#{field.anchor}")
            for field in fields
            if field.lang == "id" and (field.html or field.path == "summary.id")
            for hint in hints_of(field.text, around)
        ],
        changed=[*changed, *moved],
        live_number=live.number if live else None,
        live_url=url_for("practices.detail", slug=live.slug) if live else None,
    )


def _link(anchor: str | None) -> str | None:
    return f"#{anchor}" if anchor else None
