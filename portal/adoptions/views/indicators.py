"""The page on which a region writes what its indicators show."""

from collections.abc import Sequence

from flask import render_template
from werkzeug.wrappers import Response

from portal.adoptions.forms.plans import IndicatorForm, OwnIndicatorForm
from portal.adoptions.models.plans import Direction
from portal.adoptions.queries.plans import IndicatorView, indicators_of
from portal.adoptions.schemas import MAX_ROWS
from portal.adoptions.services import planning
from portal.adoptions.services.planning import Measured, OwnIndicator
from portal.adoptions.views.pages import act_on, blueprint, done, recorded, refused
from portal.adoptions.views.rows import head_of
from portal.adoptions.views.shapes import IndicatorRow, IndicatorsPage
from portal.core.access import requires
from portal.core.formats import number, read_number, words
from portal.core.forms import Form
from portal.core.i18n import current_locale
from portal.practices.permissions import OPEN_DESK

VALUES = ("baseline", "target", "actual")
TEXTS = ("baseline_period", "actual_period", "source")


@blueprint.get("/adoptions/<key:adoption>/indicators")
@requires(OPEN_DESK)
def indicators(adoption: str) -> str:
    """Show what each indicator shows by now."""
    found = indicators_of(recorded(adoption).id)
    shared, own = _split(found)
    forms = [
        IndicatorForm(formdata=None, prefix=f"m{place}-", data=_typed(row))
        for place, row in enumerate(shared)
    ]
    own_forms = [
        OwnIndicatorForm(
            formdata=None,
            prefix=f"o{place}-",
            data=_typed(row)
            | {
                "name": words(row.name),
                "unit": words(row.unit),
                "direction": (Direction.DOWN if row.lower_is_better else Direction.UP).value,
            },
        )
        for place, row in enumerate(own)
    ]
    if len(own) < MAX_ROWS:
        own_forms.append(OwnIndicatorForm(formdata=None, prefix=f"o{len(own)}-"))
    return _page(adoption, shared, forms, own_forms)


@blueprint.post("/adoptions/<key:adoption>/indicators")
@requires(OPEN_DESK)
def measure(adoption: str) -> Response:
    """Keep what each indicator shows."""
    shared, own = _split(indicators_of(recorded(adoption).id))
    forms = [IndicatorForm(prefix=f"m{place}-") for place, _row in enumerate(shared)]
    places = range(min(MAX_ROWS, len(own) + 1))
    own_forms = [OwnIndicatorForm(prefix=f"o{place}-") for place in places]
    everything: list[Form] = [*forms, *own_forms]
    valid = [form.validate() for form in everything]  # each of them, to tell all faults
    if not all(valid):
        return refused(_page(adoption, shared, forms, own_forms))
    measured = {row.id: _read(form) for row, form in zip(shared, forms, strict=True)}
    added = [
        OwnIndicator(
            name=str(form.name.data),
            unit=str(form.unit.data),
            direction=Direction(form.direction.data),
            measured=_read(form),
        )
        for form in own_forms
        if form.is_filled
    ]
    act_on(adoption, planning.measure, measured, added)
    return done(adoption, "saved", "hasil")


def _split(
    found: Sequence[IndicatorView],
) -> tuple[list[IndicatorView], list[IndicatorView]]:
    return [row for row in found if not row.own], [row for row in found if row.own]


def _typed(row: IndicatorView) -> dict[str, str]:
    values = {name: getattr(row, name) for name in VALUES}
    return {name: "" if value is None else number(value) for name, value in values.items()} | {
        name: getattr(row, name) for name in TEXTS
    }


def _read(form: IndicatorForm) -> Measured:
    baseline, target, actual = (read_number(form[name].data or "") for name in VALUES)
    return Measured(
        baseline=baseline,
        baseline_period=str(form.baseline_period.data),
        target=target,
        actual=actual,
        actual_period=str(form.actual_period.data),
        source=str(form.source.data),
    )


def _page(
    key: str,
    shared: Sequence[IndicatorView],
    forms: Sequence[IndicatorForm],
    own: Sequence[OwnIndicatorForm],
) -> str:
    rows = []
    for row, form in zip(shared, forms, strict=True):
        name = words(row.name)
        lang = name.lang if name.lang != current_locale() else None
        rows.append(IndicatorRow(name, words(row.unit), lang, form))
    page = IndicatorsPage(head_of(recorded(key)), rows, own)
    return render_template("adoptions/indicators.html", page=page)
