"""The order of the house is told once and kept by import-linter."""

import re
import subprocess
import sys
from pathlib import Path

import portal
from config import ROOT
from portal.features import FEATURES
from tests.architecture.tree import PORTAL, project


def _linted() -> list[list[str]]:
    """Return import-linter's layers, bottom to top."""
    contracts = project()["tool"]["importlinter"]["contracts"]
    layers = next(
        contract["layers"] for contract in contracts if contract["containers"] == ["portal"]
    )
    return [re.findall(r"\w+", layer) for layer in reversed(layers)]


def test_features_stand_in_the_order_of_the_linter() -> None:
    floors = {name: floor for floor, layer in enumerate(_linted()) for name in layer}

    assert sorted(FEATURES, key=floors.__getitem__) == list(FEATURES)


def test_every_package_is_a_feature_and_has_a_line_in_the_map() -> None:
    packages = {path.parent.name for path in PORTAL.glob("*/__init__.py")}
    mapped = re.findall(r"^(\w+)  +\S", portal.__doc__ or "", re.MULTILINE)

    assert packages == {"core", *FEATURES}
    assert mapped == ["core", *FEATURES, "app"]


def test_imports_keep_the_contracts(tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "lint-imports"

    done = subprocess.run(
        [program, "--cache-dir", tmp_path], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
