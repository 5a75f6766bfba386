"""What holds for an OpenAPI 3.1 document, and whether a value is what its JSON Schema says.

Knows the words of JSON Schema that our specification uses; any other word is a fault, so that
none is passed over in silence.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

Schema = Mapping[str, Any]
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
SAID = frozenset({"description", "default"})
FORMATS: Mapping[str, Callable[[str], bool]] = {
    "uri": lambda text: bool(urlsplit(text).scheme and urlsplit(text).netloc),
    "binary": bool,
    "email": lambda text: text.count("@") == 1,
    "date": lambda text: len(text) == len("2026-01-31") and bool(date.fromisoformat(text)),
    "date-time": lambda text: datetime.fromisoformat(text).tzinfo is not None,
}
LIMITS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, limit: value >= limit,
    "maximum": lambda value, limit: value <= limit,
    "minLength": lambda value, limit: len(value) >= limit,
    "maxLength": lambda value, limit: len(value) <= limit,
    "minItems": lambda value, limit: len(value) >= limit,
    "maxItems": lambda value, limit: len(value) <= limit,
    "enum": lambda value, allowed: value in allowed,
    "pattern": lambda value, pattern: bool(re.search(pattern, value)),
    "format": lambda value, name: FORMATS[name](value),
}
STRUCTURE = frozenset({"$ref", "type", "properties", "required", "additionalProperties", "items"})
# What Python's patterns have and those of JSON Schema have not.
FOREIGN = re.compile(r"\\[AZ]|\(\?P|\(\?[aiLmsux]")
METHODS = ("get", "post", "put")
OPERATION = frozenset({"operationId", "summary", "tags", "parameters", "responses"})


def resolved(spec: Schema, item: Schema) -> Schema:
    """Return an item, or what it refers to."""
    while "$ref" in item:
        found: Any = spec
        for step in item["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        item = found
    return item


def mismatches(value: Any, schema: Schema, spec: Schema, where: str = "$") -> Iterator[str]:
    """Yield where `value` is not what `schema` says."""
    schema = resolved(spec, schema)
    named = schema.get("type", list(TYPES))
    allowed = [named] if isinstance(named, str) else named
    if not any(_is(value, kind) for kind in allowed):
        yield f"{where}: {value!r} is no {named}"
        return
    if value is None:
        return
    for word, holds in LIMITS.items():
        if word in schema and not holds(value, schema[word]):
            yield f"{where}: {value!r} against {word} {schema[word]!r}"
    if isinstance(value, dict):
        yield from _members(value, schema, spec, where)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from mismatches(item, schema.get("items", {}), spec, f"{where}[{index}]")


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean") == isinstance(value, bool)


def _members(value: Schema, schema: Schema, spec: Schema, where: str) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{where}: lacks {name}"
    others = schema.get("additionalProperties", True)
    for name, item in value.items():
        if name in schema.get("properties", {}):
            yield from mismatches(item, schema["properties"][name], spec, f"{where}.{name}")
        elif others is False:
            yield f"{where}: {name} is not specified"
        elif others is not True:
            yield from mismatches(item, others, spec, f"{where}.{name}")


def faults(spec: Schema) -> Iterator[str]:
    """Yield what is wrong with a specification itself."""
    if not re.fullmatch(r"3\.1\.\d+", spec["openapi"]):
        yield "is not OpenAPI 3.1"
    ids = [
        operation["operationId"]
        for item in spec["paths"].values()
        for _method, operation in operations(item)
    ]
    if len(ids) != len(set(ids)):
        yield f"an operationId stands twice: {ids}"
    for path, item in spec["paths"].items():
        for method, operation in operations(item):
            found = _operation_faults(spec, path, item, operation)
            yield from (f"{method} {path}: {fault}" for fault in found)
    for name, schema in spec["components"]["schemas"].items():
        yield from (f"{name}: {fault}" for fault in _schema_faults(spec, schema))
    unused = set(_components(spec)) - set(_references(spec))
    yield from (f"{name} is used nowhere" for name in sorted(unused))


def operations(item: Schema) -> list[tuple[str, Schema]]:
    """Return what may be done at an address, as (method, operation)."""
    return [(method, item[method]) for method in METHODS if method in item]


def needs_token(operation: Schema) -> bool:
    """Tell whether only whoever sends a token is answered."""
    return bool(operation.get("security")) and all(operation["security"])


def _operation_faults(spec: Schema, path: str, item: Schema, operation: Schema) -> Iterator[str]:
    if missing := OPERATION - {"parameters"} - set(operation):
        yield f"lacks {sorted(missing)}"
    parameters = [*item.get("parameters", ()), *operation.get("parameters", ())]
    in_path = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
    if in_path != set(re.findall(r"\{(\w+)\}", path)):
        yield f"names other parameters than its path: {sorted(in_path)}"
    for parameter in parameters:
        if parameter["in"] == "path" and not parameter["required"]:
            yield f"{parameter['name']} must be required"
        if parameter["in"] == "query" and not parameter.get("description"):
            yield f"{parameter['name']} is not described"
        yield from _schema_faults(spec, parameter["schema"])
    for sent in operation.get("requestBody", {"content": {}})["content"].values():
        yield from _schema_faults(spec, sent["schema"])
    secured = {name for need in operation.get("security", ()) for name in need}
    if secured - set(spec["components"].get("securitySchemes", ())):
        yield f"is secured by what is not specified: {sorted(secured)}"
    for status, answer in operation["responses"].items():
        content = resolved(spec, answer)["content"]
        wanted = "application/json" if status in {"200", "201"} else "application/problem+json"
        if list(content) != [wanted]:
            yield f"{status} answers {list(content)}"
        yield from _schema_faults(spec, content[wanted]["schema"])


def _schema_faults(spec: Schema, schema: Schema) -> Iterator[str]:
    if unknown := set(schema) - STRUCTURE - SAID - set(LIMITS):
        yield f"unknown words {sorted(unknown)}"
    if "$ref" in schema:
        resolved(spec, schema)
    if FOREIGN.search(schema.get("pattern", "")):
        yield f"pattern {schema['pattern']} is not of JSON Schema"
    if schema.get("format", "uri") not in FORMATS:
        yield f"format {schema['format']} is unknown"
    if missing := set(schema.get("required", ())) - set(schema.get("properties", {})):
        yield f"requires {sorted(missing)} without saying what they are"
    others = schema.get("additionalProperties")
    inner = [*schema.get("properties", {}).values(), schema.get("items")]
    for item in (*inner, others if isinstance(others, dict) else None):
        if item is not None:
            yield from _schema_faults(spec, item)


def _components(spec: Schema) -> Iterator[str]:
    for kind, items in spec["components"].items():
        if kind == "securitySchemes":  # named, not referred to
            continue
        yield from (f"#/components/{kind}/{name}" for name in items)


def _references(item: Any) -> Iterator[str]:
    if isinstance(item, dict):
        if isinstance(item.get("$ref"), str):
            yield item["$ref"]
        for value in item.values():
            yield from _references(value)
    elif isinstance(item, list):
        for value in item:
            yield from _references(value)
