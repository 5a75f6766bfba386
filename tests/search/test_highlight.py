"""Marking matches."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from portal.search.analysis import Analyzer
from portal.search.engines.whoosh import WhooshEngine
from portal.search.highlight import Marker
from portal.search.query import parse

ANALYZER = Analyzer(
    protected=frozenset(), folds={}, stems={}, english_words=frozenset(), english=str
)


def _marker(engine: WhooshEngine, text: str) -> Marker:
    return Marker(engine.analyzer, engine.search(parse(text), kind="practice").marks)


def test_every_form_of_the_word_is_marked(engine: WhooshEngine) -> None:
    marked = _marker(engine, "layanan").mark("Petugas melayani warga, pelayanan cepat")

    assert marked == "Petugas <mark>melayani</mark> warga, <mark>pelayanan</mark> cepat"


def test_a_synonym_of_several_words_is_marked_as_one(engine: WhooshEngine) -> None:
    marked = _marker(engine, "IMB").mark("Urus Persetujuan Bangunan Gedung di sini")

    assert "<mark>Persetujuan Bangunan Gedung</mark>" in marked


def test_text_is_escaped(engine: WhooshEngine) -> None:
    assert _marker(engine, "sampah").mark("<b>sampah</b>") == (
        "&lt;b&gt;<mark>sampah</mark>&lt;/b&gt;"
    )


def test_a_snippet_is_the_passage_with_the_most_different_matches(engine: WhooshEngine) -> None:
    texts = ["sampah. " + "lain " * 80, "awal " * 80 + "bank sampah di desa " + "akhir " * 80]

    snippet = _marker(engine, "bank sampah").snippet(texts, length=100)

    assert snippet is not None
    assert "<mark>bank sampah</mark>" in snippet
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert len(Markup(snippet).striptags()) <= 110


def test_no_match_gives_no_snippet(engine: WhooshEngine) -> None:
    assert _marker(engine, "sampah").snippet(["tidak ada"], length=100) is None


@given(text=st.text(max_size=300))
def test_marking_keeps_the_text(text: str) -> None:
    marker = Marker(ANALYZER, frozenset({("a",), ("~sampah",), ("b", "c")}))

    marked = str(marker.mark(text))
    assert marked.replace("<mark>", "").replace("</mark>", "") == str(Markup.escape(text))
