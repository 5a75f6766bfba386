"""The templates of the house, by the names that Jinja knows them by."""

from pathlib import Path

from jinja2 import Environment, nodes

from portal.features import FEATURES
from tests.architecture.tree import PORTAL

FLOORS = ("core", *FEATURES, "app")


def owners() -> dict[str, str]:
    """Return {template name: the package that owns it}; shared ones belong to `core`."""
    found = {}
    for path in PORTAL.rglob("templates/**/*.html"):
        parts = path.relative_to(PORTAL).parts
        at = parts.index("templates")
        found["/".join(parts[at + 1 :])] = parts[0] if at else "core"
    return found


def floor(package: str) -> int:
    """Return how high a package stands; what is higher may use what is lower."""
    return FLOORS.index(package)


def tree(environment: Environment, name: str) -> nodes.Template:
    """Return the syntax tree of a template."""
    loader = environment.loader
    assert loader is not None
    source, _file, _fresh = loader.get_source(environment, name)
    return environment.parse(source, name)


def is_page(name: str) -> bool:
    """Tell whether a template is a whole page, not a part, a macro or the base."""
    path = Path(name)
    return not path.name.startswith("_") and path.parts[0] != "macros" and name != "base.html"
