"""Canonical JSON: one value has one spelling, so its hash and its signature have one meaning.

RFC 8785 restricted: no floats, integers within +-(2^53 - 1), ASCII keys, well-formed UTF-8, no duplicate
keys, at most 32 levels of nesting. Inside these limits the order of keys and the spelling of strings are
those of RFC 8785, sections 3.2.2 and 3.2.3.
"""

import hashlib
import re
from typing import Any, Final, TypeAlias, cast

import msgspec

from safeconduct.errors import BadInput

DEPTH_MAX: Final = 32
INT_MAX: Final = 2**53 - 1

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"

_STRING: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"(:)?')
_LONG: Final = re.compile(rb"[0-9]{16,}")
_DIGITS_TO_0: Final = bytes.maketrans(b"123456789", b"000000000")
_NOT_BRACKETS: Final = bytes(b for b in range(256) if b not in b"[]{}")


class NotCanonical(BadInput):
    """The bytes are not the one canonical spelling of a value, or no such spelling exists."""

    next_step = "encode the value again with a writer of RFC 8785, without floats"


def encode(value: object) -> bytes:
    """The canonical bytes of a msgspec Struct or of a plain value. Raises NotCanonical."""
    try:
        payload = msgspec.json.encode(value, order="sorted")
    except (TypeError, UnicodeEncodeError, RecursionError, OverflowError) as error:
        raise NotCanonical(f"no canonical JSON for this value: {error}") from error
    if b"null" in payload:
        _refuse_floats(msgspec.to_builtins(value), "$")  # NaN and infinity would have become null
    _parse(payload)
    return payload


def decode(payload: bytes) -> Plain:
    """The plain value of canonical bytes. Raises NotCanonical for any other bytes."""
    return _parse(payload)


def digest(value: object) -> str:
    """SHA-256 of the canonical bytes, hexadecimal. Raises NotCanonical."""
    return hashlib.sha256(encode(value)).hexdigest()


def _parse(payload: bytes) -> Plain:
    try:
        value = msgspec.json.decode(payload)
        again = msgspec.json.encode(value, order="sorted")
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise NotCanonical(f"not JSON: {error}") from error
    if again != payload:  # spaces, other key order, duplicate keys, other escapes, -0, 1e3
        raise NotCanonical("not the canonical spelling", where=f"byte {_first_difference(again, payload)}")
    _refuse_outside_limits(payload)
    return cast(Plain, value)


def _refuse_outside_limits(payload: bytes) -> None:
    """Works on bytes, not on values: a batch of a thousand positions costs a few scans, not a walk."""
    bare = _STRING.sub(b"", payload) if b"\\" in payload else b"".join(payload.split(b'"')[::2])
    numbers = bare.translate(_DIGITS_TO_0)
    if b"0." in numbers or b"0e" in numbers:
        raise NotCanonical("a number has a fraction or an exponent; use integers, the unit in the name")
    if b"0" * 16 in numbers:
        for digits in _LONG.findall(bare):
            if int(digits) > INT_MAX:
                raise NotCanonical(f"{digits.decode()} is beyond +-(2^53 - 1)")
    brackets = bare.translate(None, _NOT_BRACKETS)
    for _ in range(DEPTH_MAX):
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    if brackets:
        raise NotCanonical(f"nested deeper than {DEPTH_MAX} levels")
    if not payload.isascii():
        for string in _STRING.finditer(payload):
            if string[1] and not string[0].isascii():
                raise NotCanonical(f"key {string[0].decode()} is not ASCII")


def _refuse_floats(value: Any, where: str) -> None:
    if isinstance(value, float):
        raise NotCanonical("a float has no canonical form here", where=where)
    if isinstance(value, dict):
        for key, item in value.items():
            _refuse_floats(item, f"{where}.{key}")
    elif isinstance(value, (list, tuple, set, frozenset)):
        for index, item in enumerate(value):
            _refuse_floats(item, f"{where}[{index}]")


def _first_difference(a: bytes, b: bytes) -> int:
    for index, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return index
    return min(len(a), len(b))
