"""REST with OpenAPI 3.1 below `/api/v1`, and the human page about it at `/api`."""

from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from flask_smorest import Api
from werkzeug.routing import BaseConverter

from portal.api.v1 import practices, regions, vocabularies
from portal.api.v1.about import operations_of
from portal.core.access import public
from portal.core.addresses import CodeConverter, SlugConverter
from portal.core.settings import Settings

VERSION = "v1"
OPENAPI = "3.1.0"


class Resources(Api):  # type: ignore[misc]  # flask-smorest is untyped
    """The resources; errors are answered by `core.error_pages`, as everywhere."""

    def _register_error_handlers(self) -> None:
        """Leave errors to the application."""


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
    return render_template(
        "api/about.html",
        operations=operations_of(_spec()),
        openapi_url=f"/api/{VERSION}/openapi.json",
        example=f"curl '{settings.base_url}/api/{VERSION}/practices?q=stunting&per_page=5'",
    )


def _pattern(converter: BaseConverter) -> dict[str, str]:
    return {"type": "string", "pattern": f"^{converter.regex}$"}


def _spec() -> dict[str, Any]:
    resources: Resources = current_app.extensions["api"]
    settings: Settings = current_app.extensions["settings"]
    spec: dict[str, Any] = resources.spec.to_dict()
    return {**spec, "servers": [{"url": settings.base_url}]}


def init_app(app: Flask) -> None:
    """Add the resources, the specification and the page about them."""
    app.config.update(
        API_TITLE="Sokoguru",
        API_VERSION=VERSION,
        OPENAPI_VERSION=OPENAPI,
        API_SPEC_OPTIONS={
            "info": {
                "description": "Practices of Indonesian regions, searchable and citable.",
                "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
            },
        },
    )
    app.extensions["api"] = Resources(app)
    for converter in (SlugConverter, CodeConverter):
        app.extensions["api"].register_converter(converter, _pattern)
    for resource in (practices, regions, vocabularies):
        app.extensions["api"].register_blueprint(resource.blueprint, url_prefix=f"/api/{VERSION}")
    app.register_blueprint(pages)
    app.jinja_env.globals["api_url"] = "/api"
