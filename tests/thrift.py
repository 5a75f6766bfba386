"""What makes a portal of its own cheap for each test: nothing is compiled or looked at twice."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from werkzeug.routing import Rule

from portal.core import content

MEMORY = Path("/dev/shm")
ROOMY = 4 * 2**30  # bytes; a whole run takes less than one GiB
OBJECTS = 10_000  # new ones between two looks for garbage; an own portal is some 30,000
_build: Callable[..., Callable[..., tuple[str, str]]] = Rule._compile_builder
_builders: dict[tuple[str, str, tuple[bool, ...]], Callable[..., tuple[str, str]]] = {}


def live_in_memory() -> None:
    """Let temporary folders be in memory where there is room and nobody has chosen another place.

    Copying a database of PostgreSQL is a thousand new files.
    """
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOMY:
        os.environ.setdefault("TMPDIR", str(MEMORY))
        tempfile.tempdir = None  # whoever asked before asks again


def compile_routes_once() -> None:
    """Compile what builds the address of a route once for all portals, not for each."""

    def remembered(rule: Rule, *options: bool) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, repr(rule.defaults), options)
        if key not in _builders:
            _builders[key] = _build(rule, *options)
        return _builders[key]

    Rule._compile_builder = remembered


class _Compiled(BytecodeCache):
    """Templates as Python code, by name and text."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()


def share_templates(app: Flask) -> None:
    """Compile each template once for all portals, not for each."""
    app.jinja_env.bytecode_cache = _compiled


def compile_statements_once() -> None:
    """Compile each statement once for all portals on one kind of database, not for each."""
    dialects: Any = DefaultDialect
    dialects.__eq__ = lambda dialect, other: type(dialect) is type(other)
    dialects.__hash__ = lambda dialect: hash(type(dialect))


_statements: dict[Any, Any] = {}


def share_statements(engine: Engine) -> None:
    """Let an engine know what others have compiled."""
    engine._compiled_cache = _statements


def parse_content_once() -> None:
    """Parse each text of content files once, not for each portal that loads them."""
    parsed = cache(content.read_yaml)

    def read_yaml(text: str, *, first_line: int = 1) -> content.YamlText:
        found = parsed(text, first_line=first_line)
        return content.YamlText(deepcopy(found.value), found.lines)

    content.read_yaml = read_yaml


def collect_garbage_seldom() -> None:
    """Look for garbage less often than a server does, whose objects are not as many."""
    gc.set_threshold(OBJECTS, 10, 10)


def keep_what_is_there() -> None:
    """Never look again at what is there now: modules, and thousands of tests."""
    gc.collect()
    gc.freeze()
