"""What the shapes of several parts of a record have in common."""

from marshmallow import ValidationError

from portal.core.addresses import is_web_address

MAX_LINE = 200
# The patterns stand in the API's specification: JSON Schema has no \Z, and $ lets a newline pass.
END = r"(?![\s\S])"


def web_address(url: str) -> None:
    """Refuse what is no address of a page on the web."""
    if not is_web_address(url):
        raise ValidationError("must be a web address")
