"""What gunicorn and the flask command start from."""

import os
import sys

from config import SettingsError, demo_environ, load
from portal.app import create_app

if "demo" in sys.argv[1:2]:
    os.environ.update(demo_environ())
try:
    app = create_app(load(os.environ))
except SettingsError as error:
    print(error, file=sys.stderr)  # noqa: T201  # nothing can log before there are settings
    sys.exit(2)
