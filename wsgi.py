"""What gunicorn and the flask command start from."""

import os
import sys
from types import TracebackType

from sqlalchemy.exc import OperationalError

from config import SettingsError, demo_environ, load
from portal.app import create_app


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End a command in words where the database is away; all else is a fault of ours."""
    if not isinstance(error, OperationalError):
        sys.__excepthook__(kind, error, trace)
        return
    reason = " ".join(str(error.orig).split())
    print(f"The database does not answer as it should: {reason}", file=sys.stderr)  # noqa: T201  # a command's last words


sys.excepthook = _say
if "demo" in sys.argv[1:2]:
    os.environ.update(demo_environ())
try:
    app = create_app(load(os.environ))
except SettingsError as error:
    print(error, file=sys.stderr)  # noqa: T201  # nothing can log before there are settings
    sys.exit(2)
