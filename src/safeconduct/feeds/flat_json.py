"""Flat JSON objects of OwnTracks, compiled: numbers straight into columns, names as places in the text.

Only loaded where numba is installed (extra `fast`). It understands less than JSON: one object of ASCII without
escapes, numbers of few digits without exponent, no field twice, no object inside, lists of plain values only where
nobody reads them. What it does not understand it leaves; what it does, a JSON decoder reads the same, to the bit: a
number is one correctly rounded division of two numbers that are exact.
"""

from typing import Any, Final

import numpy as np
from numba import njit

TST, LAT, LON, ACC, VEL, COG, TYPE, TID, TOPIC, OTHER_TEXT, CALL = range(11)
"""Fields by their number; the first six are numbers."""
NOT_UNDERSTOOD, POSITION, ELSE = range(3)
"""What a payload is: `location` and `transition` are positions."""
_TENS: Final = np.array([10.0**n for n in range(19)])
_LOCATION: Final = np.frombuffer(b"location", dtype=np.uint8)
_TRANSITION: Final = np.frombuffer(b"transition", dtype=np.uint8)
_DIGITS_MAX: Final = 18
_EXACT_MAX: Final = 2**53
PROBES: Final = 32
"""So far a name is looked for from its place on: somebody may make many names that have the same place."""


@njit(cache=True, nogil=True, inline="always")
def _past_space(text: Any, at: int, end: int) -> int:
    while at < end and (text[at] == 32 or text[at] == 10 or text[at] == 13 or text[at] == 9):
        at += 1
    return at


@njit(cache=True, nogil=True, inline="always")
def _string_end(text: Any, at: int, end: int) -> int:
    """Where the closing quotation mark is; `end` if something else than plain ASCII comes first."""
    while at < end and text[at] != 34:
        if text[at] < 32 or text[at] > 126 or text[at] == 92:
            at = end
        else:
            at += 1
    return at


@njit(cache=True, nogil=True, inline="always")
def _number_end(text: Any, at: int, end: int) -> int:
    """Where a number of JSON without exponent ends; -1 if there is none."""
    if at < end and text[at] == 45:
        at += 1
    first = at
    while at < end and 48 <= text[at] <= 57:
        at += 1
    if at == first or (text[first] == 48 and at - first > 1):
        return -1
    if at < end and text[at] == 46:
        first = at + 1
        at = first
        while at < end and 48 <= text[at] <= 57:
            at += 1
        if at == first:
            return -1
    return at


@njit(cache=True, nogil=True, inline="always")
def _word_end(text: Any, at: int, end: int) -> int:
    """Where `true`, `false` or `null` ends; -1 if it is none of them."""
    if end - at >= 4 and text[at] == 116 and text[at + 1] == 114 and text[at + 2] == 117 and text[at + 3] == 101:
        return at + 4
    if end - at >= 4 and text[at] == 110 and text[at + 1] == 117 and text[at + 2] == 108 and text[at + 3] == 108:
        return at + 4
    if end - at < 5 or text[at] != 102 or text[at + 1] != 97 or text[at + 2] != 108:
        return -1
    if text[at + 3] == 115 and text[at + 4] == 101:
        return at + 5
    return -1


@njit(cache=True, nogil=True, inline="always")
def _plain_end(text: Any, at: int, end: int) -> Any:
    """Where a string, number or word ends; -1 if it is none."""
    if at < end and text[at] == 34:
        at = _string_end(text, at + 1, end)
        return at + 1 if at < end else -1
    if at < end and (text[at] == 45 or 48 <= text[at] <= 57):
        return _number_end(text, at, end)
    return _word_end(text, at, end)


@njit(cache=True, nogil=True, inline="always")
def _list_end(text: Any, at: int, end: int) -> int:
    """Where a list of plain values ends, begun at `at`; -1 if it is not one."""
    at = _past_space(text, at + 1, end)
    if at < end and text[at] == 93:
        return at + 1
    while at < end:
        at = _plain_end(text, at, end)
        if at < 0:
            return -1
        at = _past_space(text, at, end)
        if at >= end or text[at] != 44:
            break
        at = _past_space(text, at + 1, end)
    return at + 1 if at < end and text[at] == 93 else -1


@njit(cache=True, nogil=True, inline="always")
def _field(text: Any, at: int, size: int) -> int:
    """The number of the field of that name; -1: nobody reads it."""
    if size == 3:
        name = np.int64(text[at]) << 16 | np.int64(text[at + 1]) << 8 | np.int64(text[at + 2])
        for field, wanted in ((0, 0x747374), (1, 0x6C6174), (2, 0x6C6F6E), (3, 0x616363), (4, 0x76656C)):
            if name == wanted:
                return field
        if name == 0x636F67:
            return COG
        if name == 0x746167 or name == 0x706F69:
            return CALL  # `tag`, `poi`: it may be a call for help
        return TID if name == 0x746964 else -1
    if size == 5:
        name = np.int64(text[at]) << 24 | np.int64(text[at + 1]) << 16
        name |= np.int64(text[at + 2]) << 8 | np.int64(text[at + 3])
        if name == 0x5F747970 and text[at + 4] == 101:
            return TYPE
        return TOPIC if name == 0x746F7069 and text[at + 4] == 99 else -1
    if size == 4 and text[at] == 100 and text[at + 1] == 97 and text[at + 2] == 116 and text[at + 3] == 97:
        return OTHER_TEXT  # `data`
    return -1


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _number(text: Any, at: int, end: int) -> Any:
    """Where a number ends, and the number; -1 if it is none, or one of too many digits to be exact."""
    is_below = text[at] == 45
    at += is_below
    begun, whole, digits, behind = at, np.int64(0), 0, 0
    while at < end and 48 <= text[at] <= 57 and digits < _DIGITS_MAX:
        whole = whole * 10 + text[at] - 48
        digits += 1
        at += 1
    is_number = digits == 1 or (digits > 1 and text[begun] != 48)
    if is_number and at < end and text[at] == 46:
        at += 1
        while at < end and 48 <= text[at] <= 57 and digits < _DIGITS_MAX:
            whole = whole * 10 + text[at] - 48
            digits += 1
            behind += 1
            at += 1
        is_number = behind > 0
    number = np.float64(whole) / _TENS[behind]
    at = at if is_number and whole <= _EXACT_MAX else -1
    return at, -number if is_below else number


