"""Pages that are written from the code say what the code says."""

import subprocess
import sys

from tests.style.tree import ROOT


def test_no_page_is_stale():
    done = subprocess.run(
        [sys.executable, "scripts/docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}next: make docs"
