"""For which purposes accounts use data: those that an account cannot be without."""

from portal.accounts.services.consents import Purpose, asks
from portal.core.i18n import _l

# Article 20 of Law 27/2022 gives the grounds.
PUBLIC_TASK = _l("Tugas pelayanan publik (UU 27/2022 pasal 20 ayat 2 huruf e)")
LEGITIMATE = _l("Kepentingan yang sah (UU 27/2022 pasal 20 ayat 2 huruf f)")
CONSENT = _l("Persetujuan Anda (UU 27/2022 pasal 20 ayat 2 huruf a)")


def start() -> None:
    """Register them."""
    asks(
        Purpose(
            name="account",
            label=_l("Akun dan peran Anda"),
            text=_l(
                "Nama, surel, dan peran diperlukan supaya Anda dapat bekerja untuk daerah Anda. "
                "Ini berakhir bila Anda meminta penghapusan."
            ),
            basis=PUBLIC_TASK,
        )
    )
    asks(
        Purpose(
            name="security",
            label=_l("Keamanan"),
            text=_l(
                "Riwayat masuk, hitungan percobaan masuk, dan jejak audit menjaga akun Anda dan "
                "isi portal."
            ),
            basis=LEGITIMATE,
        )
    )
