"""Renews the exact versions in pyproject.toml: `uv run python -m tests.pins`."""

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = ROOT / "pyproject.toml"
BLOCK = re.compile(r"(constraint-dependencies = \[\n)(?:  \"[^\"]+\",\n)*(\])")


def locked() -> list[str]:
    """Return `name==version` of every package that uv resolved, sorted."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    own = tomllib.loads(PROJECT.read_text())["project"]["name"]
    return sorted(
        f"{package['name']}=={package['version']}"
        for package in lock["package"]
        if package["name"] != own
    )


def renew() -> None:
    """Resolve without constraints and write what came out."""
    PROJECT.write_text(BLOCK.sub(r"\1\2", PROJECT.read_text()))
    subprocess.run(["uv", "lock", "--upgrade"], cwd=ROOT, check=True)
    pins = "".join(f'  "{pin}",\n' for pin in locked())
    PROJECT.write_text(BLOCK.sub(rf"\1{pins}\2", PROJECT.read_text()))


if __name__ == "__main__":
    renew()
