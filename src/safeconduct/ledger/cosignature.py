"""Cosignatures: a witness or mirror says when it saw which head. Source: c2sp.org/tlog-cosignature.

Ed25519 (type 0x04) only.
"""

import struct
from typing import Final

import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.wire import ed25519, note

from . import checkpoint

TIME_S_MAX: Final = 2**63 - 1


class NotCosigned(Untrusted):
    """The witness did not cosign this checkpoint, or its signature does not hold."""


class Cosigned(msgspec.Struct, frozen=True):
    """A cosignature that holds. at_s: UTC, seconds since 1970; the witness's word, not a proof."""

    witness: note.Key
    at_s: int


def cosign(raw: bytes, witness: note.Signer, at_s: int) -> bytes:
    """The signature line of `witness` for the checkpoint in a note. Check the note's growth first.

    witness: a key of type 0x04. at_s: UTC, seconds since 1970. Raises BadNote, BadCheckpoint, BadInput.
    """
    if witness.key.kind != note.COSIGNATURE:
        raise BadInput(f"{witness.key.name} is a key of type {witness.key.kind:#04x}, a witness has 0x04")
    if not 0 <= at_s <= TIME_S_MAX:
        raise BadInput(f"{at_s} is not a time in seconds since 1970")
    text = note.read(raw).text
    checkpoint.parse(text)
    sig = struct.pack(">Q", at_s) + witness.sign(_message(text, at_s))
    return str(note.Signature(witness.key.name, witness.key.id, sig)).encode()


def add(raw: bytes, lines: bytes) -> bytes:
    """The note with more signature lines; lines that it has already are not repeated."""
    signed = note.read(raw)
    try:
        new = note.read_signatures(lines.decode())
    except UnicodeError as error:
        raise note.BadNote(f"signature lines are not UTF-8: {error}") from error
    joined = note.encode(note.Note(signed.text, tuple(dict.fromkeys((*signed.signatures, *new)))))
    note.read(joined)
    return joined


def verify(raw: bytes, witness: note.Key) -> Cosigned:
    """The cosignature of `witness` on the checkpoint in a note. The log's own signature is not looked at.

    Of several by one witness the earliest counts. Raises BadNote, BadCheckpoint, NotCosigned.
    """
    if witness.kind != note.COSIGNATURE:
        raise NotCosigned(f"{witness.name} is a key of type {witness.kind:#04x}, a witness has 0x04")
    signed = note.read(raw)
    checkpoint.parse(signed.text)
    times: list[int] = []
    for line in signed.signatures:
        if (line.name, line.key_id) != (witness.name, witness.id):
            continue
        at_s = int.from_bytes(line.sig[:8], "big")
        message = _message(signed.text, at_s)
        if at_s > TIME_S_MAX or not ed25519.verify(witness.public.hex(), message, line.sig[8:]):
            raise NotCosigned(f"the cosignature by {witness.name} does not hold")
        times.append(at_s)
    if not times:
        raise NotCosigned(f"no cosignature by {witness.name}")
    return Cosigned(witness, min(times))


def _message(text: str, at_s: int) -> bytes:
    return f"cosignature/v1\ntime {at_s}\n{text}".encode()
