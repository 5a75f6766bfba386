"""REST with OpenAPI 3.1 below `/api/v1`, and the human page about it at `/api`."""

from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from werkzeug.routing import BaseConverter

from portal.accounts.services.tokens import LIFETIME, PREFIX
from portal.api.v1 import (
    adoptions,
    champions,
    drafts,
    files,
    life,
    members,
    mentorships,
    practices,
    recommendations,
    regions,
    reviews,
    threads,
    vocabularies,
)
from portal.api.v1.about import operations_of
from portal.api.v1.resource import BEARER, SCHEME, Resources
from portal.core.access import current_actor, public
from portal.core.addresses import CodeConverter, KeyConverter, SlugConverter
from portal.core.i18n import current_locale
from portal.core.settings import Settings
from portal.practices.queries import best

VERSION = "v1"
OPENAPI = "3.1.0"
A_DRAFT = f"/api/{VERSION}/practices/antrean-puskesmas/draft"
DESCRIPTION = (
    "Practices of Indonesian regions, searchable and citable. No key is needed to read; writing "
    "needs a bearer token, which the page of one's account makes. "
    "Titles, summaries, labels and errors come in Indonesian, or in English for readers whose "
    "Accept-Language prefers it; records hold both languages where they have them."
)


pages = Blueprint("api", __name__, template_folder="../templates")


@pages.get(f"/api/{VERSION}/openapi.json")
@public
def openapi() -> Response:
    """Return the specification."""
    return jsonify(_spec())


@pages.get("/api")
@public
def about() -> str:
    """Show the specification to people."""
    settings: Settings = current_app.extensions["settings"]
    newest = best(current_actor(), "newest", 1)
    operations = operations_of(_spec(), slug=newest[0].slug if newest else None)
    return render_template(
        "api/about.html",
        operations=operations,
        with_token=f"curl -H 'Authorization: Bearer {PREFIX}…' '{settings.base_url}{A_DRAFT}'",
        days=LIFETIME.days,
        openapi_url=f"/api/{VERSION}/openapi.json",
        example="\n".join(
            f"curl -H 'Accept-Language: {current_locale()}' '{settings.base_url}{operation.sample}'"
            for operation in operations
            if operation.sample
        ),
    )


def _pattern(converter: BaseConverter) -> dict[str, str]:
    return {"type": "string", "pattern": f"^{converter.regex}$"}


def _spec() -> dict[str, Any]:
    resources: Resources = current_app.extensions["api"]
    settings: Settings = current_app.extensions["settings"]
    return {**resources.specification(), "servers": [{"url": settings.base_url}]}


def init_app(app: Flask) -> None:
    """Add the resources, the specification and the page about them."""
    app.config.update(
        API_TITLE="Sokoguru",
        API_VERSION=VERSION,
        OPENAPI_VERSION=OPENAPI,
        API_SPEC_OPTIONS={
            "info": {
                "description": DESCRIPTION,
                "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
            },
        },
    )
    app.extensions["api"] = Resources(app)
    app.extensions["api"].spec.components.security_scheme(BEARER, SCHEME)
    for converter in (SlugConverter, CodeConverter, KeyConverter):
        app.extensions["api"].register_converter(converter, _pattern)
    for resource in (
        practices,
        drafts,
        files,
        reviews,
        life,
        regions,
        members,
        vocabularies,
        threads,
        adoptions,
        champions,
        recommendations,
        mentorships,
    ):
        app.extensions["api"].register_blueprint(resource.blueprint, url_prefix=f"/api/{VERSION}")
    app.register_blueprint(pages)
    app.jinja_env.globals["api_url"] = "/api"
