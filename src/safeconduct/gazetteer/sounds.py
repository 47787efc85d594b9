"""How alike two names sound that were written by ear, in the Latin, Arabic or Chinese script.

Besham and Bisham, the Urdu and the Latin spelling of one town, a name that went through Chinese syllables: the
consonants stay, more or less. What is more or less is in the tables; the rest is an edit distance.
"""

import re
from functools import lru_cache
from typing import Final

from .han_sounds import SOUND
from .spelling import fold

_LATIN: Final = (
    ("tsch", "C"),
    ("sch", "S"),
    ("tch", "C"),
    ("dzh", "j"),
    ("ch", "C"),
    ("sh", "S"),
    ("kh", "K"),
    ("gh", "G"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("bh", "b"),
    ("jh", "j"),
    ("zh", "J"),
    ("dj", "j"),
    ("ts", "Z"),
    ("tz", "Z"),
    ("ck", "k"),
    ("qu", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("v", "w"),
)
_ARABIC: Final = str.maketrans(
    {
        **dict(zip("بپتٹثجچحخدڈذرڑزژسشصضطظغفقکگلمنوہی", "bpttsjChKddzrrzJsSsztzGfkkglmnwhy", strict=True)),
        **dict.fromkeys("اعءے", ""),
    }
)
_LONG: Final = str.maketrans({"ا": "a", "و": "o", "ی": "i", "ے": "i"})
_OPTIONAL: Final = {"h": 0.15, "w": 0.2, "y": 0.2}
_ALIKE: Final = {
    frozenset(pair): cost
    for pairs, cost in (
        ("Kk Kh Gg Jj Jz zj CS Zs Zt rd zs", 0.3),
        ("sS td bp kg jC fw sC", 0.45),
        ("rl", 0.7),
    )
    for pair in pairs.split()
}
_ALIKE_HAN: Final = _ALIKE | {
    frozenset(pair): cost
    for pairs, cost in (
        ("bp td kg rl kK", 0.1),
        ("jk jg Ck Sh Ss Ct Zs Zt zs zt fw JC Jj jz hK hj hg CS Sk sz Jz wb Cj dj Gg", 0.2),
    )
    for pair in pairs.split()
}
_DROPPED_HAN: Final = {
    "r": 0.3,
    "l": 0.35,
    "h": 0.15,
    "w": 0.25,
    "y": 0.2,
    "n": 0.5,
    "t": 0.7,
    "d": 0.7,
    "k": 0.7,
    "g": 0.6,
}


@lru_cache(maxsize=65_536)
def sounds(name: str) -> str:
    """The consonants of a name, a letter each; capital letters for those that Latin writes with two."""
    text = fold(name)
    if not text:
        return ""
    if "\u0600" <= text[0] <= "\u06ff":
        text = text.translate(_ARABIC)
    elif "\u3400" <= text[0] <= "\u9fff":
        text = text.translate(SOUND)
    else:
        for written, sound in _LATIN:
            text = text.replace(written, sound)
        text = re.sub(r"c(?=[eiy])", "s", text).replace("c", "k")
    text = re.sub(r"[^bdfghjklmnprstwyzCGJKSZ]", "", text)
    return re.sub(r"(.)\1+", r"\1", text)


@lru_cache(maxsize=65_536)
def vowels(name: str) -> str:
    """The vowels of a name, as far as its script writes them."""
    text = fold(name)
    if "\u0600" <= text[:1] <= "\u06ff":
        return re.sub(r"[^aiou]", "", text.translate(_LONG))
    if "\u3400" <= text[:1] <= "\u9fff":
        text = text.translate(SOUND)
    return re.sub(r"[^aeiou]", "", text)


def unlike(one: str, other: str, is_han: bool = False, limit: float = 2.0) -> float:
    """How far the sounds of a name as written, and of a name in the gazetteer, are apart; limit if further.

    is_han: the first went through Chinese syllables, which drop and soften.
    """
    if abs(len(one) - len(other)) > 3:
        return limit
    alike = _ALIKE_HAN if is_han else _ALIKE
    dropped = _DROPPED_HAN if is_han else _OPTIONAL
    row = [0.0]
    for their in other:
        row.append(row[-1] + dropped.get(their, 1.0))
    for mine in one:
        before, row = row, [row[0] + _OPTIONAL.get(mine, 0.9)]
        for at, their in enumerate(other):
            same = 0.0 if mine == their else alike.get(frozenset((mine, their)), 1.4)
            row.append(
                min(before[at] + same, before[at + 1] + _OPTIONAL.get(mine, 0.9), row[at] + dropped.get(their, 1.0))
            )
        if min(row) >= limit:
            return limit
    return min(row[-1], limit)
