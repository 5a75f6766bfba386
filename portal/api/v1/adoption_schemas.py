"""The shapes of adoptions in the API."""

from marshmallow import Schema, fields, validate

from portal.adoptions.models import Act, Outcome, Phase, Stage
from portal.adoptions.models.plans import Choice
from portal.api.v1.schemas import Listed, Paged, RegionName, address, one_of
from portal.search.parameters import MAX_VALUE


def _filter(description: str) -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=MAX_VALUE),
        metadata={"description": description},
    )


class AdoptionParameters(Paged):
    """What narrows the adoptions."""

    phase = fields.String(
        load_default="",
        validate=validate.OneOf(["", *(phase.value for phase in Phase)]),
        metadata={"description": "The phase in which they stand."},
    )
    region = _filter("The code of the region that adopts.")
    dimension = _filter("A maturity dimension of the practice, a term of kota-cerdas-id.")
    reason = _filter("Why they were dropped, a term of stop-reason.")
    practice = _filter("The slug of the practice.")


class AdoptedThing(Schema):
    """What is adopted: a practice in one of its versions, or a page of another catalogue."""

    slug = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True, allow_none=True)
    title = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "None of a practice that is no longer public."},
    )
    catalogue = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True, metadata={"format": "uri"})


class AdoptionItem(Schema):
    """An adoption in a list."""

    id = fields.String(required=True)
    region = fields.Nested(RegionName, required=True)
    source = fields.Nested(
        RegionName, metadata={"description": "The region from which it was taken, if known."}
    )
    practice = fields.Nested(AdoptedThing, required=True)
    generation = fields.Integer(
        required=True,
        validate=validate.Range(1),
        metadata={"description": "1 where it was taken from the original."},
    )
    stage = one_of([stage.value for stage in Stage])
    phase = one_of([phase.value for phase in Phase])
    outcome = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf([outcome.value for outcome in Outcome]),
        metadata={"description": "As it was verified; None before."},
    )
    reason = fields.String(required=True, allow_none=True)
    started_at = fields.AwareDateTime(required=True)
    moved_at = fields.AwareDateTime(required=True)
    url = address()


class AdoptionList(Listed):
    """A page of adoptions."""

    items = fields.List(fields.Nested(AdoptionItem), required=True)


class AdoptedBlock(Schema):
    """A block with what becomes of it; one that was added has no number."""

    number = fields.Integer(required=True, allow_none=True)
    title = fields.String(required=True)
    choice = one_of([choice.value for choice in Choice])
    note = fields.String(required=True)


class AdoptedIndicator(Schema):
    """What an indicator showed before, should show, and showed after."""

    name = fields.String(required=True)
    unit = fields.String(required=True)
    baseline = fields.Float(required=True, allow_none=True)
    baseline_period = fields.String(required=True)
    target = fields.Float(required=True, allow_none=True)
    actual = fields.Float(required=True, allow_none=True)
    actual_period = fields.String(required=True)
    source = fields.String(required=True)


class AdoptionStep(Schema):
    """A line of the history."""

    act = one_of([act.value for act in Act])
    stage = one_of([stage.value for stage in Stage])
    note = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class AdoptionAnswer(AdoptionItem):
    """An adoption whole."""

    parent = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The id of the adoption from which it was taken."},
    )
    confirmed = fields.Boolean(
        required=True, metadata={"description": "Whether the source region has confirmed it."}
    )
    report = fields.String(required=True, allow_none=True)
    blocks = fields.List(fields.Nested(AdoptedBlock), required=True)
    indicators = fields.List(fields.Nested(AdoptedIndicator), required=True)
    history = fields.List(fields.Nested(AdoptionStep), required=True)
