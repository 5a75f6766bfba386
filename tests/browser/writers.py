"""People of a story at their browsers, without script, before a portal in this very process."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.core.db import end_transaction
from portal.practices.forms.fields import id_of
from tests.browser.bridge import ORIGIN, connect
from tests.factories.people import signed_in_with_code


class Writer:
    """Somebody at a browser who reads in one language."""

    def __init__(self, page: Page, prefix: str) -> None:
        self.page = page
        self._prefix = prefix

    def open(self, path: str) -> int:
        """Open a page and return the status of its answer."""
        answer = self.page.goto(ORIGIN + self._prefix + path)
        assert answer is not None
        return answer.status

    def type(self, path: str, value: str) -> None:
        """Fill what stands at a path of the record: a text, a choice, or a box."""
        field = self.page.locator(f"#{id_of(path)}")
        kind = field.evaluate("element => element.tagName")
        if kind == "FIELDSET":
            self.page.check(f'[name="{path}"][value="{value}"]')
        elif kind == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def add(self, table: str) -> None:
        """Ask for another row."""
        self.page.click(f'button[value="add:{table}"]')

    def press(self, value: str) -> None:
        """Press the button of the editor with a value."""
        self.page.locator(f'#simpan button[value="{value}"]').click()

    def send(self, action: str) -> None:
        """Send the form that leads to an address."""
        self.page.locator(f'form[action="{self._prefix}{action}"] button[type=submit]').last.click()

    def write(self, address: str, typed: dict[str, str]) -> None:
        """Fill a step of the editor and save it."""
        assert self.open(address) == 200
        for path, value in typed.items():
            self.type(path, value)
        self.press("stay")
        expect(self.page.locator("#faults")).to_have_count(0)


Seat = Callable[[str], Writer]


@contextmanager
def seats(app: Flask, browser: Browser, prefix: str) -> Iterator[Seat]:
    """Give how to sit down at the browser of somebody, by mail address; "" is a visitor.

    `prefix` is that of the language in which all of them read.
    """
    with ExitStack() as stack:

        def sit(mail: str) -> Writer:
            page = stack.enter_context(browser.new_context(java_script_enabled=False)).new_page()
            client = signed_in_with_code(app, mail) if mail else app.test_client()
            end_transaction()  # or it would keep the portal from writing
            connect(page, client)
            return Writer(page, prefix)

        yield sit
