"""One spelling of a name for looking it up, and a rough one for names that were written by ear.

`fold` joins what differs only in case, accents, points, or in the Arabic, Persian and Urdu forms of a letter.
`skeleton` keeps the consonants: Besham and Bisham, or the Urdu and the Latin spelling of one town, have the same.
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


_SOUNDS: Final = (
    ("sch", "s"),
    ("tsch", "c"),
    ("tch", "c"),
    ("ch", "c"),
    ("sh", "s"),
    ("kh", "k"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("bh", "b"),
    ("jh", "j"),
    ("zh", "j"),
    ("dj", "j"),
    ("ck", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("w", "v"),
    ("ou", "u"),
    ("ng", "n"),
)
_URDU: Final = str.maketrans(
    {
        "ب": "b",
        "پ": "p",
        "ت": "t",
        "ٹ": "t",
        "ث": "s",
        "ج": "j",
        "چ": "c",
        "ح": "",
        "خ": "k",
        "د": "d",
        "ڈ": "d",
        "ذ": "z",
        "ر": "r",
        "ڑ": "r",
        "ز": "z",
        "ژ": "j",
        "س": "s",
        "ش": "s",
        "ص": "s",
        "ض": "z",
        "ط": "t",
        "ظ": "z",
        "ع": "",
        "غ": "g",
        "ف": "f",
        "ق": "k",
        "ک": "k",
        "گ": "g",
        "ل": "l",
        "م": "m",
        "ن": "n",
        "و": "",
        "ہ": "",
        "ی": "",
        "ے": "",
        "ا": "",
        "ء": "",
    }
)


def skeleton(name: str) -> str:
    """The consonants of a name in the Latin or the Arabic script, as they sound. "" for other scripts."""
    text = fold(name)
    if not text:
        return ""
    if "\u0600" <= text[0] <= "\u06ff":
        text = text.translate(_URDU)
    for written, sound in _SOUNDS:
        text = text.replace(written, sound)
    text = re.sub(r"c(?=[aou lrtkn]|$)", "c", text)
    text = re.sub(r"[^bcdfgjklmnprstvz]", "", text).replace("v", "")
    return re.sub(r"(.)\1+", r"\1", text)


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