@njit(cache=True, nogil=True, inline="always")
def _is_word(text: Any, at: int, size: int, word: Any) -> bool:
    is_same = size == len(word)
    for place in range(size if is_same else 0):
        is_same = is_same and text[at + place] == word[place]
    return is_same


@njit(cache=True, nogil=True, error_model="numpy")
def scan(text: Any, starts: Any, most: int, numbers: Any, spans: Any) -> Any:
    """What each payload is. `numbers` (6, payloads) gets what is told; `spans` (payloads, 4) where topic and tid
    begin and how long they are (0: none).

    starts: of each payload in `text`, then its end. most: longer ones are left.
    """
    kinds = np.zeros(len(starts) - 1, np.int8)
    for row in range(len(kinds)):
        end = starts[row + 1]
        at = _past_space(text, starts[row], end)
        if end - starts[row] > most or at >= end or text[at] != 123:
            continue
        told, kind, is_whole = 0, NOT_UNDERSTOOD, False
        at += 1
        while True:
            key = _past_space(text, at, end) + 1
            if key > end or text[key - 1] != 34:
                break
            at = _string_end(text, key, end)
            field = _field(text, key, at - key)
            at = _past_space(text, at + 1, end)
            if at >= end or text[at] != 58:
                break
            value = _past_space(text, at + 1, end)
            if value >= end:
                break
            if field == CALL:
                break
            if field >= 0:
                if told >> field & 1:
                    break
                told |= 1 << field
            first = text[value]
            if field < 0:
                at = _list_end(text, value, end) if first == 91 else _plain_end(text, value, end)
                if at < 0:
                    break
            elif field >= TYPE:
                if first != 34:
                    break
                at = _string_end(text, value + 1, end)
                if at >= end:
                    break
                size = at - value - 1
                at += 1
                if field == TOPIC:
                    spans[row, 0], spans[row, 1] = value + 1, size
                elif field == TID:
                    spans[row, 2], spans[row, 3] = value + 1, size
                elif field == TYPE:
                    is_position = _is_word(text, value + 1, size, _LOCATION)
                    is_position = is_position or _is_word(text, value + 1, size, _TRANSITION)
                    kind = POSITION if is_position else ELSE
            else:
                at, number = _number(text, value, end)
                if at < 0:
                    break
                numbers[field, row] = number
            at = _past_space(text, at, end)
            if at >= end or text[at] != 44:
                is_whole = at < end and text[at] == 125 and _past_space(text, at + 1, end) == end
                break
            at += 1
        if is_whole:
            kinds[row] = kind
    return kinds


@njit(cache=True, nogil=True, inline="always")
def _mixed(text: Any, at: int, size: int, mixed: Any) -> Any:
    for place in range(at, at + size):
        mixed = (mixed ^ np.uint64(text[place])) * np.uint64(0x100000001B3)
    return mixed


@njit(cache=True, nogil=True)
def places(text: Any, spans: Any, slots: Any, begins: Any, kept: Any, count: int, most: int, news: Any) -> Any:
    """For each row the number of its name: a topic, a newline, a tid; -1 where it is too long, or finds no place.

    Names that are new are kept, and numbered from `count` on: `news` gets the first row of each. begins, kept:
    where each kept name begins, and all of them one after the other, with room for those of these rows.
    """
    found = np.full(len(spans), -1, np.int64)
    mask = np.uint64(len(slots) - 1)
    first = count
    for row in range(len(spans)):
        at0, size0, at1, size1 = spans[row, 0], spans[row, 1], spans[row, 2], spans[row, 3]
        size = size0 + 1 + size1
        if size > most:
            continue
        mixed = _mixed(text, at0, size0, np.uint64(0xCBF29CE484222325))
        mixed = _mixed(text, at1, size1, (mixed ^ np.uint64(10)) * np.uint64(0x100000001B3))
        slot = np.int64((mixed ^ mixed >> np.uint64(29)) & mask)
        for _ in range(PROBES):
            name = slots[slot]
            if name < 0:
                begin = begins[count]
                for place in range(size0):
                    kept[begin + place] = text[at0 + place]
                kept[begin + size0] = 10
                for place in range(size1):
                    kept[begin + size0 + 1 + place] = text[at1 + place]
                begins[count + 1] = begin + size
                slots[slot], found[row], news[count - first] = count, count, row
                count += 1
                break
            begin = begins[name]
            is_same = begins[name + 1] - begin == size and kept[begin + size0] == 10
            for place in range(size0 if is_same else 0):
                is_same = is_same and kept[begin + place] == text[at0 + place]
            for place in range(size1 if is_same else 0):
                is_same = is_same and kept[begin + size0 + 1 + place] == text[at1 + place]
            if is_same:
                found[row] = name
                break
            slot = (slot + 1) & np.int64(mask)
    return found, count
