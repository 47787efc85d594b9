"""What the style tests look at: the files that git tracks, and the source as syntax trees."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "safeconduct"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository that is there, and those about to be added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := ROOT / name).is_file())


def files(*folders: str, endings: tuple[str, ...]) -> list[Path]:
    """Tracked files below these folders with one of these endings."""
    wanted = [ROOT / folder for folder in folders]
    return [
        path for path in tracked() if path.suffix in endings and any(folder in path.parents for folder in wanted)
    ]


@cache
def syntax(path: Path) -> ast.Module:
    """The file as a syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def at(path: Path, line: int) -> str:
    """`path:line`, to click on."""
    return f"{path.relative_to(ROOT)}:{line}"
