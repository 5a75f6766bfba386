"""`/oai`: the six verbs of OAI-PMH 2.0."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import Blueprint, Flask, Response, request, url_for

from portal.api.documents import add, xml
from portal.api.oai.asking import PREFIX, SECOND, Asked, OaiError, arguments_of, asked_by, goes_on
from portal.api.oai.collections import collections, collections_of
from portal.api.oai.dublin_core import NAMESPACE, SCHEMA, dublin_core
from portal.api.oai.resuming import token_of
from portal.core.access import public
from portal.core.addresses import absolute
from portal.core.clock import utcnow
from portal.core.db import reading
from portal.core.permissions import ANONYMOUS
from portal.core.settings import current_settings
from portal.core.tracking import holds_for
from portal.practices.queries import PracticeView, by_keys
from portal.practices.queries.changes import (
    Change,
    change_of,
    changes,
    count_changes,
    first_change,
)

blueprint = Blueprint("oai", __name__)
OAI = "http://www.openarchives.org/OAI/2.0/"
MOST = 100
# Longer than a change takes from its moment to its commit, and to a replica: a harvest that begins
# where an answer says it stood misses nothing.
SETTLED = timedelta(seconds=10)
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


@blueprint.route("/oai", methods=["GET", "POST"])
@public
def answer() -> Response:
    """Answer a harvester."""
    holds_for(0)  # whoever harvests asks for nothing twice
    sent = request.form if request.method == "POST" else request.args
    with reading():
        body = _document(list(sent.items(multi=True)))
    return Response(body, content_type="text/xml; charset=utf-8")


def _document(sent: list[tuple[str, str]]) -> bytes:
    root = Element(
        "OAI-PMH",
        {
            "xmlns": OAI,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd",
        },
    )
    add(root, "responseDate", _stamp(utcnow() - SETTLED))
    arguments: Mapping[str, str] = {}
    try:
        arguments = arguments_of(sent)
        asked = asked_by(arguments)
        part = Element(asked.verb)
        ANSWERS[asked.verb](part, asked)
    except OaiError as error:
        part = Element("error", {"code": error.code})
        part.text = str(error)
    # What is wrong with the arguments themselves leaves none to be repeated.
    add(root, "request", absolute(url_for("oai.answer")), arguments)
    root.append(part)
    return xml(root)


def _identify(part: Element, _asked: Asked) -> None:
    for name, value in (
        ("repositoryName", "Sokoguru"),
        ("baseURL", absolute(url_for("oai.answer"))),
        ("protocolVersion", "2.0"),
        ("adminEmail", current_settings().mail_from),
        ("earliestDatestamp", _stamp(first_change() or BEFORE_ALL)),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        ("compression", "gzip"),
    ):
        add(part, name, value)


def _formats(part: Element, asked: Asked) -> None:
    if asked.identifier:
        _change_called(asked.identifier)
    found = add(part, "metadataFormat")
    add(found, "metadataPrefix", PREFIX)
    add(found, "schema", SCHEMA)
    add(found, "metadataNamespace", NAMESPACE)


def _sets(part: Element, _asked: Asked) -> None:
    for spec, name in collections():
        found = add(part, "set")
        add(found, "setSpec", spec)
        add(found, "setName", name)


def _one(part: Element, asked: Asked) -> None:
    change = _change_called(asked.identifier)
    _record(part, change, _read([change]).get(change.id))


def _identifiers(part: Element, asked: Asked) -> None:
    _list(part, asked, _header)


def _records(part: Element, asked: Asked) -> None:
    _list(part, asked, _record)


def _list(
    part: Element, asked: Asked, show: Callable[[Element, Change, PracticeView | None], None]
) -> None:
    """Add what is wanted, and where the rest is to be had."""
    left = count_changes(asked.wanted)
    found = changes(asked.wanted, MOST)
    if not found:
        raise OaiError("noRecordsMatch", "Nothing has changed there and then.")
    views = _read(found)
    for change in found:
        show(part, change, views.get(change.id))
    place = asked.place
    about = {"completeListSize": str(place.given + left), "cursor": str(place.given)}
    if left > len(found):
        token, expires = token_of(asked.verb, goes_on(asked, found[-1].place, len(found)))
        add(part, "resumptionToken", token, {"expirationDate": _stamp(expires), **about})
    elif place.given:
        add(part, "resumptionToken", attributes=about)


def _read(found: list[Change]) -> Mapping[int, PracticeView]:
    keys = [str(change.id) for change in found if change.is_public]
    return {view.id: view for view in by_keys(ANONYMOUS, keys)}


def _record(part: Element, change: Change, view: PracticeView | None) -> None:
    record = add(part, "record")
    _header(record, change, view)
    if view is not None:
        dublin_core(add(record, "metadata"), view)


def _header(part: Element, change: Change, view: PracticeView | None) -> None:
    header = add(part, "header", attributes={} if view else {"status": "deleted"})
    add(header, "identifier", _identifier(change.public_id))
    add(header, "datestamp", _stamp(change.changed_at))
    for spec in collections_of(view) if view else ():
        add(header, "setSpec", spec)


def _identifier(public_id: str) -> str:
    return f"oai:{urlsplit(current_settings().base_url).hostname}:{public_id}"


def _change_called(identifier: str) -> Change:
    change = change_of(identifier.rpartition(":")[2])
    if change is None or _identifier(change.public_id) != identifier:
        raise OaiError("idDoesNotExist", "There is no record of that identifier.")
    return change


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(SECOND)


ANSWERS: Mapping[str, Callable[[Element, Asked], None]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _one,
    "ListIdentifiers": _identifiers,
    "ListRecords": _records,
}


def init_app(app: Flask) -> None:
    """Add the address."""
    app.register_blueprint(blueprint)
