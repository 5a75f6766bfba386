"""Puts the house together: one application from settings."""

from typing import TYPE_CHECKING

from flask import Flask, request
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.accounts import cli as users
from portal.accounts import jobs as accounts_jobs
from portal.accounts import views as accounts
from portal.admin import cli as admin
from portal.admin import self_check
from portal.admin import views as admin_pages
from portal.adoptions import subscribers as adoptions_told
from portal.adoptions import views as adoptions
from portal.adoptions.services import leaving as leaving_adoptions
from portal.api import feeds, sitemap
from portal.api import v1 as api
from portal.core import (
    access,
    addresses,
    assets,
    audit_cli,
    compression,
    conditional,
    content,
    content_cli,
    error_pages,
    formats,
    forms,
    fragments,
    health,
    i18n,
    log,
    mail_cli,
    metrics,
    once,
    replicas,
    retention,
    schedule,
    security,
    standing,
    timing,
)
from portal.core.db import begin_reading, db, end_transaction, engine_options, read_from
from portal.core.settings import Settings
from portal.core.uploads import downloads
from portal.follows import views as follows
from portal.mentoring import jobs as mentoring_jobs
from portal.mentoring import subscribers as mentoring_told
from portal.mentoring import views as mentoring
from portal.mentoring.services import leaving as leaving_mentoring
from portal.mentors import jobs as mentors_jobs
from portal.mentors import views as mentors
from portal.mentors.services import leaving as leaving_mentors
from portal.moderation import subscribers as moderating
from portal.moderation import views as moderation
from portal.notifications import jobs as telling
from portal.notifications import subscribers
from portal.notifications import views as notifications
from portal.overview import content as overview_content
from portal.overview import views as overview
from portal.practices import content as practices_content
from portal.practices import jobs as practices_jobs
from portal.practices import search as practices_search
from portal.practices import views as practices
from portal.practices.services import leaving
from portal.regions import content as regions_content
from portal.regions import views as regions
from portal.search import cli as search
from portal.search import outbox, registry
from portal.search import views as search_pages
from portal.threads import content as threads_content
from portal.threads import jobs as threads_jobs
from portal.threads import search as threads_search
from portal.threads import views as threads
from portal.threads.services import folding, following
from portal.threads.services import leaving as leaving_threads
from portal.vocabularies import content as vocabularies_content

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


PARTS = (
    addresses,
    log,
    timing,
    metrics,
    security,
    i18n,
    formats,
    forms,
    fragments,
    once,
    error_pages,
    conditional,  # what is sent is tagged, so it is done after compression
    compression,
    health,
    replicas,
    downloads,
)
CONTENT = (
    vocabularies_content,
    regions_content,
    practices_content,
    threads_content,
    overview_content,
)
PAGES = (
    accounts,
    users,
    search_pages,
    regions,
    follows,
    practices,
    mentors,
    threads,
    adoptions,
    mentoring,
    notifications,
    moderation,
    overview,
    api,
    feeds,
    sitemap,
    admin_pages,
)
WORKING = (
    retention,
    outbox,
    practices_jobs,
    mentors_jobs,
    threads_jobs,
    mentoring_jobs,
    self_check,
    schedule,
)
LISTENING = (
    standing,
    accounts_jobs,
    leaving,
    leaving_mentoring,  # before the profile of who leaves is closed
    leaving_mentors,
    leaving_threads,
    folding,
    leaving_adoptions,
    adoptions_told,
    mentoring_told,
    following,
    moderating,
    subscribers,
    telling,
)


def create_app(settings: Settings) -> Flask:
    """Return the portal, ready to serve and to run commands.

    Raises:
        RuntimeError: if a route says neither that it is public nor who may use it.
    """
    app = replicas.Portal(__name__, static_folder=None)
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        SQLALCHEMY_BINDS=replicas.binds(settings),
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_SAMESITE="Lax",
        PREFERRED_URL_SCHEME="https" if settings.https else "http",
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    Migrate(app, db, directory=str(settings.migrations_dir), render_as_batch=True)
    app.before_request(_begin)
    app.teardown_request(_end)
    for part in PARTS:
        part.init_app(app)
    assets.init_app(app, directory=settings.data_dir / "static")
    search.init_app(app)
    for words in CONTENT:
        content.register(words.PART)
    for source in (practices_search.SOURCE, threads_search.SOURCE):
        registry.register(source)
    for working in WORKING:
        working.serve_jobs()
    for listening in LISTENING:
        listening.start()
    for feature in PAGES:
        feature.init_app(app)
    for commands in (admin, audit_cli, content_cli, mail_cli):
        commands.init_app(app)
    access.refuse_unmarked_routes(app)
    app.wsgi_app = _wrapped(app, settings)  # type: ignore[method-assign,assignment]  # Flask's documented way
    return app


def _begin() -> None:
    begin_reading(read_only=request.method in security.READING)
    replicas.choose()


def _end(_error: BaseException | None) -> None:
    end_transaction()  # or its end would spoil an answer that is already there
    begin_reading(read_only=False)
    read_from(None)


def _wrapped(app: Flask, settings: Settings) -> "WSGIApplication":
    wsgi: WSGIApplication = i18n.LanguagePrefix(app.wsgi_app)
    wsgi = security.EscapedQuery(wsgi)
    wsgi = assets.serve_static(wsgi, directory=settings.data_dir / "static")
    wsgi = security.SecurityHeaders(wsgi, https=settings.https)
    if hops := settings.proxy_hops:
        wsgi = ProxyFix(wsgi, x_for=hops, x_proto=hops, x_host=hops)
    return wsgi
