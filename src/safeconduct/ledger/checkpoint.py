"""Checkpoints: a log's signed tree head. Source: c2sp.org/tlog-checkpoint."""

import base64
import binascii
import re
from typing import Final

import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.wire import note

from . import merkle

SIZE_MAX: Final = 2**63 - 1

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}")


class BadCheckpoint(BadInput):
    """The text is not a checkpoint."""

    next_step = "fetch the checkpoint again; if it stays so, ask whoever serves the log"


class WrongLog(Untrusted):
    """A good checkpoint, but of another log."""


class Checkpoint(msgspec.Struct, frozen=True):
    """The head of one log. root: 32 bytes. extensions: opaque lines; we write none."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse(text: str) -> Checkpoint:
    """The checkpoint of exactly the text that `Checkpoint.text` gives. Raises BadCheckpoint."""
    checkpoint = read_text(text)
    if checkpoint.size == 0 and checkpoint.root != merkle.EMPTY_ROOT:
        raise BadCheckpoint("an empty tree has the SHA-256 of nothing as its root", where="line 3")
    return checkpoint


def read_text(text: str) -> Checkpoint:
    """Like `parse`, but an empty tree may claim any root: a witness answers that one differently."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or not all(lines):
        raise BadCheckpoint("a checkpoint is three lines or more, none empty, each ending in a newline")
    origin, size, root, *extensions = lines
    if not _NUMBER.fullmatch(size) or int(size) > SIZE_MAX:
        raise BadCheckpoint(f"{size[:40]!r} is not a tree size", where="line 2")
    return Checkpoint(origin, int(size), parse_hash(root, "line 3"), tuple(extensions))


def parse_hash(line: str, where: str) -> bytes:
    """A hash in standard base64, 32 bytes. Raises BadCheckpoint."""
    try:
        value = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadCheckpoint(f"not base64: {error}", where=where) from error
    if len(value) != merkle.HASH_BYTES or base64.b64encode(value).decode() != line:
        raise BadCheckpoint("not the base64 of a hash of 32 bytes", where=where)
    return value


def sign(checkpoint: Checkpoint, signer: note.Signer) -> bytes:
    """The signed note that a log publishes at `checkpoint`."""
    parse(checkpoint.text)
    return note.sign(checkpoint.text, signer)


def open_checkpoint(raw: bytes, key: note.Key, origin: str | None = None) -> Checkpoint:
    """The checkpoint in a note that `key` signed. origin: of the log asked for; the key's name if None.

    Raises note.BadNote, note.BadSignature, BadCheckpoint, WrongLog.
    """
    checkpoint = open_any(raw, key)
    expected = key.name if origin is None else origin
    if checkpoint.origin != expected:
        raise WrongLog(f"this is a checkpoint of {checkpoint.origin!r}, not of {expected!r}")
    return checkpoint


def open_any(raw: bytes, key: note.Key) -> Checkpoint:
    """The checkpoint in a note that `key` signed, of whatever log: for an auditor who was given only the key."""
    signed = note.read(raw)
    note.verify(signed, (key,))
    return parse(signed.text)


def strip(raw: bytes, key: note.Key) -> bytes:
    """The same note with no signature but that of `key`."""
    signed = note.read(raw)
    own = tuple(s for s in signed.signatures if (s.name, s.key_id) == (key.name, key.id))
    return note.encode(note.Note(signed.text, own[:1]))
