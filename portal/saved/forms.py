"""The form of a saved search."""

from portal.core.forms import Form, choice, text
from portal.core.i18n import _l
from portal.saved.models import Often

LONGEST_NAME = 100
OFTEN = [
    (Often.WEEKLY.value, _l("Setiap minggu, pada hari Senin")),
    (Often.DAILY.value, _l("Setiap hari, dalam rangkuman pagi")),
    (Often.NEVER.value, _l("Tanpa kabar")),
]


class SearchForm(Form):
    """What a search is called, and how often there is news of it."""

    name = text(
        _l("Nama pencarian"),
        most=LONGEST_NAME,
        hint=_l("Dengan nama ini kabarnya ditulis."),
    )
    often = choice(_l("Kabar praktik baru yang cocok"), OFTEN)
