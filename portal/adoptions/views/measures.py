"""The indicators of an adoption as figures with their chart."""

from collections.abc import Sequence

from portal.adoptions.queries.plans import IndicatorView
from portal.core.charts import BarRole, before_after, change
from portal.core.formats import period, words
from portal.practices.views.detail_shapes import Indicator, Measurement


def shown(row: IndicatorView) -> Indicator | None:
    """Return an indicator with what is known of it, None where nothing is."""
    values = {
        BarRole.BASELINE: (row.baseline, row.baseline_period),
        BarRole.TARGET: (row.target, ""),
        BarRole.ACTUAL: (row.actual, row.actual_period),
    }
    measured = {
        role: Measurement(
            role, value, period(when), [], row.source if role is not BarRole.TARGET else ""
        )
        for role, (value, when) in values.items()
        if value is not None
    }
    if not measured:
        return None
    rows = list(measured.values())
    baseline, actual = measured.get(BarRole.BASELINE), measured.get(BarRole.ACTUAL)
    return Indicator(
        name=words(row.name),
        unit=words(row.unit),
        measurements=rows,
        baseline=baseline,
        target=measured.get(BarRole.TARGET),
        actual=actual or rows[-1],
        contested=None,
        note=None,
        change=change(baseline.value, actual.value, lower_is_better=row.lower_is_better)
        if baseline and actual
        else None,
        chart=before_after([(m.role, m.value, m.period) for m in rows]),
    )


def unmeasured(rows: Sequence[IndicatorView]) -> list[str]:
    """Return the names of the indicators of which nothing is known yet."""
    return [
        words(row.name) for row in rows if (row.baseline, row.target, row.actual) == (None,) * 3
    ]
