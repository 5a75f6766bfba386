"""The pages of notifications, and the number of unread ones that every page shows."""

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.core.access import current_actor
from portal.notifications import queries
from portal.notifications.services import own_data
from portal.notifications.views import inbox, leaving, settings
from portal.notifications.views.pages import blueprint

PAGES = (inbox, settings, leaving)  # importing them adds their pages


def unread() -> int:
    """Return how many lines whoever is signed in has not read."""
    person_id = current_actor().person_id
    if person_id is None:
        return 0
    try:
        return queries.unread(person_id)
    except SQLAlchemyError:
        return 0  # this page tells that the database does not answer


def init_app(app: Flask) -> None:
    """Add the pages, and let templates write `unread()`."""
    own_data.start()
    app.jinja_env.globals["unread"] = unread
    app.register_blueprint(blueprint)
