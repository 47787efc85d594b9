"""The layers of pyproject.toml hold, and the command line loads nothing that it does not need."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.style.tree import ROOT

HEAVY = (
    "litestar", "uvicorn", "shapely", "numpy", "apsw", "lark", "highspy", "rustworkx", "osmium", "httpx", "jinja2",
    "nacl", "cryptography", "pyrage", "paho", "rich", "cyclopts", "msgspec", "fluent", "asyncio",
)  # fmt: skip


def test_the_layers_hold():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_layers_are_drawn_as_they_are():
    """In docs/architecture.md, top to bottom, each with its siblings."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    drawn = re.search(r"```\n(cli > .*?)```", (ROOT / "docs/architecture.md").read_text(), re.DOTALL)
    assert drawn, "no layers in it"
    assert [layer.strip() for layer in drawn[1].split(">")] == contracts[0]["layers"]


@pytest.mark.parametrize("words", [["--help"], ["--version"], []])
def test_help_loads_nothing_heavy(words):
    code = (
        "import sys\n"
        "from safeconduct.cli import main\n"
        "try:\n"
        f"    main({words!r})\n"
        "except SystemExit as done:\n"
        "    assert done.code == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
