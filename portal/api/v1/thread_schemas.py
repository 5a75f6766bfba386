"""The shapes of threads in the API's answers and of what is written in them."""

from marshmallow import Schema, fields, validate

from portal.api.v1.schemas import (
    Highlights,
    Listed,
    Paged,
    RegionName,
    Searched,
    address,
    counted,
    filters,
    one_of,
    searching,
)
from portal.core.addresses import LAST_NUMBER
from portal.core.i18n import LOCALES
from portal.threads.models import PostKind, PostState, Speaker, ThreadKind, ThreadState, Visibility
from portal.threads.schemas.facets import FACETS, SORTS
from portal.threads.schemas.texts import LONGEST_TEXT, LONGEST_TITLE, SHORTEST_TITLE

LAST_BLOCK = 1000
KINDS = (PostKind.ANSWER.value, PostKind.COMMENT.value)
FILTERS = {
    "state": "States of questions: open, answered, confirmed, applied, duplicate.",
    "kind": "Kinds of threads: question, discussion.",
    "dimension": "Maturity dimensions of where they arose, terms of kota-cerdas-id.",
    "sector": "Sectors of minimum service standards there, terms of spm, or non-spm.",
    "region": "Codes of the regions that ask or are asked.",
    "practice": "Slugs of the practices at which they arose.",
}
ThreadParameters = Paged.from_dict(
    {**searching(SORTS), **filters(FILTERS, FACETS)}, name="ThreadParameters"
)


class SpotName(Schema):
    """The practice at which a thread arose; `block` counts from 1."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    block = fields.Integer(required=True, allow_none=True)


class SpeakerName(Schema):
    """Who speaks: the region alone where somebody speaks as it, a name to members alone."""

    name = fields.String(required=True)
    region = fields.Nested(RegionName, metadata={"description": "None of who speaks nationally."})
    as_region = fields.Boolean(required=True)
    role = one_of([speaker.value for speaker in Speaker])


class ThreadHead(Schema):
    """What is said of a thread everywhere."""

    id = fields.String(required=True)
    kind = one_of([kind.value for kind in ThreadKind])
    title = fields.String(required=True)
    language = one_of(LOCALES)
    visibility = one_of([visibility.value for visibility in Visibility])
    state = one_of([state.value for state in ThreadState])
    about = fields.Nested(RegionName, metadata={"description": "The region that is asked."})
    practice = fields.Nested(SpotName)
    dimension = fields.String(required=True, allow_none=True)
    sector = fields.String(required=True, allow_none=True)
    last_post_at = fields.AwareDateTime(required=True)
    url = address()


class ThreadItem(ThreadHead):
    """A thread in a list."""

    by = fields.Nested(SpeakerName, required=True)
    posts = counted(description="How many posts everybody may read, the opening among them.")
    highlights = fields.Nested(Highlights, required=True)


class ThreadList(Searched):
    """A page of threads with all facets."""

    items = fields.List(fields.Nested(ThreadItem), required=True)


class PostFileItem(Schema):
    """A file of a post; an image has an `alt`, which is "" where it only decorates."""

    url = address()
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    bytes = counted()
    alt = fields.String(required=True, allow_none=True)


class PostItem(Schema):
    """A post."""

    number = fields.Integer(required=True, validate=validate.Range(1))
    url = address()
    kind = one_of([kind.value for kind in PostKind])
    state = fields.String(
        required=True,
        validate=validate.OneOf([state.value for state in PostState]),
        metadata={"description": "What is not visible is seen by its author and by moderators."},
    )
    by = fields.Nested(SpeakerName, required=True)
    accepted = fields.Boolean(required=True)
    language = one_of(LOCALES)
    html = fields.String(required=True, metadata={"description": "Made safe, to be shown as is."})
    files = fields.List(fields.Nested(PostFileItem), required=True)
    votes = counted()
    written_at = fields.AwareDateTime(required=True)
    edited_at = fields.AwareDateTime(required=True, allow_none=True)


class VersionName(Schema):
    """A version of a practice."""

    slug = fields.String(required=True)
    number = fields.Integer(required=True, validate=validate.Range(1))
    url = address()


class ThreadAnswer(ThreadHead, Listed):
    """A thread with a page of its posts in their order; `total` counts their numbers.

    The accepted answer is on the first page too.
    """

    locked = fields.Boolean(required=True)
    original = fields.String(
        required=True, allow_none=True, metadata={"description": "Of which it is a duplicate."}
    )
    folded_in = fields.Nested(
        VersionName,
        metadata={"description": "The version of the practice that has the answer in its faq."},
    )
    due_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "By when an answer is promised, while there is none."},
    )
    created_at = fields.AwareDateTime(required=True)
    items = fields.List(fields.Nested(PostItem), required=True)


class PostsPage(Schema):
    """Which posts of a thread."""

    page = fields.Integer(
        load_default=1, validate=validate.Range(1, 10_000), metadata={"description": "Of 20 posts."}
    )


class WordsBody(Schema):
    """A text, and as whom it is said."""

    text = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_TEXT),
        metadata={"description": "Markdown; @ calls regions and mentors."},
    )
    language = fields.String(load_default="id", validate=validate.OneOf(LOCALES))
    region = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "The region for which one speaks; left out, the first of one's."},
    )
    as_region = fields.Boolean(
        load_default=False,
        metadata={"description": "Whether the region itself speaks, so that nobody is named."},
    )


class NewPost(WordsBody):
    """What is written in a thread; a discussion has no answers."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))


class AnchorBody(Schema):
    """Where a thread arises: at a practice, else in a cell of the grid, else at a region."""

    practice = fields.String(load_default="")
    version = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1, LAST_NUMBER)
    )
    block = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1, LAST_BLOCK)
    )
    dimension = fields.String(load_default="")
    sector = fields.String(load_default="")
    region = fields.String(load_default="")


class NewThread(WordsBody):
    """A question or a discussion to be begun."""

    kind = one_of([kind.value for kind in ThreadKind])
    title = fields.String(required=True, validate=validate.Length(SHORTEST_TITLE, LONGEST_TITLE))
    visibility = fields.String(
        load_default=Visibility.PUBLIC.value,
        validate=validate.OneOf([visibility.value for visibility in Visibility]),
    )
    at = fields.Nested(AnchorBody, load_default=dict)
