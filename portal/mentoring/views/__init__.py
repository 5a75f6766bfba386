"""Pages of mentorships, and what other pages show of them."""

from flask import Flask

from portal.mentoring.services import own_data


def init_app(_app: Flask) -> None:
    """Add them."""
    own_data.start()
