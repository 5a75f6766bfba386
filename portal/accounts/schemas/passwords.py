"""Which passwords are taken: long ones that nobody guesses from lists, names or the keyboard."""

from enum import StrEnum

from zxcvbn import zxcvbn

MIN_PASSWORD = 12
MAX_PASSWORD = 128
MIN_DIFFERENT = 5
MIN_NAME = 4  # letters of a name from which it counts as contained
MOST_COMMON_WORDS = 2
# What guessers try: 30,000 common passwords, names and English words; 3 of 4 is 10^8 guesses.
MIN_SCORE = 3
JUDGED = 72  # characters; more make it slow and no password weaker
# What the most used passwords of Indonesia and of the world are made of.
COMMON = frozenset(
    """
    abc abcd abcde abcdef abcdefg abcdefgh abcdefghijkl admin adminadmin administrator akses aku
    aman amanah anak anakku anggrek asdf asdfgh asdfghjkl asd ayah baru bapak batman bandung
    banjarmasin bekasi berkah bintang bismillah bogor bola bupati cantik cinta cintaku coba cobalagi
    computer daerah dahsyat damai default denpasar desa dinas dinasty diskominfo doraemon dragon
    facebook flower football freedom friend ganteng garuda gila google guest halo hallo harapan
    hello ibu iloveyou iloveu indah indo indonesia indonesiaku jakarta jaya jayapura kabupaten kamu
    kasih kata katasandi kecamatan keluarga kemerdekaan kominfo komputer kosong kota kucing kupang
    lampung letmein login lover lucu makassar malang manado manis mantap mataram mawar medan melati
    merah merdeka merahputih michael monkey monyet muhammad mutiara nasional nama negara nusantara
    oke operator padang palembang pancasila papua pass passw password passwd passwort pegawai pemda
    pemerintah pemkab pemkot persib persija pontianak portal princess provinsi publik putih putra
    putri qaz qazwsx qazwsxedc qwe qwer qwert qwerty qwertyu qwertyui qwertyuiop rahasia rahasiaku
    rakyat ratu root sahabat samarinda samsung sandi sayang sayangku sayangkamu secret sejahtera
    selalu selamat semangat semarang senyum sekolah senja setia shadow smart smartcity sokoguru
    starwars sukses sukabumi sunshine superman surabaya surakarta system tangerang terserah test
    tester testing trustno tujuh user username walikota welcome whatever yogyakarta zaq zxc zxcv
    zxcvb zxcvbn zxcvbnm
    """.split()  # noqa: SIM905  # a list of words is read as words
)
LOOKALIKES = str.maketrans("0134578@$!", "oieastbasi")


class Weakness(StrEnum):
    """Why a password is not taken."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    NAME = "name"


def weakness(password: str, mail: str) -> Weakness | None:
    """Return why `password` is not taken for the owner of the address `mail`, or None."""
    if len(password) < MIN_PASSWORD:
        return Weakness.SHORT
    if len(password) > MAX_PASSWORD:
        return Weakness.LONG
    plain = password.casefold()
    if _contains_name(plain, mail):
        return Weakness.NAME
    if len(set(plain)) < MIN_DIFFERENT or _repeats(plain) or _is_common(plain):
        return Weakness.COMMON
    return Weakness.COMMON if _is_soon_guessed(password) else None


def _is_soon_guessed(password: str) -> bool:
    judged = zxcvbn(password[:JUDGED], user_inputs=sorted(COMMON))
    return int(judged["score"]) < MIN_SCORE


def _contains_name(plain: str, mail: str) -> bool:
    local = mail.partition("@")[0]
    names = [local, *local.replace("_", ".").replace("-", ".").split(".")]
    forms = (plain, plain.translate(LOOKALIKES))
    return any(name in form for name in names if len(name) >= MIN_NAME for form in forms)


def _repeats(plain: str) -> bool:
    """Tell whether a text is one short piece over and over."""
    return plain in (plain + plain)[1:-1]


def _is_common(plain: str) -> bool:
    """Tell whether a text is common words with digits and signs around them."""
    undone = plain.rstrip("0123456789!@#$%^&*.,_- ").translate(LOOKALIKES)
    return any(
        _is_made_of_common(letters)
        for form in (plain, undone)
        for letters in ("".join(sign for sign in form if sign.isalpha()),)
    )


def _is_made_of_common(letters: str, most: int = MOST_COMMON_WORDS) -> bool:
    if not letters or letters in COMMON:
        return True
    return most > 1 and any(
        letters[:end] in COMMON and _is_made_of_common(letters[end:], most - 1)
        for end in range(1, len(letters))
    )
