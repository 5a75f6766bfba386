"""What the human page about the API says of each address, from the specification."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.i18n import _, _l

DESCRIPTIONS = {
    "/api/v1/practices": _l("Mencari praktik; setiap saringan disertai jumlah hasilnya."),
    "/api/v1/practices/{slug}": _l("Satu praktik dalam versi terakhir."),
    "/api/v1/practices/{slug}/versions/{number}": _l("Satu praktik dalam versi tertentu."),
    "/api/v1/regions": _l("Provinsi, kabupaten, dan kota."),
    "/api/v1/regions/{code}": _l("Satu daerah; kode lama pun dikenali."),
    "/api/v1/vocabularies": _l("Dimensi kematangan, sektor SPM, dan kosakata lain."),
}


@dataclass(frozen=True)
class Parameter:
    """A parameter and what it may hold, in words."""

    name: str
    values: str


@dataclass(frozen=True)
class Operation:
    """An address with what it answers."""

    path: str
    description: str
    parameters: list[Parameter]


def operations_of(spec: Mapping[str, Any]) -> list[Operation]:
    """Return the operations of a specification in its order."""
    return [
        Operation(path, str(DESCRIPTIONS[path]), list(_parameters(path, item)))
        for path, item in spec["paths"].items()
    ]


def _parameters(path: str, item: Mapping[str, Any]) -> Iterator[Parameter]:
    listed = [*item.get("parameters", []), *item["get"].get("parameters", [])]
    for parameter in listed:
        if f"{{{parameter['name']}}}" not in path:
            yield Parameter(parameter["name"], _values(parameter["schema"]))


def _values(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(value for value in schema["enum"] if value)
    if schema["type"] == "array":
        return _("satu atau beberapa kode")
    if schema["type"] == "integer":
        least, most = schema["minimum"], schema["maximum"]
        return _("bilangan bulat %(least)s-%(most)s", least=least, most=most)
    return _("teks")
