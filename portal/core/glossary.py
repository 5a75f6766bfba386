"""The acronyms that the portal explains; whoever owns the glossary says which."""

from collections.abc import Callable

_owners: list[Callable[[], frozenset[str]]] = []


def provide(load: Callable[[], frozenset[str]]) -> None:
    """Let `load` say which acronyms are explained, whoever said so before."""
    _owners[:] = [load]


def acronyms() -> frozenset[str]:
    """Return the acronyms that need no explanation, none where there is no glossary."""
    return frozenset(name for load in _owners for name in load())
