"""What the schemas OAI-PMH.xsd and oai_dc.xsd ask of an answer, element by element."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DUBLIN = "{http://www.openarchives.org/OAI/2.0/oai_dc/}"
DC = "{http://purl.org/dc/elements/1.1/}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
NAME = r"[A-Za-z0-9\-_.!~*'()]+"
ERRORS = set(
    "cannotDisseminateFormat idDoesNotExist badArgument badVerb noMetadataFormats noRecordsMatch "
    "badResumptionToken noSetHierarchy".split()
)
ELEMENTS = set(
    "title creator subject description publisher contributor date type format identifier source "
    "language relation coverage rights".split()
)
ARGUMENTS = set("verb identifier metadataPrefix from until set resumptionToken".split())


@dataclass(frozen=True)
class Shape:
    """An element: its children in order as (name, least, most), or the pattern of its text."""

    children: Sequence[tuple[str, int, int]] = ()
    text: str | None = None
    attributes: frozenset[str] = frozenset()


MANY = 10**6
TOKEN = frozenset({"expirationDate", "completeListSize", "cursor"})
LISTED = [("resumptionToken", 0, 1)]
SHAPES = {
    "Identify": Shape(
        [
            ("repositoryName", 1, 1),
            ("baseURL", 1, 1),
            ("protocolVersion", 1, 1),
            ("adminEmail", 1, MANY),
            ("earliestDatestamp", 1, 1),
            ("deletedRecord", 1, 1),
            ("granularity", 1, 1),
            ("compression", 0, MANY),
        ]
    ),
    "ListMetadataFormats": Shape([("metadataFormat", 1, MANY)]),
    "metadataFormat": Shape(
        [("metadataPrefix", 1, 1), ("schema", 1, 1), ("metadataNamespace", 1, 1)]
    ),
    "ListSets": Shape([("set", 1, MANY), *LISTED]),
    "set": Shape([("setSpec", 1, 1), ("setName", 1, 1)]),
    "GetRecord": Shape([("record", 1, 1)]),
    "ListRecords": Shape([("record", 1, MANY), *LISTED]),
    "ListIdentifiers": Shape([("header", 1, MANY), *LISTED]),
    "record": Shape([("header", 1, 1), ("metadata", 0, 1)]),
    "header": Shape(
        [("identifier", 1, 1), ("datestamp", 1, 1), ("setSpec", 0, MANY)],
        attributes=frozenset({"status"}),
    ),
    "repositoryName": Shape(text=".+"),
    "baseURL": Shape(text="https?://.+"),
    "protocolVersion": Shape(text=r"2\.0"),
    "adminEmail": Shape(text=r"\S+@((\S+\.)+\S+|localhost)"),  # where tests run
    "earliestDatestamp": Shape(text=STAMP),
    "deletedRecord": Shape(text="persistent"),
    "granularity": Shape(text="YYYY-MM-DDThh:mm:ssZ"),
    "compression": Shape(text="gzip"),
    "metadataPrefix": Shape(text=NAME),
    "schema": Shape(text="https?://.+"),
    "metadataNamespace": Shape(text="https?://.+"),
    "setSpec": Shape(text=f"{NAME}(:{NAME})*"),
    "setName": Shape(text=".+"),
    "identifier": Shape(text=r"oai:[A-Za-z0-9.\-]+:[a-z2-7]{12}"),
    "datestamp": Shape(text=STAMP),
    "resumptionToken": Shape(text=r"\S*", attributes=TOKEN),
}


def checked(body: bytes) -> ET.Element:
    """Return what stands in an answer beside its head, an error or what a verb is answered."""
    root = ET.fromstring(body)
    assert root.tag == f"{OAI}OAI-PMH"
    where = root.attrib[f"{XSI}schemaLocation"].split()
    assert where == [OAI[1:-1], f"{OAI[1:-1]}OAI-PMH.xsd"]
    date, asked, *parts = root
    assert date.tag == f"{OAI}responseDate"
    assert re.fullmatch(STAMP, date.text or "")
    assert asked.tag == f"{OAI}request"
    assert urlsplit(asked.text or "").path == "/oai"
    assert set(asked.attrib) <= ARGUMENTS
    (part,) = parts
    if part.tag == f"{OAI}error":
        assert part.attrib["code"] in ERRORS
        assert part.text
        assert bool(asked.attrib) == (part.attrib["code"] not in {"badVerb", "badArgument"})
    else:
        assert asked.attrib["verb"] == part.tag.removeprefix(OAI)
        _check(part)
    return part


def _check(element: ET.Element) -> None:
    name = element.tag.removeprefix(OAI)
    if name == "metadata":
        (inside,) = element
        _check_dublin_core(inside)
        return
    shape = SHAPES[name]
    assert set(element.attrib) <= shape.attributes, name
    if shape.text is not None:
        assert len(element) == 0
        assert re.fullmatch(shape.text, element.text or ""), (name, element.text)
        return
    _check_order(element, shape.children)
    if name == "record":
        gone = element[0].attrib.get("status")
        assert gone in {None, "deleted"}
        assert len(element) == (1 if gone else 2)
    for child in element:
        _check(child)


def _check_order(element: ET.Element, children: Sequence[tuple[str, int, int]]) -> None:
    left = [child.tag.removeprefix(OAI) for child in element]
    for name, least, most in children:
        found = 0
        while left and left[0] == name:
            left.pop(0)
            found += 1
        assert least <= found <= most, (element.tag, name)
    assert left == []


def _check_dublin_core(root: ET.Element) -> None:
    assert root.tag == f"{DUBLIN}dc"
    assert root.attrib[f"{XSI}schemaLocation"].split()[0] == DUBLIN[1:-1]
    for element in root:
        assert element.tag.startswith(DC)
        assert element.tag.removeprefix(DC) in ELEMENTS
        assert set(element.attrib) <= {LANG}
        assert len(element) == 0


def said(record: ET.Element, name: str) -> Iterator[tuple[str | None, str]]:
    """Yield (language, text) of the elements of a name that a record has."""
    for element in record.iter(f"{DC}{name}"):
        yield element.get(LANG), element.text or ""
