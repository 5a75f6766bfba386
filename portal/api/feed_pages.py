"""What the feeds have in common as pages."""

from flask import Blueprint

blueprint = Blueprint("feeds", __name__)
