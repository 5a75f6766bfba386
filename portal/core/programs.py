"""Which requests come from programs: they say by a header who acts and which language they read."""

from flask import request

API = "/api/"
FILES = "/files/"
BEARER = "bearer "


def is_program() -> bool:
    """Tell whether this request is one to the API, or a program's for a file that it names.

    Files have one address for all: browsers come with a cookie, programs with a token.
    """
    if request.path.startswith(API):
        return True
    said = request.headers.get("Authorization", "")
    return request.path.startswith(FILES) and said.lower().startswith(BEARER)
