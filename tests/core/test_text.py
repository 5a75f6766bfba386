"""Markdown from people to safe HTML."""

import re
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.text import (
    MAX_BLOCK,
    MAX_BYTES,
    MAX_OPEN_BRACKETS,
    MAX_WORD,
    PAGE_TAGS,
    TextRefusedError,
    as_typed,
    check,
    plain,
    render,
)
from tests.benchmarks.hostile_text import GENERATORS

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\u200bscript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:x)",
    "[a](//evil.example)",
    "![a](https://evil.example/x.png)",
    "[a]: javascript:alert(1)\n\n[a]",
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='position:fixed'>x</p>",
    "<math><mi xlink:href='javascript:alert(1)'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>alert(1)</script>`",
    "<details open ontoggle=alert(1)>",
    "<style>@import '//evil.example'</style>",
    "[x](https://ok.example 'a\" onmouseover=\"alert(1)')",
    "<base href=//evil.example>",
    "<form action=//evil.example><button>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]
FORBIDDEN = ("<script", "<img", "<svg", "<iframe", "<style", "<form", "<base", "<math")


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_hostile_is_left(source: str) -> None:
    html = render(source).lower()

    assert not any(word in html for word in FORBIDDEN)
    assert not re.search(r"<[^>]*(style|on[a-z]+)\s*=", html)
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert 'href="//' not in html


@given(st.text(max_size=300))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_no_text_leaves_anything_but_allowed_markup(source: str) -> None:
    try:
        html = render(source).lower()
    except TextRefusedError:
        return

    assert not any(word in html for word in FORBIDDEN)


def test_markdown_is_rendered() -> None:
    html = render("**tebal** dan [tautan](https://contoh.example)\n\n1. satu\n2. dua")

    assert "<strong>tebal</strong>" in html
    assert "<ol>" in html
    assert '<a href="https://contoh.example" rel="ugc nofollow noopener">tautan</a>' in html


@pytest.mark.parametrize("address", ["/", "/pages/about", "/en/practices?q=air&page=2#isi"])
def test_a_link_of_our_own_is_kept_and_trusted(address: str) -> None:
    escaped = address.replace("&", "&amp;")

    assert f'<a href="{escaped}">kami</a>' in render(f"[kami]({address})")


@pytest.mark.parametrize(
    "address", ["//jahat.example", "///jahat.example", "/\\jahat.example", "/&#9;/jahat.example"]
)
def test_a_link_that_only_looks_like_our_own_is_none(address: str) -> None:
    assert "href" not in render(f"[kami]({address})")


def test_only_pages_of_plain_text_have_headings_of_level_two() -> None:
    assert "<h2>" not in render("## Judul")
    assert "<h2>Judul</h2>" in render("## Judul", tags=PAGE_TAGS)


def test_citations_become_links_to_their_sources() -> None:
    html = render("Turun [s1, s3].", citations={"s1": 1, "s3": 3}, source_word="Sumber")

    assert '<a href="#source-s1"><span class="vh">Sumber </span>1</a>' in html
    assert '<a href="#source-s3"><span class="vh">Sumber </span>3</a>' in html
    assert 'class="refs"' in html


def test_an_unknown_citation_stays_text() -> None:
    assert "[s9]" in render("Turun [s9].", citations={"s1": 1})


@pytest.mark.parametrize("size", [500, 2900, 30_000])
@pytest.mark.parametrize("name", GENERATORS)
def test_hostile_size_is_refused_or_rendered(name: str, size: int) -> None:
    source = GENERATORS[name](size)[:MAX_BYTES]

    with suppress(TextRefusedError):
        assert render(source) is not None


def test_a_text_over_the_limit_is_refused_by_name() -> None:
    with pytest.raises(TextRefusedError, match="bytes"):
        render("a" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("source", "limit"),
    [
        ("a\n" * 3001, "lines"),
        ("|a" * 41, "columns"),
        ("a|\x0b" * 41, "columns"),
        ("-\t" * 31 + "a", "nested"),
        (">" * 31 + "a", "nested"),
        (" " * 62 + "- a", "nested"),
        ((">" * 20 + "a\n\n") * 501, "levels in all"),
        ("*a* " * 2000 + "\n\n" + "`a` " * 2001, "characters"),
        ("a " * (MAX_BLOCK // 2 + 1), "paragraph"),
        (("a " * 100 + "\n\u00a0\n") * 60, "paragraph"),
        ("a" * (MAX_WORD + 1), "word"),
        ("[" * (MAX_OPEN_BRACKETS + 1), "open brackets"),
        ("]" * 99 + "[" * (MAX_OPEN_BRACKETS + 1), "open brackets"),
        ("[a] " * 2001, "brackets"),
        ("[a](" + "(" * 60 + ")" * 60 + ")", "open brackets"),
    ],
)
def test_what_would_take_long_is_refused_by_name(source: str, limit: str) -> None:
    with pytest.raises(TextRefusedError, match=limit):
        check(source)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_long_text_of_honest_paragraphs_is_rendered(end: str) -> None:
    paragraph = "Warga memilah sampah (organik dan anorganik) setiap hari [1]. " * 20
    source = f"{end}{end}".join([paragraph] * 60)

    assert render(source).count("<p>") == 60


@pytest.mark.parametrize("address", ["http://[x", "http://[::1", "//[", "https://]["])
def test_an_address_that_is_none_is_no_link(address: str) -> None:
    assert "href" not in render(f"[tautan]({address})")


def test_a_text_as_typed_has_paragraphs_and_lines_and_no_markup() -> None:
    assert as_typed("*a* <b>\r\n&amp; c\n\n \n\n[d]\n") == (
        "<p>*a* &lt;b&gt;<br>\n&amp;amp; c</p>\n<p>[d]</p>"
    )
    assert as_typed("") == ""


def test_plain_text_has_no_marks_and_no_citations() -> None:
    assert plain("**Turun** 5 persen [s1, s2].\n\n- [a](https://x.example)") == (
        "Turun 5 persen. - a"
    )
