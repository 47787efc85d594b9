"""Ed25519 by one strict rule everywhere: libsodium's.

`verify` refuses small-order and non-canonical public keys, small-order and non-canonical R, and S >= L, and
checks without the cofactor. What this means for each of the 914 public edge cases is a committed table.
"""

import hashlib
import re
from typing import Final, NoReturn

from nacl import bindings, exceptions

from safeconduct.errors import BadInput

SEED_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_PUBLIC: Final = re.compile(r"[0-9a-f]{64}")


class BadSeed(BadInput):
    """A private key is not 32 bytes."""

    next_step = "pass the 32 bytes that the key was made from"


class Signer:
    """A private key. Its repr shows the key id, never the seed; it cannot be pickled.

    public: raw public key, 64 hexadecimal digits. key_id: see `key_id`.
    """

    __slots__ = ("_secret", "key_id", "public")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise BadSeed(f"a seed has {SEED_BYTES} bytes, not {len(seed)}")
        raw_public, self._secret = bindings.crypto_sign_seed_keypair(seed)
        self.public: Final = raw_public.hex()
        self.key_id: Final = key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the deterministic signature (RFC 8032, section 5.1.6)."""
        return bindings.crypto_sign(message, self._secret)[:SIGNATURE_BYTES]

    def __repr__(self) -> str:
        return f"Signer({self.key_id})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a private key is not copied or pickled")


def key_id(public: str) -> str:
    """The first 16 bytes of SHA-256 of the raw public key, as 32 hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(public)).digest()[:16].hex()


def verify(public: str, message: bytes, signature: bytes) -> bool:
    """Whether `signature` over `message` is by `public` (64 lower-case hexadecimal digits). Never raises."""
    if len(signature) != SIGNATURE_BYTES or not _PUBLIC.fullmatch(public):
        return False
    try:
        bindings.crypto_sign_open(signature + message, bytes.fromhex(public))
    except exceptions.BadSignatureError:
        return False
    return True
