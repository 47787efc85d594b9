"""Words to search by, the same for what is written and for what is asked, in three scripts.

Latin and Arabic script go by words, their beginnings too; Han has no spaces, so it goes by pairs of characters.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LETTERS: Final = str.maketrans({
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ہ", "ۃ": "ہ", "ه": "ہ", "ھ": "ہ", "أ": "ا",
    "إ": "ا", "آ": "ا", "ؤ": "و",
    "\u200c": " ", "\u200d": None, "ـ": None,
})  # fmt: skip
"""Letters that Urdu, Arabic and Persian keyboards write differently."""
_MARKS: Final = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
"""Vowel signs, which most texts leave out."""
_WORD: Final = re.compile(r"\w+")


def searchable(text: str) -> str:
    """The text as words with spaces between them."""
    return text.lower() if text.isascii() else " ".join(map(_folded, text.split()))


@lru_cache(maxsize=100_000)
def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    folded = _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_LETTERS).casefold()
    folded = "".join(each for each in unicodedata.normalize("NFD", folded) if not unicodedata.combining(each))
    return _HAN.sub(lambda match: f" {_pairs(match[0])} ", folded)


def asked(text: str, is_begun: bool = False) -> str:
    """An FTS5 query for all of these words, empty where there is none; `is_begun`: each perhaps only begun."""
    words = _WORD.findall(searchable(text))
    # The last character of a run of Han stands alone beside its pairs, and says nothing more than they do.
    spoken = [word for word, before in zip(words, ("", *words), strict=False) if word != before[1:]]
    marked = ((word, is_begun or (len(word) == 1 and not word.isascii())) for word in spoken[:12])
    return " AND ".join(f'"{word}"*' if is_open else f'"{word}"' for word, is_open in marked)


def _pairs(run: str) -> str:
    """Each character with the one after it, and the last alone: so one character is found too, as a beginning."""
    return " ".join(run[at : at + 2] for at in range(len(run)))
