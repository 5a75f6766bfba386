from dataclasses import dataclass


class IndexUnavailable(Exception):
    pass


@dataclass(frozen=True)
class Correction:
    original: str
    corrected: str


@dataclass(frozen=True)
class Document:
    kind: str
    key: str
    fields: dict
    prior: float = 1.0


class Engine:
    pass
