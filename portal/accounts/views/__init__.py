"""The pages of accounts: signing in, links that came by mail, one's own account."""

from flask import Flask

from portal.accounts.views import account, entering, identity, links, second_factor
from portal.accounts.views.pages import blueprint

PAGES = (entering, links, account, second_factor)  # importing them adds their pages


def init_app(app: Flask) -> None:
    """Add the pages and put the actor on each request."""
    identity.init_app(app)
    app.register_blueprint(blueprint)
