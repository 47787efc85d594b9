"""Where a line of a copy stands in a text and how alike two runs of words are: every window looked at by itself."""

from difflib import SequenceMatcher


def likeness(wanted, words):
    """How much of the wanted words stands somewhere together, in order: 0 to 100."""
    windows = [words[start : start + len(wanted)] for start in range(max(1, len(words) - len(wanted) + 1))]
    return max(
        sum(alike(one, other) for one, other in zip(wanted, window, strict=False)) // len(wanted)
        for window in windows
    )


def alike(one, other):
    """Two words, of 100: longer ones that begin the same may have been typed with a mistake."""
    if one == other:
        return 100
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 2 or one[0] != other[0]:
        return 0
    ratio = int(SequenceMatcher(None, one, other).ratio() * 100)
    return ratio if ratio >= 75 else 0


def heaviest(words, weights, long):
    """The first heaviest window of so many words, each word counted once; None where none weighs."""
    best, place = 0, None
    for start in range(max(1, len(words) - long + 1)):
        weight = sum(weights.get(word, 0) for word in set(words[start : start + long]))
        if weight > best:
            best, place = weight, (start, min(len(words), start + long))
    return best, place
