"""Geometry of the charts that the server draws: numbers in, plain positions and classes out.

Templates turn the results into SVG or lists. Horizontal measures are percentages, so that a chart
fills its column without scaling its text; vertical measures are pixels.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, isfinite

LEVELS = 5
ROW_HEIGHT = 48
BAR_HEIGHT = 16
BAR_OFFSET = 26
LABEL_BASELINE = 18

# Abbreviation (ISO 3166-2:ID), row and column of each province, so that the tiles resemble the
# archipelago. The key is the Kemendagri code.
_PLACES: Mapping[str, tuple[str, int, int]] = {
    "11": ("AC", 1, 1),
    "12": ("SU", 2, 2),
    "13": ("SB", 3, 2),
    "14": ("RI", 3, 3),
    "15": ("JA", 4, 3),
    "16": ("SS", 5, 4),
    "17": ("BE", 5, 3),
    "18": ("LA", 6, 4),
    "19": ("BB", 4, 4),
    "21": ("KR", 2, 4),
    "31": ("JK", 5, 6),
    "32": ("JB", 6, 6),
    "33": ("JT", 6, 7),
    "34": ("YO", 7, 7),
    "35": ("JI", 6, 8),
    "36": ("BT", 6, 5),
    "51": ("BA", 7, 9),
    "52": ("NB", 7, 10),
    "53": ("NT", 7, 11),
    "61": ("KB", 3, 6),
    "62": ("KT", 3, 7),
    "63": ("KS", 4, 7),
    "64": ("KI", 3, 8),
    "65": ("KU", 2, 8),
    "71": ("SA", 2, 12),
    "72": ("ST", 3, 11),
    "73": ("SN", 4, 10),
    "74": ("SG", 4, 11),
    "75": ("GO", 2, 11),
    "76": ("SR", 3, 10),
    "81": ("MA", 4, 13),
    "82": ("MU", 2, 13),
    "91": ("PA", 3, 16),
    "92": ("PB", 3, 15),
    "93": ("PS", 5, 16),
    "94": ("PT", 4, 15),
    "95": ("PE", 4, 16),
    "96": ("PD", 2, 14),
}
_COLUMNS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One province on the tile map; `row` and `column` count from 1, `level` runs from 0 to 5."""

    code: str
    abbreviation: str
    row: int
    column: int
    count: int
    level: int


class BarRole(StrEnum):
    """What a bar of the before/after chart stands for."""

    BASELINE = "baseline"
    TARGET = "target"
    ACTUAL = "actual"
    CONTESTED = "contested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: `x` and `width` in percent of the chart, the `y` positions in pixels."""

    role: BarRole
    value: float
    period: str
    x: float
    width: float
    bar_y: int
    label_y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """A before/after chart: its `bars` from top to bottom, its `height` and a bar's in pixels."""

    bars: tuple[Bar, ...]
    height: int
    bar_height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From `before` to `after`: the difference, its share of `before`, and whether it helps.

    `percent` is None where `before` is zero; `better` is None where nothing changed.
    """

    difference: float
    percent: float | None
    better: bool | None


def heat_levels(counts: Sequence[int]) -> tuple[int, ...]:
    """Return a level from 0 to 5 for each count: 0 for none, then fifths of the distinct counts.

    Equal counts share a level, the largest always has level 5.
    """
    distinct = sorted({count for count in counts if count > 0})
    return tuple(
        ceil((bisect_left(distinct, count) + 1) * LEVELS / len(distinct)) if count > 0 else 0
        for count in counts
    )


def tile_map(counts: Mapping[str, int]) -> tuple[Tile, ...]:
    """Return one tile per province code of `counts`, in the order given.

    A province younger than this map keeps its place in the list and gets a spare tile.
    """
    spare = ((1, column) for column in range(_COLUMNS, 0, -1))
    levels = heat_levels(list(counts.values()))
    tiles = []
    for (code, count), level in zip(counts.items(), levels, strict=True):
        abbreviation, row, column = _PLACES.get(code) or (code, *next(spare))
        tile = Tile(
            code=code,
            abbreviation=abbreviation,
            row=row,
            column=column,
            count=count,
            level=level,
        )
        tiles.append(tile)
    return tuple(tiles)


def before_after(rows: Iterable[tuple[BarRole, float, str]]) -> BeforeAfter:
    """Place one bar per (role, value, period) on a common scale that includes zero.

    Raises ValueError when a value is not a finite number.
    """
    listed = list(rows)
    if not all(isfinite(value) for _, value, _ in listed):
        message = "a bar needs a finite value"
        raise ValueError(message)
    low = min((value for _, value, _ in listed), default=0.0)
    high = max((value for _, value, _ in listed), default=0.0)
    low, high = min(low, 0.0), max(high, 0.0)
    unit = 100 / ((high - low) or 1.0)
    bars = tuple(
        Bar(
            role=role,
            value=value,
            period=period,
            x=round((min(value, 0.0) - low) * unit, 2),
            width=round(abs(value) * unit, 2),
            bar_y=index * ROW_HEIGHT + BAR_OFFSET,
            label_y=index * ROW_HEIGHT + LABEL_BASELINE,
        )
        for index, (role, value, period) in enumerate(listed)
    )
    return BeforeAfter(bars=bars, height=len(bars) * ROW_HEIGHT, bar_height=BAR_HEIGHT)


def change(before: float, after: float, *, lower_is_better: bool) -> Change:
    """Compare `after` with `before`; the percentage is relative to the size of `before`."""
    difference = after - before
    return Change(
        difference=difference,
        percent=100 * difference / abs(before) if before else None,
        better=(difference < 0) is lower_is_better if difference else None,
    )
