"""Two real nodes on a stage, played as far as a test wants; and a browser that tells what it saw."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from safeconduct.demo.place import HELSINKI, TERMINAL, WORKS, find_place
from safeconduct.demo.stage import Stage
from safeconduct.demo.story import Story
from safeconduct.demo.telling import Telling

ROOT = Path(__file__).parents[2]


@contextmanager
def staged(folder: Path, *steps: str, speed: float) -> Iterator[Story]:
    """The story in that folder after those of its steps; every process ends with it."""
    stage = Stage(folder / "stage", find_place(HELSINKI, TERMINAL, WORKS), speed=speed)
    try:
        story = Story(stage, Telling(Console(file=StringIO())))
        for step in steps:
            getattr(story, step)()
        yield story
    finally:
        stage.close()


def browse(script: str, *words: object, patience_s: float) -> dict[str, Any]:
    """What that script of `browser/` prints in its one line."""
    command = ["node", f"tests/e2e/browser/{script}.mjs", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=patience_s, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))
