"""How far the English of a record is, and whether it still follows the Indonesian."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

Record = Mapping[str, Any]
NO_TEXTS = frozenset({"sources", "keywords", "translation"})


class TranslationState(StrEnum):
    """What readers of the English texts should know of them."""

    MISSING = "missing"
    MACHINE = "machine"
    HUMAN = "human"
    STALE = "stale"


def state_of(record: Record) -> TranslationState:
    """Return how far the English is; of English that nothing is noted about, people wrote it."""
    if not any(texts.get("en") for _path, texts in texts_of(record)):
        return TranslationState.MISSING
    noted = record.get("translation")
    if not noted or "state" not in noted:
        return TranslationState.HUMAN
    if noted.get("source_hash") != source_hash(record):
        return TranslationState.STALE
    return TranslationState(noted["state"])


def source_hash(record: Record) -> str:
    """Return the SHA-256 of the Indonesian texts, whatever their order, in hexadecimal."""
    texts = sorted(texts["id"] for _path, texts in texts_of(record))
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


def texts_of(record: Record) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the bilingual texts that have Indonesian, as (path, {language: text})."""
    for key, value in record.items():
        if key not in NO_TEXTS:
            yield from _texts(value, key)


def _texts(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}.{index}")
    elif isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield path, value
        else:
            for key, item in value.items():
                yield from _texts(item, f"{path}.{key}")
