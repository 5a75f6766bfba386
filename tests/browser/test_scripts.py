"""No text of people does anything in a browser, wherever it appears: the campaign in short.

All of it, and with another corpus, is `tests.benchmarks.xss`.
"""

from dataclasses import replace

from flask import Flask
from playwright.sync_api import Browser

from tests.benchmarks.xss import MAIL, control, look, look_again, plant
from tests.databases import ONE_DATABASE
from tests.security.payloads import CLASSES, PAYLOADS

EVERY = 12  # of so many texts one is told, attached and asked for; all are said, and are names


def test_the_texts_are_many_and_of_every_class() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 150
    assert min(len(texts) for texts in CLASSES.values()) >= 7


def test_what_texts_can_do_would_be_noticed(browser: Browser) -> None:
    texts = PAYLOADS[:: EVERY * 2]

    assert control(browser, texts) >= len(texts) / 2


@ONE_DATABASE
def test_no_text_does_anything(empty_library: Flask, browser: Browser) -> None:
    settings = empty_library.extensions["settings"]
    url = f"file:{settings.data_dir / MAIL}"
    empty_library.extensions["settings"] = replace(settings, mail_url=url)
    planted = plant(PAYLOADS, every=EVERY)

    found = look(empty_library, browser, planted, every=EVERY)
    again = look_again(empty_library, browser, planted, every=EVERY)

    assert found.told + again.told == []
    assert found.seen > 150
    assert again.seen > 5
