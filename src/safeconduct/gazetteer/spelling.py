"""One spelling of a name for looking it up: what differs only in case, accents, points, or in the Arabic, Persian
and Urdu forms of a letter, or in traditional and simplified characters, is the same.
"""

import re
import unicodedata
from typing import Final

from .han import SIMPLIFIED

_LETTERS: Final = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ə": "a",
        "'": "",
        "’": "",
        "‘": "",
        "ʻ": "",
        "ʼ": "",
        "`": "",
        "´": "",
        "ʿ": "",
        "ʾ": "",
        "ي": "ی",
        "ى": "ی",
        "ې": "ی",
        "ك": "ک",
        "ة": "ہ",
        "ه": "ہ",
        "ۃ": "ہ",
        "ھ": "ہ",
        "ە": "ہ",
        "ۀ": "ہ",
        "ٱ": "ا",
        "ڪ": "ک",
        "ګ": "گ",
        "ړ": "ڑ",
        "ټ": "ٹ",
        "ډ": "ڈ",
        "ڼ": "ن",
        "ں": "ن",
        "ـ": "",
        "\u200c": "",
        "\u200d": "",
    }
)
_WORD: Final = re.compile(r"[^\W_]+")


def fold(name: str) -> str:
    """The spelling that names are looked up by: lower case, no accents, words apart by one space."""
    bare = "".join(
        each for each in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(each)
    )
    return " ".join(_WORD.findall(bare.translate(_LETTERS).translate(SIMPLIFIED)))


def script_of(text: str) -> str:
    """latin, han or arabic if all its letters are of that script; other if of another or of several; "" if none."""
    found = set()
    for each in text:
        if each.isalpha():
            code = ord(each)
            if code < 0x250 or 0x1E00 <= code < 0x1F00:
                found.add("latin")
            elif 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00:
                found.add("han")
            elif 0x600 <= code < 0x780 or 0xFB50 <= code < 0xFE00 or 0xFE70 <= code < 0xFF00:
                found.add("arabic")
            else:
                found.add("other")
    return found.pop() if len(found) == 1 else ("other" if found else "")
