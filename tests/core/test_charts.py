"""The geometry of server-drawn charts."""

import math

import pytest

from portal.core.charts import (
    ROW_HEIGHT,
    BarRole,
    before_after,
    change,
    columns,
    heat_levels,
    radar,
    tile_map,
)


def test_heat_levels_spread_over_all_levels_and_keep_zero_apart() -> None:
    assert heat_levels([0, 1, 2, 3, 4, 5, 0]) == (0, 1, 2, 3, 4, 5, 0)


def test_heat_levels_give_equal_counts_one_level_and_the_largest_the_top() -> None:
    assert heat_levels([7, 7, 1, 0]) == (5, 5, 3, 0)
    assert heat_levels([3]) == (5,)


def test_heat_levels_of_nothing_are_nothing() -> None:
    assert heat_levels([]) == ()
    assert heat_levels([0, 0]) == (0, 0)


def test_a_tile_carries_its_place_count_and_level() -> None:
    java, bali = tile_map([("35", "JI", (7, 8), 4), ("51", "BA", (7, 9), 0)])

    assert (java.abbreviation, java.row, java.column, java.count, java.level) == ("JI", 7, 8, 4, 5)
    assert (bali.count, bali.level) == (0, 0)


def test_bars_share_one_scale_from_zero() -> None:
    chart = before_after(
        [(BarRole.BASELINE, 32.27, "2018"), (BarRole.ACTUAL, 8.27, "2022")],
    )

    before, after = chart.bars
    assert (before.x, before.width) == (0.0, 100.0)
    assert after.width == pytest.approx(25.63)
    assert after.bar_y - before.bar_y == ROW_HEIGHT
    assert chart.height == 2 * ROW_HEIGHT


def test_bars_below_zero_end_where_the_others_begin() -> None:
    chart = before_after([(BarRole.BASELINE, -25, "2020"), (BarRole.ACTUAL, 75, "2024")])

    loss, gain = chart.bars
    assert (loss.x, loss.width) == (0.0, 25.0)
    assert (gain.x, gain.width) == (25.0, 75.0)


def test_bars_of_zero_and_charts_of_nothing_have_no_width() -> None:
    assert before_after([(BarRole.ACTUAL, 0, "2024")]).bars[0].width == 0
    assert before_after([]).height == 0


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_bar_refuses_what_is_not_a_finite_number(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        before_after([(BarRole.ACTUAL, value, "2024")])


def test_a_fall_is_better_when_lower_is_better() -> None:
    fall = change(20.0, 15.0, lower_is_better=True)

    assert (fall.difference, fall.percent, fall.better) == (-5.0, -25.0, True)
    assert change(20.0, 15.0, lower_is_better=False).better is False


def test_no_change_is_neither_better_nor_worse() -> None:
    assert change(3.0, 3.0, lower_is_better=True).better is None


def test_change_from_zero_has_no_percentage() -> None:
    assert change(0.0, 4.0, lower_is_better=False).percent is None
    assert change(-10.0, -5.0, lower_is_better=False).percent == 50.0


def test_a_radar_goes_round_by_the_clock_and_keeps_to_its_rings() -> None:
    names = ["atas", "kanan", "bawah", "kiri"]
    chart = radar(names, {"target": [4, 4, 4, 4], "self": [1, None, 2, None]}, most=4)
    target, own = chart.shapes

    assert [axis.anchor for axis in chart.axes] == ["middle", "start", "middle", "end"]
    assert target.outline == chart.rings[-1]
    assert own.outline == ""
    assert len(own.dots) == 2
    x, y = chart.centre
    assert target.dots[0] == (x, y - 112)
    assert own.dots[0] == (x, y - 28)


def test_columns_stand_side_by_side_on_one_line() -> None:
    chart = columns([("T3", 0), ("T4", 2), ("T1", 4)])
    none, half, most = chart.columns

    assert [column.height for column in chart.columns] == [0, 60, 120]
    assert {column.y + column.height for column in chart.columns} == {chart.base}
    assert none.x + none.width < half.x < half.middle < half.x + half.width < most.x
    assert most.x + most.width < 100
    assert columns([]).columns == ()
