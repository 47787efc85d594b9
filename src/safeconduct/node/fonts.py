"""The fonts that documents are printed with."""

from functools import cache
from typing import Final

from safeconduct.errors import Unavailable
from safeconduct.exports import Fonts

from .assets import STATIC

_PRINT: Final = STATIC / "print"
"""Copied there by `npm run build`: Latin, Chinese, Urdu; regular and bold."""


class FontsMissing(Unavailable):
    """The package was not built whole."""

    next_step = "run `make setup` in the checkout, or install the wheel again"


@cache
def fonts() -> Fonts:
    """Loaded once, about 20 MB; none of the machine: a document is the same anywhere. Raises FontsMissing."""
    import typst

    if not _PRINT.is_dir():
        raise FontsMissing(f"there are no fonts in {_PRINT}")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_PRINT])
