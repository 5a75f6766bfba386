"""Faults of a text that somebody wrote by hand, told line by line."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class TextFault:
    """A fault of a text: its line, the name of what it is about if it has one, and the reason."""

    line: int
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}" if self.name else self.reason


class FaultyTextError(Exception):
    """A text with faults, each with the line on which it stands."""

    def __init__(self, *faults: TextFault) -> None:
        """Keep the faults in the order of the lines."""
        self.faults = sorted(faults)
        super().__init__(f"{len(faults)} faults in the text")


def name_of(steps: tuple[str | int, ...]) -> str:
    """Return what a value is called in words to people: its path, joined by points."""
    return ".".join(str(step) for step in steps)
