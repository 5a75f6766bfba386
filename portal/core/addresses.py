"""Addresses: what their parts look like, others being answered 404, and how they are made whole."""

import re
from urllib.parse import urlsplit

from flask import Flask, current_app
from werkzeug.routing import BaseConverter

from portal.core.settings import Settings

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CODE = re.compile(r"[0-9]{2}(?:\.[0-9]{2})*")
KEY = re.compile(r"[a-z2-7]{12}")
TOKEN = re.compile(r"[A-Za-z0-9_.-]{20,1000}")
LAST_NUMBER = 2_147_483_647  # what a column of numbers holds
NUMBER = f"int(min=1, max={LAST_NUMBER})"  # in a route: <{NUMBER}:name>


class SlugConverter(BaseConverter):
    """Words of small letters and digits, joined by hyphens: `dokter-terbang-papua`."""

    regex = SLUG.pattern


class CodeConverter(BaseConverter):
    """Pairs of digits, joined by points: `35.10`."""

    regex = CODE.pattern


class KeyConverter(BaseConverter):
    """A public id: 12 random characters of base32."""

    regex = KEY.pattern


class TokenConverter(BaseConverter):
    """What a mail's link carries: a secret, which no log may hold."""

    regex = TOKEN.pattern


def absolute(path: str) -> str:
    """Return a path of the portal as a whole address."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url + path


def is_web_address(text: str) -> bool:
    """Tell whether `text` is the address of a page on the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def init_app(app: Flask) -> None:
    """Let routes name these converters, and templates write `absolute(path)`."""
    app.jinja_env.globals["absolute"] = absolute
    app.url_map.converters.update(
        slug=SlugConverter, code=CodeConverter, key=KeyConverter, token=TokenConverter
    )
