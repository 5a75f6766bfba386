"""How fields are called where they are spoken of away from their place."""

from portal.core.i18n import _
from portal.practices.forms.fields import Step
from portal.practices.forms.sheets import Sheet


def labels_of(step: Step, sheet: Sheet) -> dict[str, str]:
    """Return {path: label} of all that stands on a step, in the order of the page."""
    found = {known.path: str(known.label) for known in step.fields()}
    for table in step.tables():
        found[table.path] = str(table.one)
        for index in range(len(sheet.rows.get(table.path, []))):
            start = f"{table.path}.{index}"
            name = _("%(row)s %(number)s", row=table.one, number=index + 1)
            found[start] = name
            for known in table.fields:
                found[f"{start}.{known.path}"] = f"{name}: {known.label}"
    return found
