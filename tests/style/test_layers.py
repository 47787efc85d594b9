"""The layers of pyproject.toml hold, and the command line loads nothing that it does not need."""

import subprocess
import sys
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
