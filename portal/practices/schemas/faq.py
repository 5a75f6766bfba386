"""The questions that a practice answers."""

from marshmallow import Schema, fields, validate

from portal.practices.schemas.shapes import END, MAX_LINE

MAX_FAQ = 20
MAX_ANSWER = 5000
THREAD_KEY = validate.Regexp("^[a-z2-7]{12}" + END, error="must be the id of a thread")


class QuestionSchema(Schema):
    """A question that readers ask; English may be missing."""

    id = fields.String(required=True, validate=validate.Length(max=MAX_LINE))
    en = fields.String(validate=validate.Length(max=MAX_LINE))


class AnswerSchema(Schema):
    """The Markdown that answers it; English may be missing."""

    id = fields.String(required=True, validate=validate.Length(max=MAX_ANSWER))
    en = fields.String(validate=validate.Length(max=MAX_ANSWER))


class FaqSchema(Schema):
    """What was asked and answered: in which thread, and which regions are credited with it."""

    question = fields.Nested(QuestionSchema, required=True)
    answer = fields.Nested(AnswerSchema, required=True)
    thread = fields.String(validate=THREAD_KEY)
    asked_by = fields.String()
    answered_by = fields.String()
