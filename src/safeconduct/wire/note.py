"""Signed notes: a text with signature lines. Source: c2sp.org/signed-note.

A note is read strictly: printing what was read gives the same bytes. Text is believed only after `verify`.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from typing import Final

import msgspec

from safeconduct.errors import BadInput, Untrusted

from . import ed25519

ED25519: Final = 0x01
"""Signature type: Ed25519 over the note's text."""
COSIGNATURE: Final = 0x04
"""Signature type: timestamped Ed25519 cosignature of a checkpoint (c2sp.org/tlog-cosignature)."""
NOTE_BYTES_MAX: Final = 1_000_000
SIGNATURES_MAX: Final = 100
_CONTROL: Final = re.compile(rb"[\x00-\x09\x0b-\x1f]")
_NOT_IN_NAME: Final = re.compile(r"[\s+\x00-\x1f]")


class BadNote(BadInput):
    """The bytes are not a signed note, or a key is not a verifier key."""

    next_step = "fetch the file again; if it stays so, ask whoever serves it"


class BadSignatureLine(BadNote):
    """The text may be good, but a signature line is not one."""


class BadSignature(Untrusted):
    """No signature by the key asked for, or one that does not hold."""


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A verifier key. `str(key)` is the vkey, `parse_key` its inverse."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, kind, public key)."""
        message = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(message).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.public)}"


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signature line. key_id: 4 bytes. sig: what follows it, by the rule of the key's type."""

    name: str
    key_id: bytes
    sig: bytes

    def __str__(self) -> str:
        return f"— {self.name} {_base64(self.key_id + self.sig)}\n"


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """text: ends in a newline. signatures: as they came, nothing verified."""

    text: str
    signatures: tuple[Signature, ...]


class Signer:
    """A named private key. Its vkey is `str(signer.key)`. kind: ED25519, or COSIGNATURE for a witness."""

    __slots__ = ("_private", "key")

    def __init__(self, name: str, private: ed25519.Signer, kind: int = ED25519) -> None:
        self.key: Final = _checked(Key(name, kind, bytes.fromhex(private.public)))
        self._private = private

    def sign(self, message: bytes) -> bytes:
        """Signature bytes over a message; what the message is, the key's type says."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"Signer({self.key})"


def parse_key(vkey: str) -> Key:
    """The key of a vkey `<name>+<key id>+<base64>` of type 0x01 or 0x04. Raises BadNote."""
    parts = vkey.split("+", 2)
    if len(parts) != 3:
        raise BadNote("a verifier key is <name>+<key id>+<base64>")
    material = _unbase64(parts[2])
    if not material:
        raise BadNote("the verifier key is empty")
    key = _checked(Key(parts[0], material[0], material[1:]))
    if key.id.hex() != parts[1]:
        raise BadNote(f"the key id of {parts[0]} is {key.id.hex()}, the verifier key says {parts[1]}")
    return key


def sign(text: str, signer: Signer) -> bytes:
    """A note with one Ed25519 signature (type 0x01). Raises BadNote for a text that no note can hold."""
    if signer.key.kind != ED25519:
        raise BadNote(f"{signer.key.name} is a key of type {signer.key.kind:#04x}, it does not sign notes")
    signature = Signature(signer.key.name, signer.key.id, signer.sign(text.encode()))
    raw = encode(Note(text, (signature,)))
    read(raw)
    return raw


def encode(note: Note) -> bytes:
    """The bytes of a note."""
    return f"{note.text}\n{''.join(map(str, note.signatures))}".encode()


def read(raw: bytes) -> Note:
    """The parts of a note. Raises BadNote. Verifies nothing."""
    if len(raw) > NOTE_BYTES_MAX:
        raise BadNote(f"a note has at most {NOTE_BYTES_MAX} bytes, this has {len(raw)}")
    try:
        content = raw.decode()
    except UnicodeError as error:
        raise BadNote(f"not UTF-8: {error}") from error
    if _CONTROL.search(raw):
        raise BadNote("a note holds no control character but the newline")
    text, blank, lines = content.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise BadNote("a note is a text, an empty line, and signature lines that end in a newline")
    return Note(text + "\n", read_signatures(lines))


def read_signatures(lines: str) -> tuple[Signature, ...]:
    """Signature lines, each ending in a newline. Raises BadNote."""
    found = tuple(_read_signature(line) for line in lines.removesuffix("\n").split("\n"))
    if len(found) > SIGNATURES_MAX:
        raise BadNote(f"a note has at most {SIGNATURES_MAX} signatures, this has {len(found)}")
    return found


def verify(note: Note, keys: Iterable[Key]) -> tuple[Key, ...]:
    """Those of the Ed25519 `keys` that signed the note. Raises BadSignature if none did or one is false."""
    known = {(key.name, key.id): key for key in keys if key.kind == ED25519}
    signed: dict[Key, None] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not ed25519.verify(key.public.hex(), note.text.encode(), signature.sig):
            raise BadSignature(f"the signature by {key.name} does not hold")
        signed[key] = None
    if not signed:
        raise BadSignature(f"no signature by {', '.join(sorted(name for name, _ in known)) or 'any known key'}")
    return tuple(signed)


def _read_signature(line: str) -> Signature:
    mark, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    try:
        if mark != "—":
            raise BadNote("a signature line begins with an em dash and a space")
        _check_name(name)
        blob = _unbase64(encoded)
        if len(blob) < 5:
            raise BadNote(f"the signature by {name} is too short")
    except BadNote as error:
        raise BadSignatureLine(str(error)) from error
    return Signature(name, blob[:4], blob[4:])


def _check_name(name: str) -> None:
    if not name or _NOT_IN_NAME.search(name):
        raise BadNote(f"{name!r} is no key name: it has no spaces, no plus, and is not empty")


def _checked(key: Key) -> Key:
    _check_name(key.name)
    if key.kind not in (ED25519, COSIGNATURE):
        raise BadNote(f"{key.name} is a key of type {key.kind:#04x}; known are 0x01 and 0x04")
    if len(key.public) != 32:
        raise BadNote(f"an Ed25519 public key has 32 bytes, that of {key.name} has {len(key.public)}")
    return key


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _unbase64(text: str) -> bytes:
    """Standard base64 with padding, in its only spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote(f"not base64: {error}") from error
    if _base64(raw) != text:
        raise BadNote("not the canonical base64 of its bytes")
    return raw
