"""The data saver: lighter pages for whoever has chosen it, or whose browser asks for it.

Strangers choose it by a cookie that only a press of a button sets; of people with an account their
preference counts. A browser asks by the header `Save-Data`.
"""

from datetime import timedelta

from flask import Flask, Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from portal.core.settings import current_settings

KEPT_FOR = timedelta(days=180)
ON = "on"


def is_chosen() -> bool:
    """Tell whether the reader has switched it on."""
    if "data_saver" in g:
        return bool(g.data_saver)
    return request.cookies.get(cookie_name()) == ON


def is_asked() -> bool:
    """Tell whether the reader's browser asks for it."""
    return request.headers.get("Save-Data", "").lower() == ON


def saves_data() -> bool:
    """Tell whether the answer is to be light: images only when somebody asks for them."""
    return is_chosen() or is_asked()


def cookie_name() -> str:
    """Return the name of the cookie; under https browsers hold `__Host-` to this host."""
    return "__Host-data-saver" if current_settings().https else "data-saver"


def remember(response: AnyResponse, *, on: bool) -> None:
    """Let a stranger's browser remember what was chosen; off leaves no cookie."""
    response.set_cookie(
        cookie_name(),
        ON if on else "",
        max_age=KEPT_FOR if on else 0,
        path="/",
        secure=current_settings().https,
        httponly=True,
        samesite="Lax",
    )


def _tell_caches(response: Response) -> Response:
    """Say that pages depend on the header, and keep those that a cookie made from other readers."""
    if response.mimetype == "text/html":
        response.vary.add("Save-Data")
        if is_chosen() and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache"
    return response


def init_app(app: Flask) -> None:
    """Let templates write `data_saver()`, and tell caches."""
    app.jinja_env.globals.update(data_saver=saves_data, data_saver_chosen=is_chosen)
    app.after_request(_tell_caches)
