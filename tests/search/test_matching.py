"""What is found, and what stands first."""

from collections.abc import Callable

import pytest

from portal.search.engine import Engine
from portal.search.query import parse
from tests.search.conftest import document

Find = Callable[..., list[str]]


@pytest.mark.parametrize("word", ["layanan", "pelayanan", "melayani"])
def test_forms_of_a_word_find_the_same_and_the_exact_form_stands_first(
    find: Find, word: str
) -> None:
    found = find(word)

    assert set(found) == {"layanan", "pelayanan", "melayani"}
    assert found[0] == word


def test_an_old_name_finds_the_new_one(find: Find) -> None:
    assert find("IMB") == ["pbg"]


def test_everyday_words_find_the_term_of_the_field(find: Find) -> None:
    assert find("anak pendek")[0] == "stunting"


def test_english_words_find_indonesian_practices(find: Find) -> None:
    assert find("fire service") == ["damkar"]


def test_a_short_form_is_matched_as_a_whole_word_only(find: Find) -> None:
    assert "sampah" in find("TPA")
    assert find("TP") == []


def test_a_phrase_wants_its_words_in_a_row(find: Find) -> None:
    assert find('"bank sampah"') == ["sampah"]
    assert find('"sampah bank"') == []


def test_a_minus_leaves_out_all_forms_of_the_word(find: Find) -> None:
    assert "melayani" not in find("warga -pelayanan")
    assert find("-warga") == []


def test_a_prefix_finds_words_that_begin_so(find: Find) -> None:
    assert find("kebak*") == ["damkar"]


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("pelayannan", "pelayanan", "pelayanan"),
        ("stuntng", "stunting", "stunting"),
        ("e-goverment", "e-government", "arsip"),
        ("banksampah", "bank sampah", "sampah"),
    ],
)
def test_a_misspelt_word_is_corrected_and_said(
    engine: Engine, find: Find, typed: str, meant: str, found: str
) -> None:
    matches = engine.search(parse(typed), kind="practice")

    assert [(fix.original, fix.corrected) for fix in matches.corrections] == [(typed, meant)]
    assert find(typed)[0] == found


def test_the_words_as_typed_can_be_insisted_on(engine: Engine, find: Find) -> None:
    assert find("pelayannan", exact=True) == []
    assert engine.search(parse("pelayannan", exact=True), kind="practice").corrections == ()


def test_a_known_word_that_nothing_holds_is_left_alone(engine: Engine) -> None:
    assert engine.search(parse("warung"), kind="practice").corrections == ()


def test_stop_words_are_searched_where_there_is_nothing_else(find: Find) -> None:
    assert find("yang mana") == ["sampah"]
    assert find("bagaimana cara melayani warga") == find("melayani warga")


def test_stop_words_count_inside_an_expression(engine: Engine, find: Find) -> None:
    homes = document("rumah-1", "Layanan ke rumah bagi pasien lanjut usia.")
    engine.replace("practice", [homes, document("jalan-1", "Rumah di tepi jalan.")], removed=[])

    assert find("dokter datang ke rumah")[0] == "rumah"


@pytest.mark.parametrize("typed", ["e-gov", "e gov", "egov", "E-Government", "e-goverment"])
def test_a_word_is_the_same_with_hyphen_blank_or_neither(find: Find, typed: str) -> None:
    assert find(typed) == find("egovernment") != []


@pytest.mark.parametrize(
    ("word", "stranger"),
    [("relawan", "rawan"), ("bersalin", "salinan"), ("pengadaan", "keadaan"), ("perairan", "air")],
)
def test_words_that_only_look_akin_are_kept_apart(
    engine: Engine, find: Find, word: str, stranger: str
) -> None:
    engine.replace(
        "practice", [document("kata-1", word), document("asing-1", stranger)], removed=[]
    )

    assert "asing" not in find(word)


def test_a_phrase_can_be_left_out(find: Find) -> None:
    assert "sampah" in find("sampah warga")
    assert "sampah" not in find('sampah warga -"bank sampah"')


@pytest.mark.parametrize("name", ["Bekasi", "Pontianak"])
def test_the_name_of_a_region_without_practices_is_not_taken_for_a_slip(
    engine: Engine, name: str
) -> None:
    engine.replace("practice", [document("bekas-1", "botol bekas, pantai")], removed=[])

    assert engine.search(parse(name), kind="practice").corrections == ()


@pytest.mark.parametrize(
    ("spoken", "written"),
    [("ngadu", "mengadu"), ("nulis", "menulis"), ("nyapu", "sapu"), ("ngecat", "cat"),
     ("mukul", "pukul"), ("bayarin", "membayar")],
)  # fmt: skip
def test_verbs_are_found_as_people_say_them(
    engine: Engine, find: Find, spoken: str, written: str
) -> None:
    engine.replace("practice", [document("kata-1", f"Warga {written} di sini.")], removed=[])

    assert find(spoken)[0] == "kata"


@pytest.mark.parametrize("word", ["kids", "quit", "ngadu", "mining"])
def test_english_and_spoken_words_are_not_taken_for_slips(engine: Engine, word: str) -> None:
    near = document("dekat-1", "kinds quiet mixing nada")
    engine.replace("practice", [near], removed=[])

    assert engine.search(parse(word), kind="practice").corrections == ()


def test_a_word_is_never_corrected_to_one_that_nothing_holds(engine: Engine) -> None:
    assert engine.search(parse("ngadah"), kind="practice").corrections == ()


def test_forms_of_an_expression_mean_what_the_expression_means(find: Find) -> None:
    assert find("mendirikan izin bangunan") != []
    assert find("persetujuan bangun gedung")[0] == "pbg"


def test_a_long_derived_word_is_corrected_if_a_letter_is_missing(engine: Engine) -> None:
    engine.replace("practice", [document("aduan-1", "pengaduan dan pencatatan")], removed=[])

    corrected = engine.search(parse("pengadun"), kind="practice").corrections
    other = engine.search(parse("pencatutan"), kind="practice").corrections

    assert [fix.corrected for fix in corrected] == ["pengaduan"]
    assert other == ()


def test_a_vowel_is_missed_more_often_than_a_consonant(engine: Engine) -> None:
    engine.replace("practice", [document("x-1", "standing " * 9)], removed=[])

    corrections = engine.search(parse("stanting"), kind="practice").corrections

    assert [fix.corrected for fix in corrections] == ["stunting"]


def test_other_kinds_are_not_found(engine: Engine) -> None:
    assert engine.search(parse("sampah"), kind="thread").ranked == []


@pytest.mark.parametrize(
    "hostile",
    [
        "*",
        "??????*",
        "zebra~3",
        "[a TO z]",
        "NOT " * 40,
        "a " * 90,
        '"' * 150,
        "title:(" * 20,
        "-" * 100,
        "\x00sampah\x00",
        "\ud800sampah",
        "sampah OR 1=1 --",
        "(((((((((((sampah",
    ],
)
def test_hostile_queries_are_only_text(engine: Engine, hostile: str) -> None:
    engine.search(parse(hostile[:200]), kind="practice")
