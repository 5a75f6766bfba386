"""Writes what the portal is made of, as CycloneDX: `uv run python -m tests.sbom [FILE]`.

Every installed package with its version and licence; asks no other machine.
"""

import json
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

UNSAID = "NOASSERTION"
LONGEST = 60  # characters of a licence's name; what is longer is its text


def bill() -> dict[str, Any]:
    """Return the packages of this environment as a CycloneDX document."""
    found = {
        canonicalize_name(package.metadata["Name"]): package for package in metadata.distributions()
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "sokoguru"}},
        "components": [
            {
                "type": "library",
                "name": name,
                "version": package.version,
                "purl": f"pkg:pypi/{name}@{package.version}",
                "licenses": [{"license": {"name": _licence(dict(package.metadata.items()))}}],
            }
            for name, package in sorted(found.items())
        ],
    }


def _licence(said: Mapping[str, str]) -> str:
    """Return the licence that a package names, in whichever of the ways there have been."""
    named = said.get("License-Expression") or said.get("License") or ""
    classified = said.get("Classifier", "").rpartition(" :: ")
    if not named or len(named) > LONGEST:
        named = classified[2] if classified[0].startswith("License") else ""
    return named or UNSAID


if __name__ == "__main__":
    text = json.dumps(bill(), indent=2)
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
