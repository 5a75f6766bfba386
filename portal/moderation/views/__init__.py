"""Pages of moderation, and what the desk shows of it."""

from flask import Flask

from portal.core.settings import current_settings
from portal.moderation.services import own_data, screening
from portal.moderation.views import desk, flags, queue
from portal.moderation.views.pages import blueprint

PAGES = (flags, queue)  # importing them adds their pages


def init_app(app: Flask) -> None:
    """Add the pages, the panel of the desk, and the look at what is written."""
    app.register_blueprint(blueprint)
    desk.start()
    own_data.start()
    with app.app_context():
        screening.start(current_settings().content_dir)
