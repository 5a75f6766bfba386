"""Gambling words are found however they are disguised, and in nothing that only resembles them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import ROOT
from portal.moderation.schemas.links import domains, is_within, seen_in
from portal.moderation.schemas.words import FILE, WordList

WORDS = WordList.from_folder(ROOT / "content")
PHRASES = sorted(WORDS.phrases.values())
DISGUISED = (
    "Slot GACOR terus",
    "s l o t   g a c o r",
    "s l o t  g4cor",
    "s.1.0.t/g-a-c-o-r",
    "slotgacor",
    "SLOTGACOR88",
    "88slotgacor",
    "slooot gacor",
    "sl\u200bot ga\u00adcor",
    "\uff53\uff4c\uff4f\uff54 gacor",
    "\u0455l\u043et g\u0430c\u043er",
    "sl\u00f3t g\u00e0cor",
    "main\n\nslot\ngacor",
    "https://slot-gacor.example/daftar",
)
INNOCENT = (
    "slot waktu pelayanan dan slot vaksin",
    "judicial review, prejudice, judi",
    "Kami mencegah judi online di desa",
    "slot garnish",
    "xslot gacorx",
    "slot. Agacor",
    "Penduduk 70931 jiwa, 51 07 64 02",
    "situs judicial",
    "Minimal depo sampah dua",
    "casino",
)


@pytest.mark.parametrize("text", DISGUISED)
def test_a_disguised_word_is_found(text: str) -> None:
    assert WORDS.found_in(text) == ["slot gacor"]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_resembles_a_word_is_none(text: str) -> None:
    assert WORDS.found_in(text) == []


@given(
    phrase=st.sampled_from(PHRASES),
    joint=st.sampled_from([" ", "-", "\n", " . ", "\u200b ", "_"]),
    spread=st.booleans(),
    shout=st.booleans(),
    around=st.tuples(st.sampled_from(["", "Ayo ", "** "]), st.sampled_from(["", " !", ", ya"])),
)
def test_every_phrase_of_the_list_is_found_in_any_dress(
    phrase: str,
    joint: str,
    spread: bool,  # noqa: FBT001  # drawn
    shout: bool,  # noqa: FBT001  # drawn
    around: tuple[str, str],
) -> None:
    words = [" ".join(word) if spread else word for word in phrase.split()]
    text = around[0] + joint.join(words) + around[1]

    assert phrase in WORDS.found_in(text.upper() if shout else text)


@given(before=st.text("bcdfhjkmnpqrvwxyz", min_size=1), phrase=st.sampled_from(PHRASES))
def test_no_part_of_a_longer_word_is_found(before: str, phrase: str) -> None:
    assert WORDS.found_in(before + phrase.replace(" ", "") + before) == []


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    assert set(WORDS.found_in(text)) <= set(PHRASES)


@pytest.mark.parametrize("fault", ["toto", "slot gacor\ns l o t gacor"])
def test_a_list_that_is_not_right_stops_the_start(tmp_path: Path, fault: str) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(f"# kata\n{fault}\n")

    with pytest.raises(ValueError, match=r"gambling-words\.txt:\d: too short, or there twice"):
        WordList.from_folder(tmp_path)


@pytest.mark.parametrize(
    ("address", "within"),
    [
        ("https://kab.go.id/a", True),
        ("https://GO.ID:8443/", True),
        ("https://kab.go.id./a", True),
        ("https://go.id@jahat.example/", False),
        ("https://jahat-go.id/", False),
        ("https://go.id.jahat.example/", False),
        ("http://[::1", False),
    ],
)
def test_a_domain_is_that_of_the_server(address: str, within: bool) -> None:  # noqa: FBT001  # a column
    (domain,) = domains([address])

    assert is_within(domain, ["go.id"]) is within
    assert is_within(domain, ["*"])


def test_links_on_this_site_and_mail_lead_nowhere() -> None:
    assert domains(["/threads/a", "#p-2", "mailto:a@b.example", "?page=2"]) == []


def test_words_in_a_line_belong_together_and_lines_do_not() -> None:
    seen = seen_in('<p>sl<em>ot</em> ga<a href="https://a.example">cor</a></p><p>lagi</p>')

    assert seen.words.split("\n") == ["", "slot gacor", "", "lagi", ""]
    assert seen.addresses == ["https://a.example"]


def test_an_address_that_is_only_spelt_out_leads_there_too() -> None:
    seen = seen_in("<p>Buka <code>www.promo.vip</code> atau HTTPS://promo.vip/a</p>")

    assert domains(seen.addresses) == ["www.promo.vip", "promo.vip"]
