"""Every package is pinned, so that two machines run the same code."""

from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import project
from tests.sbom import bill

TOOLS = frozenset({"pip", "setuptools", "uv", "wheel"})


def _pins() -> dict[str, str]:
    pins = {}
    for line in project()["tool"]["uv"]["constraint-dependencies"]:
        requirement = Requirement(line)
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", line
        pins[canonicalize_name(requirement.name)] = specifier.version
    return pins


def test_every_declared_package_is_pinned() -> None:
    declared = project()["project"]["dependencies"]
    groups = project()["dependency-groups"].values()

    names = [Requirement(line).name for group in (declared, *groups) for line in group]

    assert [name for name in names if canonicalize_name(name) not in _pins()] == []


def test_every_installed_package_is_pinned_at_its_version() -> None:
    installed = {
        canonicalize_name(package.metadata["Name"]): package.version
        for package in metadata.distributions()
    }

    loose = {
        name: version
        for name, version in installed.items()
        if name not in TOOLS and _pins().get(name) != version
    }

    assert loose == {}


def test_the_bill_of_materials_names_every_pinned_package_that_is_there() -> None:
    parts = {part["name"]: part["version"] for part in bill()["components"]}

    assert {name: parts[name] for name in parts if name not in TOOLS} == {
        name: version for name, version in _pins().items() if name in parts and name not in TOOLS
    }
    assert all(part["purl"] and part["licenses"] for part in bill()["components"])
