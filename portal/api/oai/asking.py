"""What a harvester asks for, read strictly: the protocol names each thing that is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from portal.api.oai.collections import facet_and_term
from portal.api.oai.resuming import Place, StaleTokenError, read_token
from portal.practices.queries.changes import Wanted

PREFIX = "oai_dc"
DAY, SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)  # what ends then does not end
RESUMED, RANGE = "resumptionToken", ("from", "until")
# {verb: (arguments that it needs, arguments that it may have)}
VERBS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({RESUMED})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({*RANGE, "set", RESUMED})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({*RANGE, "set", RESUMED})),
}
_STEP = {DAY: timedelta(days=1), SECOND: timedelta(seconds=1)}
_SHAPES = {DAY: re.compile("[0-9]{4}(-[0-9]{2}){2}"), SECOND: re.compile("[0-9T:-]{19}Z")}
_NAME = r"[\w.!~*'()-]+"
# What may be repeated in an answer, by the schema of the protocol.
_ALLOWED = {
    "metadataPrefix": re.compile(_NAME, re.ASCII),
    "set": re.compile(rf"{_NAME}(?::{_NAME})*", re.ASCII),
    "identifier": re.compile(r"[!#-;=?-\[\]_a-z~]+"),
}


class OaiError(Exception):
    """Something that the protocol has a code for."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Asked:
    """A request that can be answered; `place` is where a list goes on."""

    verb: str
    identifier: str = ""
    place: Place = field(default_factory=Place)

    @property
    def wanted(self) -> Wanted:
        """Which changes a list is about."""
        place = self.place
        begins, ends = _moment(place.since), _moment(place.until)
        facet, term = facet_and_term(place.collection)
        return Wanted(
            since=begins[0] if begins else None,
            before=ends[0] + _STEP[ends[1]] if ends and ends[0] < FOREVER else None,
            facet=facet,
            term=term,
            after=place.after,
        )


def arguments_of(sent: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the arguments of a request, which may have each only once.

    Raises:
        OaiError: if its verb, or something else about them, is wrong.
    """
    verbs = [value for name, value in sent if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", "The verb is missing, repeated, or none of the six.")
    found = dict(sent)
    needed, possible = VERBS[verbs[0]]
    names = set(found) - {"verb"}
    if len(found) != len(sent):
        raise OaiError("badArgument", "An argument is repeated.")
    if names - needed - possible:
        raise OaiError("badArgument", "There is an argument that this verb does not take.")
    if RESUMED in names:
        if names != {RESUMED}:
            raise OaiError("badArgument", "A resumptionToken comes without other arguments.")
    elif needed - names:
        raise OaiError("badArgument", f"Missing: {', '.join(sorted(needed - names))}.")
    for name, shape in _ALLOWED.items():
        if name in found and not shape.fullmatch(found[name]):
            raise OaiError("badArgument", f"The {name} cannot be one.")
    _check_range(found)
    return found


def asked_by(arguments: Mapping[str, str]) -> Asked:
    """Return what arguments ask for, where a resumption token says the rest.

    Raises:
        OaiError: if the token is not good, or there is no such format.
    """
    verb = arguments["verb"]
    if RESUMED in arguments:
        try:
            place = read_token(verb, arguments[RESUMED])
        except StaleTokenError as error:
            raise OaiError("badResumptionToken", "It is not ours or has expired.") from error
        return Asked(verb, place=place)
    if arguments.get("metadataPrefix", PREFIX) != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"The only format is {PREFIX}.")
    place = Place(
        since=arguments.get("from", ""),
        until=arguments.get("until", ""),
        collection=arguments.get("set", ""),
    )
    return Asked(verb, arguments.get("identifier", ""), place)


def goes_on(asked: Asked, after: tuple[datetime, int], given: int) -> Place:
    """Return the place from which a list goes on after so many more."""
    return replace(asked.place, after=after, given=asked.place.given + given)


def _check_range(arguments: Mapping[str, str]) -> None:
    found = [_moment(arguments[name]) for name in RANGE if name in arguments]
    if None in found:
        raise OaiError("badArgument", "A date is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")
    if len({pair[1] for pair in found if pair}) > 1:
        raise OaiError("badArgument", "Both dates have the same granularity.")
    moments = [pair[0] for pair in found if pair]
    if moments != sorted(moments):
        raise OaiError("badArgument", "The range ends before it begins.")


def _moment(text: str) -> tuple[datetime, str] | None:
    """Return the moment at which a date begins, and in which form it was written."""
    for form, shape in _SHAPES.items():
        if shape.fullmatch(text):
            try:
                return datetime.strptime(text, form).replace(tzinfo=UTC), form
            except ValueError:
                return None
    return None
