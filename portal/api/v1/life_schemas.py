"""The shapes of what becomes of a published practice."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from portal.practices.forms.life import MAX_LINE
from portal.practices.schemas.record import PERIOD

MOST = 1e15  # no page takes more digits
MOST_MEASURES = 100


class Line(fields.String):
    """A text of one line, without white space around it."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        return " ".join((super()._deserialize(value, attr, data, **kwargs) or "").split())


class MeasureItem(Schema):
    """A value of an indicator, by its Indonesian name, for a period after the version's."""

    indicator = fields.String(required=True)
    value = fields.Float(required=True, validate=validate.Range(-MOST, MOST))
    period = Line(required=True, validate=[PERIOD, validate.Length(1, MAX_LINE)])
    source = Line(required=True, validate=validate.Length(1, MAX_LINE))


class ConfirmBody(Schema):
    """New values that come with saying that a practice still runs, if there are any."""

    measures = fields.List(
        fields.Nested(MeasureItem),
        load_default=list,
        validate=validate.Length(max=MOST_MEASURES),
    )


class StopBody(Schema):
    """Why a practice no longer runs, and what others can learn from that."""

    reason = fields.String(required=True, metadata={"description": "A term of stop-reason."})
    lesson = fields.String(required=True)


class ReasonBody(Schema):
    """Why a practice is taken from readers."""

    reason = fields.String(required=True)


class WithdrawBody(ReasonBody):
    """Why a practice goes for good."""

    sure = fields.Boolean(
        required=True,
        validate=validate.OneOf([True], error="must be true"),
        metadata={"description": "That it cannot be undone is understood."},
    )
