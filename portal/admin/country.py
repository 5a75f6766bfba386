"""The invented country of the demonstration: what the files below `content/demo/` say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, validate

from portal.accounts.services.memberships import Post
from portal.core.content import ContentError, Reading, load_yaml_file, read_text
from portal.core.permissions import Role
from portal.mentoring.models.sessions import Mode, Side
from portal.regions.content import read_invented
from portal.regions.schemas.measures import What

FOLDER = "demo"
DEEDS = ("answer", "comment", "merge", "vote", "flag", "confirmed", "applied", "fold")


class _PostSchema(Schema):
    role = fields.Enum(Role, by_value=True, required=True)
    region = fields.String()


class _PersonSchema(Schema):
    mail = fields.Email(required=True)
    name = fields.String(required=True)
    posts = fields.List(fields.Nested(_PostSchema), required=True, validate=validate.Length(min=1))


class _PeopleSchema(Schema):
    people = fields.List(fields.Nested(_PersonSchema), required=True)


class _StepSchema(Schema):
    by = fields.String(required=True)
    do = fields.String(required=True)
    path = fields.String(load_default="")
    text = fields.String(load_default="")
    reason = fields.String()
    person = fields.String()
    changes = fields.Dict()


class _PracticeSchema(Schema):
    file = fields.String(required=True)
    writer = fields.String(required=True)
    grown = fields.Boolean(load_default=False)
    steps = fields.List(fields.Nested(_StepSchema), load_default=[])


class _ReplySchema(Schema):
    by = fields.String(required=True)
    do = fields.String(required=True, validate=validate.OneOf(DEEDS))
    into = fields.String(load_default="")
    text = fields.String(load_default="")
    as_region = fields.Boolean(load_default=False)
    post = fields.Integer(load_default=1)
    ground = fields.String(load_default="other")


class _ThreadSchema(Schema):
    by = fields.String(required=True)
    kind = fields.String(load_default="question")
    visibility = fields.String(load_default="public")
    title = fields.String(required=True)
    text = fields.String(required=True)
    as_region = fields.Boolean(load_default=False)
    practice = fields.String(load_default="")
    block = fields.Integer(load_default=None)
    dimension = fields.String(load_default="")
    sector = fields.String(load_default="")
    region = fields.String(load_default="")
    steps = fields.List(fields.Nested(_ReplySchema), load_default=[])


class _LaterSchema(_StepSchema):
    file = fields.String(required=True)


class _MentorSchema(Schema):
    who = fields.String(required=True)
    by = fields.String(required=True)
    confirmed_by = fields.String(required=True)
    dimensions = fields.List(fields.String(), load_default=[])
    sectors = fields.List(fields.String(), load_default=[])
    languages = fields.List(fields.String(), load_default=["id"])
    blocks = fields.List(fields.String(), load_default=[])
    capacity = fields.Integer(load_default=2)
    about = fields.String(required=True)


class _ValuesSchema(Schema):
    by = fields.String(required=True)
    what = fields.Enum(What, by_value=True, required=True)
    date = fields.String(required=True)
    source = fields.String(required=True)
    url = fields.String(load_default="")
    evidence = fields.String(load_default="")
    values = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    asks = fields.Boolean(load_default=True)
    verified_by = fields.String(load_default="")
    refused_by = fields.String(load_default="")
    reason = fields.String(load_default="")


class _ProfileSchema(Schema):
    region = fields.String(required=True)
    by = fields.String(required=True)
    traits = fields.Dict(keys=fields.String(), values=fields.String(), load_default={})
    targets = fields.Dict(keys=fields.String(), values=fields.Integer(), load_default={})
    values = fields.List(fields.Nested(_ValuesSchema), load_default=[])


class _AdoptionStepSchema(Schema):
    do = fields.String(required=True)
    by = fields.String(load_default="")
    to = fields.String(load_default="")
    text = fields.String(load_default="")
    blocks = fields.Dict(load_default=dict)
    added = fields.List(fields.List(fields.String()), load_default=[])
    measured = fields.Dict(load_default=dict)


class _AdoptionSchema(Schema):
    name = fields.String(required=True)
    by = fields.String(required=True)
    region = fields.String(required=True)
    practice = fields.String(load_default="")
    parent = fields.String(load_default="")
    title = fields.String(load_default="")
    url = fields.String(load_default="")
    catalogue = fields.String(load_default="")
    text = fields.String(load_default="")
    steps = fields.List(fields.Nested(_AdoptionStepSchema), load_default=[])


class _ChampionSchema(Schema):
    region = fields.String(required=True)
    dimension = fields.String(required=True)
    by = fields.String(required=True)


class _MentorshipStepSchema(Schema):
    do = fields.String(required=True)
    by = fields.String(required=True)
    text = fields.String(load_default="")
    goals = fields.List(fields.List(fields.String()), load_default=[])
    mode = fields.Enum(Mode, by_value=True, load_default=Mode.ONLINE)
    side = fields.Enum(Side, by_value=True, load_default=Side.LEARNER)
    days = fields.Integer(load_default=0)
    hour = fields.Integer(load_default=9)


class _MentorshipSchema(Schema):
    by = fields.String(required=True)
    region = fields.String(required=True)
    of = fields.String(required=True)
    mentor = fields.String(load_default="")
    practice = fields.String(load_default="")
    dimension = fields.String(required=True)
    text = fields.String(required=True)
    waits = fields.Boolean(load_default=False)
    steps = fields.List(fields.Nested(_MentorshipStepSchema), load_default=[])


class _StorySchema(Schema):
    profiles = fields.List(fields.Nested(_ProfileSchema), load_default=[])
    practices = fields.List(fields.Nested(_PracticeSchema), required=True)
    mentors = fields.List(fields.Nested(_MentorSchema), load_default=[])
    threads = fields.List(fields.Nested(_ThreadSchema), load_default=[])
    later = fields.List(fields.Nested(_LaterSchema), load_default=[])
    adoptions = fields.List(fields.Nested(_AdoptionSchema), load_default=[])
    champions = fields.List(fields.Nested(_ChampionSchema), load_default=[])
    mentorships = fields.List(fields.Nested(_MentorshipSchema), load_default=[])


@dataclass(frozen=True)
class Person:
    """Somebody invented; `key` is what the story calls them."""

    key: str
    mail: str
    name: str
    posts: Sequence[Post]


@dataclass(frozen=True)
class Tale:
    """An invented practice: its text, who begins it, and what is done with it, step by step.

    `file` is what threads call it; `grown` tells that it came of an adoption, and is told after it.
    """

    file: str
    text: str
    writer: str
    steps: Sequence[Mapping[str, Any]]
    grown: bool


@dataclass(frozen=True)
class Country:
    """All that is invented; `later` is what is done with practices after all talk."""

    regions: Sequence[Mapping[str, Any]]
    people: Sequence[Person]
    tales: Sequence[Tale]
    profiles: Sequence[Mapping[str, Any]]
    mentors: Sequence[Mapping[str, Any]]
    threads: Sequence[Mapping[str, Any]]
    adoptions: Sequence[Mapping[str, Any]]
    mentorships: Sequence[Mapping[str, Any]]
    later: Sequence[Mapping[str, Any]]
    champions: Sequence[Mapping[str, Any]]


def read(content_dir: Path) -> Country:
    """Return what the files say.

    Raises:
        ContentError: naming every fault.
    """
    reading = Reading(content_dir / FOLDER)
    regions = read_invented(reading)
    people = load_yaml_file(reading, reading.root / "people.yaml", _PeopleSchema())
    story = load_yaml_file(reading, reading.root / "story.yaml", _StorySchema())
    if reading.problems or people is None or story is None:
        raise ContentError(reading.problems)
    tales = [_tale(reading, row) for row in story.value["practices"]]
    if reading.problems:
        raise ContentError(reading.problems)
    cast = [_person(row) for row in people.value["people"]]
    keys = ("profiles", "mentors", "threads", "adoptions", "mentorships", "later", "champions")
    return Country(regions, cast, tales, *(story.value[key] for key in keys))


def _person(row: Mapping[str, Any]) -> Person:
    posts = [Post(**post) for post in row["posts"]]
    return Person(row["mail"].partition("@")[0], row["mail"], row["name"], posts)


def _tale(reading: Reading, row: Mapping[str, Any]) -> Tale:
    text = read_text(reading, reading.root / "practices" / row["file"])
    return Tale(row["file"], text or "", row["writer"], row["steps"], row["grown"])
