"""The forms by which people tell of needs, claim them and answer them."""

from collections.abc import Sequence

from wtforms import BooleanField

from portal.core.forms import Form, choice, optional_text, text
from portal.core.i18n import _l
from portal.search.query import MAX_LENGTH

LONGEST_ADDRESS = 300
Options = Sequence[tuple[str, str]]
NOTIFY = _l("Kabari saya bila terjawab")


class JoinForm(Form):
    """The own region has a need too."""

    notify = BooleanField(NOTIFY)


class RecordForm(Form):
    """What somebody misses; which dimensions and sectors there are `record_form` says."""

    words = optional_text(
        _l("Apa yang Anda cari"),
        most=MAX_LENGTH,
        hint=_l(
            "Beberapa kata, seperti di kotak pencarian. Kata-kata ini baru tampil untuk umum bila "
            "cukup banyak daerah mencarinya."
        ),
        autocomplete="off",
    )
    notify = BooleanField(NOTIFY)


class AnswerForm(Form):
    """Which practice answers a need."""

    address = text(
        _l("Alamat praktik yang menjawab"),
        most=LONGEST_ADDRESS,
        hint=_l("Misalnya /practices/antrean-puskesmas. Draf daerah Anda juga boleh."),
        autocomplete="off",
    )


def record_form(dimensions: Options, sectors: Options) -> RecordForm:
    """Return the form with the dimensions and sectors of today."""

    class _Record(RecordForm):
        dimension = choice(_l("Dimensi kematangan"), [("", _l("Tidak ditentukan")), *dimensions])
        sector = choice(_l("Sektor SPM"), [("", _l("Tidak ditentukan")), *sectors])

    return _Record()


def claim_form(regions: Options) -> Form:
    """Return the form that claims a need for one of some regions."""

    class _Claim(Form):
        region = choice(_l("Daerah yang akan menulis"), list(regions))

    return _Claim(formdata=None)
