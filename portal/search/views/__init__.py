"""Results pages, whatever they find: the layout, and what all of them are given."""

from flask import Blueprint, Flask

blueprint = Blueprint("search", __name__, template_folder="../templates")


def init_app(app: Flask) -> None:
    """Add the templates; the pages are those of the features."""
    app.register_blueprint(blueprint)
