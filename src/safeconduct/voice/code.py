"""A return code: what a source keeps, and what follows from it. Nothing in it says what it is for.

24 symbols of Crockford's base 32 (120 bits) and one that shows a slip of the pen, as `7kq2m-…` in five groups. From
it come the token that finds the report again, of which the node keeps a digest, and the key that answers are sealed
to. Both are hashes of the code, so neither tells of the code or of the other.
"""

import hashlib
from typing import Final

from safeconduct.errors import BadInput

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
SYMBOLS: Final = 24
ENTROPY_BYTES: Final = 15
_GROUP: Final = 5
_SAME: Final = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})


class NoCode(BadInput):
    """What was written is no return code."""

    def __init__(self) -> None:
        super().__init__("that is no return code", next_step="check each group of five against what you wrote down")


def new_code(entropy: bytes) -> str:
    """The code of those 15 random bytes."""
    number = int.from_bytes(entropy, "big")
    symbols = "".join(ALPHABET[number >> 5 * at & 31] for at in reversed(range(SYMBOLS)))
    return grouped(symbols + _check(symbols))


def read_code(written: str) -> str:
    """The code as it was given out, from how somebody wrote it. Raises NoCode."""
    symbols = written.strip().lower().translate(_SAME)
    if len(symbols) != SYMBOLS + 1 or set(symbols) - set(ALPHABET) or _check(symbols[:-1]) != symbols[-1]:
        raise NoCode
    return grouped(symbols)


def grouped(symbols: str) -> str:
    """In groups of five."""
    return "-".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))


def token_of(code: str) -> str:
    """What is shown to the node to find the report, hexadecimal."""
    return hashlib.sha256(f"return-code token\n{code}".encode()).hexdigest()


def lookup_of(token: str) -> str:
    """What the node keeps of a token: its digest, hexadecimal."""
    return hashlib.sha256(f"return-code lookup\n{token}".encode()).hexdigest()


def seed_of(code: str) -> bytes:
    """The 32 bytes of the source's key (X25519)."""
    return hashlib.sha256(f"return-code key\n{code}".encode()).digest()


def _check(symbols: str) -> str:
    return ALPHABET[hashlib.sha256(symbols.encode()).digest()[0] & 31]
