"""Geometry of the charts that the server draws: numbers in, plain positions and classes out.

Templates turn the results into SVG or lists. Horizontal measures are percentages, so that a chart
fills its column without scaling its text; vertical measures are pixels.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, cos, isfinite, radians, sin

LEVELS = 5
ROW_HEIGHT = 48
BAR_HEIGHT = 16
BAR_OFFSET = 26
LABEL_BASELINE = 18
RADAR = (440, 330)  # width and height; the template scales it to its column
RADIUS = 112
LABEL_GAP = 12
POLYGON = 3  # corners without which there is no area
COLUMN_HEIGHT = 120
COLUMN_TOP = 24  # room for the number above the highest column
COLUMN_FOOT = 24  # room for the labels below
COLUMN_SHARE = 0.6  # of its place is the column, the rest is space between


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
    LATER = "later"
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


def tile_map(places: Sequence[tuple[str, str, tuple[int, int], int]]) -> tuple[Tile, ...]:
    """Return one tile per (code, abbreviation, (row, column), count), in the order given."""
    levels = heat_levels([count for *_place, count in places])
    return tuple(
        Tile(
            code=code,
            abbreviation=abbreviation,
            row=row,
            column=column,
            count=count,
            level=level,
        )
        for (code, abbreviation, (row, column), count), level in zip(places, levels, strict=True)
    )


def before_after(rows: Iterable[tuple[BarRole, float, str]]) -> BeforeAfter:
    """Place one bar per (role, value, period) on a common scale that includes zero.

    Raises:
        ValueError: if a value is not a finite number.
    """
    listed = list(rows)
    if not all(isfinite(value) for _, value, _ in listed):
        raise ValueError("a bar needs a finite value")
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


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of a radar: where it ends, and where its label stands, by its anchor."""

    label: str
    end: tuple[float, float]
    at: tuple[float, float]
    anchor: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a radar shows of one role: an outline, "" below three values, and a dot for each."""

    role: str
    outline: str
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Radar:
    """A radar: its size and centre, one ring for each step of the scale, axes and shapes."""

    size: tuple[int, int]
    centre: tuple[float, float]
    rings: tuple[str, ...]
    axes: tuple[Axis, ...]
    shapes: tuple[Shape, ...]


def radar(
    labels: Sequence[str], series: Mapping[str, Sequence[float | None]], *, most: int
) -> Radar:
    """Place values from 0 to `most` on one axis each, the first upright, the others clockwise.

    `series` are {role: a value for each label, None where there is none}; the first lies lowest.
    """
    count = len(labels)
    width, height = RADAR
    centre = (width / 2, height / 2)

    def at(index: int, distance: float) -> tuple[float, float]:
        angle = radians(360 * index / count - 90)
        return (
            round(centre[0] + distance * cos(angle), 1),
            round(centre[1] + distance * sin(angle), 1),
        )

    def outline(points: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{x},{y}" for x, y in points)

    def shape(role: str, values: Sequence[float | None]) -> Shape:
        dots = tuple(
            at(index, RADIUS * value / most)
            for index, value in enumerate(values)
            if value is not None
        )
        return Shape(role, outline(dots) if len(dots) >= POLYGON else "", dots)

    return Radar(
        size=RADAR,
        centre=centre,
        rings=tuple(
            outline([at(index, RADIUS * step / most) for index in range(count)])
            for step in range(1, most + 1)
        ),
        axes=tuple(
            Axis(label, at(index, RADIUS), (x, y), _anchor(x - centre[0]))
            for index, label in enumerate(labels)
            for x, y in (at(index, RADIUS + LABEL_GAP),)
        ),
        shapes=tuple(shape(role, values) for role, values in series.items()),
    )


def _anchor(offset: float) -> str:
    """Return how a label stands that begins so far to the right of the centre."""
    if abs(offset) < 1:
        return "middle"
    return "start" if offset > 0 else "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `x`, `width` and `middle` in percent of the chart, `y` and `height` in pixels."""

    label: str
    value: int
    x: float
    width: float
    middle: float
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns beside each other, on a base line at `base` pixels."""

    columns: tuple[Column, ...]
    base: int
    height: int


def columns(rows: Sequence[tuple[str, int]]) -> Columns:
    """Place one column per (label, value that is not negative), from left to right."""
    most = max((value for _label, value in rows), default=0) or 1
    step = 100 / max(1, len(rows))
    base = COLUMN_TOP + COLUMN_HEIGHT
    return Columns(
        columns=tuple(
            Column(
                label=label,
                value=value,
                x=round(step * (index + (1 - COLUMN_SHARE) / 2), 2),
                width=round(step * COLUMN_SHARE, 2),
                middle=round(step * (index + 0.5), 2),
                y=round(base - COLUMN_HEIGHT * value / most, 1),
                height=round(COLUMN_HEIGHT * value / most, 1),
            )
            for index, (label, value) in enumerate(rows)
        ),
        base=base,
        height=base + COLUMN_FOOT,
    )
