"""The lines of a copy in each language: `{field}` is a fact, `[one|other]` a mark. Decoys say nothing of it.

Both variants of a mark mean the same to a driver, and neither holds a word of the other's, so that either is
recognised when somebody types it off. Facts are never inside a mark.
"""

from typing import Final

from safeconduct.records.units import Lang

from . import en, ur, zh
from .lines import Wording

WORDINGS: Final[dict[Lang, Wording]] = {"en": en.WORDING, "ur": ur.WORDING, "zh": zh.WORDING}

__all__ = ["WORDINGS", "Wording"]
