"""How soon regions answer: told of the region, never of a person, and thanks to who answers."""

from flask import Flask

from tests.factories.clock import at
from tests.factories.drafts import REGION
from tests.factories.mentors import designated, says
from tests.factories.questions import (
    FRIDAY,
    SERVER,
    closed_on,
    officer,
    published,
    question,
    thanked,
)
from tests.factories.reviewing import read
from tests.factories.threads import answered


def test_a_region_is_known_by_its_median_and_its_promise(empty_library: Flask) -> None:
    slug, bayu = published(), officer()
    dewi, key = designated("dewi@kota.go.id")
    says(dewi, key, blocks=[SERVER])
    closed_on("2027-01-12")
    visitor = empty_library.test_client()
    assert "Menjawab pertanyaan" not in read(visitor, f"/regions/{REGION}")

    with at(FRIDAY):
        questions = [question(bayu, slug) for _number in range(4)]
    for moment, asked in zip(
        ("2027-01-11T10:00+08:00", "2027-01-13T12:00+08:00", "2027-01-14T16:30+08:00"),
        questions,
        strict=False,
    ):
        with at(moment):
            answered(dewi, asked, as_region=asked != questions[0])
    with at("2027-01-20T10:00+08:00"):
        page, profile = read(visitor, f"/regions/{REGION}"), read(visitor, f"/mentors/{key}")
        cards, english = read(visitor, "/mentors"), read(visitor, f"/en/regions/{REGION}")

    assert "50% dari 4 pertanyaan" in page
    assert "12 jam kerja" in page
    assert "50% of 4 questions" in english
    assert "12 jam kerja" in profile
    assert "12 jam kerja" in cards
    with at("2027-06-20T10:00+08:00"):
        assert "Menjawab pertanyaan" not in read(visitor, f"/regions/{REGION}")


def test_a_mentor_is_thanked_only_for_what_was_said_in_the_own_name(empty_library: Flask) -> None:
    slug, bayu = published(), officer()
    dewi, key = designated("dewi@kota.go.id")
    says(dewi, key, blocks=[SERVER])
    own, theirs = question(bayu, slug), question(bayu, slug)
    for asked, as_region in ((own, False), (theirs, True)):
        number = answered(dewi, asked, as_region=as_region)
        thanked(bayu, asked, number)

    told = read(empty_library.test_client(), f"/mentors/{key}")

    assert "1 jawaban dikonfirmasi atau berhasil diterapkan" in told
    assert "1 kali dinilai membantu" in told
