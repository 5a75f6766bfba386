"""The blueprint that the pages of threads share."""

from flask import Blueprint

blueprint = Blueprint("threads", __name__, template_folder="../templates")
