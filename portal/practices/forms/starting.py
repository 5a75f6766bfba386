"""Beginning a practice, and naming its address."""

from typing import Any

from wtforms import SelectField
from wtforms.fields import SelectChoice

from portal.core.forms import Form, text
from portal.core.i18n import _l
from portal.core.slugs import LONGEST
from portal.practices.schemas.record import MAX_TITLE


class AddressForm(Form):
    """The last part of the address of a practice's page."""

    slug = text(
        _l("Alamat halaman"),
        most=LONGEST,
        hint=_l(
            "Huruf kecil, angka, dan tanda hubung. Sesudah terbit, alamat lama tetap "
            "mengantar ke sini."
        ),
    )


class StartForm(Form):
    """For which region, and under which title."""

    region = SelectField(_l("Daerah"), validate_choice=False)
    title = text(
        _l("Judul"),
        most=MAX_TITLE,
        hint=_l("Sebut apa yang dilakukan, bukan nama programnya. Boleh diubah nanti."),
    )

    def __init__(self, regions: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """Offer `regions` as (code, name)."""
        super().__init__(*args, **kwargs)
        self.region.choices = [SelectChoice(code, name) for code, name in regions]
