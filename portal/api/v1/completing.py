"""What the specification says besides the schemas: examples, and what addresses hold.

`examples.yaml` has one example for each schema that is sent or answered whole; each is also what a
test holds to the schema, and to what the portal really answers.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("examples.yaml")
METHODS = ("get", "post", "put")
IN_PATHS = {
    "slug": ("The slug of a practice.", "antrean-puskesmas"),
    "number": ("A number, counted from 1.", 1),
    "code": ("The code of a region, by the Ministry of Home Affairs.", "35.10"),
    "thread": ("The id of a thread.", "abcdefgh2345"),
    "adoption": ("The id of an adoption.", "abcdefgh2345"),
    "mentorship": ("The id of a mentorship.", "abcdefgh2345"),
    "handover": ("The id of a handover.", "abcdefgh2345"),
    "person": ("The id of a person, as the list of members has it.", "abcdefgh2345"),
    "role": ("A role.", "publisher"),
}


def completed(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification with its examples, and a word on each part of an address."""
    used: dict[str, Any] = {}
    for content in _contents(spec):
        name = str(content["schema"].get("$ref", "")).rpartition("/")[2]
        if name in examples():
            used[name] = {"value": examples()[name]}
            content["examples"] = {"example": {"$ref": f"#/components/examples/{name}"}}
    spec["components"]["examples"] = used
    for item in spec["paths"].values():
        for parameter in item.get("parameters", ()):
            if parameter["in"] == "path":
                said, example = IN_PATHS[parameter["name"]]
                parameter |= {"description": said, "example": example}
    return spec


def operations_in(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield every (method, path, operation) in the order of the specification."""
    for path, item in spec["paths"].items():
        yield from ((method, path, item[method]) for method in item if method in METHODS)


def _contents(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for _method, _path, operation in operations_in(spec):
        for sent in (operation.get("requestBody", {}), *operation["responses"].values()):
            yield from sent.get("content", {}).values()
    for response in spec["components"]["responses"].values():
        yield from response["content"].values()


@cache
def examples() -> Mapping[str, Any]:
    """Return {name of a schema: an example}."""
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read
