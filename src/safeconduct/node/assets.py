"""Where the built pages are."""

from importlib.resources import files
from pathlib import Path
from typing import Final

STATIC: Final = Path(str(files("safeconduct.node"))) / "static"
"""Made from web/ by `npm run build`; part of the wheel."""
