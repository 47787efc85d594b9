"""What can be printed: a character without a glyph is named, one that steers the reading is left out."""

import re
from typing import Final

_PRINTED: Final = (
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u0377\u038e-\u03a1\u03a3-\u03e1\u0400-\u052f\u1e00-\u1eff"  # Latin, Greek
    "\u0609-\u0615\u061f-\u065b\u065d-\u0673\u0679-\u0681\u0683-\u068f\u0691\u0693\u0696\u0698-\u069c"  # Urdu
    "\u06a4\u06a6-\u06a9\u06ab\u06af-\u06b1\u06b3\u06ba-\u06be\u06c0-\u06c4\u06cc-\u06d0\u06d2-\u06d5\u06ee-\u06f9"
    "\u200c\u200d\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2100-\u216b\u2190-\u2199\u2460-\u25ab"  # joins, signs
    "\u3000-\u303f\u3041-\u3096\u30a1-\u30ff\u3105-\u312d\u3400-\u4db5\u4e00-\u9fd0\uff01-\uff5e"  # Chinese
)
"""What the fonts of the package have, regular and bold. `tests/unit/test_exports_sheet.py` sets each of them."""
_OTHER: Final = re.compile(f"[^{_PRINTED}]")
_STEERING: Final = re.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def legible(text: str) -> str:
    """The text on one line, each character in it printed or named: `[U+1F600]`. Total: refuses nothing."""
    flat = " ".join(_STEERING.sub(" ", text).split())
    return _OTHER.sub(lambda found: f"[U+{ord(found.group()):04X}]", flat)
