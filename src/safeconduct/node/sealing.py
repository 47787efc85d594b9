"""Copies and shares as age files (age-encryption.org/v1): what a reader opens with nothing but `age` and a key.

A copy is encrypted to its reader, that to the first party's share, that to the second's (parties by name). A share
is an age identity of its own for each copy, made by the author's program; it leaves that only sealed to a party's
node, and the node only sealed to the reader. So opening takes the reader's key and both shares:

    age -d -i me.key -o one.key  share-1.age
    age -d -i me.key -o two.key  share-2.age
    age -d -i two.key copy.age | age -d -i one.key | age -d -i me.key
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import pyrage

from safeconduct.errors import BadInput, SafeconductError
from safeconduct.records.units import PartyId

SHARE_MAX: Final = 200
_ERRORS: Final = (ValueError, pyrage.IdentityError, pyrage.RecipientError, pyrage.DecryptError)


class NotOpened(SafeconductError):
    """That key does not open this. Nothing was shown."""

    next_step = "use the key that it was sealed to; if that is the one, ask its author to release it again"


class SealedCopy(msgspec.Struct, frozen=True):
    """What a release holds: the copy, and each share sealed to its party's node; all in base64."""

    sealed: str
    shares: dict[PartyId, str]


def seal(content: bytes, recipient: str) -> str:
    """An age file to that key, in base64. Raises BadInput."""
    return _text(_encrypt(content, recipient))


def unseal(sealed: str, identity: str) -> bytes:
    """What is in it. Raises NotOpened."""
    return _decrypt(_bytes(sealed), identity)


def seal_copy(text: str, reader: str, nodes: Mapping[PartyId, str]) -> SealedCopy:
    """A reader's copy. reader, nodes: age recipients."""
    content, shares = _encrypt(text.encode(), reader), {}
    for party in sorted(nodes):
        share = pyrage.x25519.Identity.generate()
        content = _encrypt(content, str(share.to_public()))
        shares[party] = seal(str(share).encode(), nodes[party])
    return SealedCopy(_text(content), shares)


def open_copy(sealed: str, shares: Mapping[PartyId, str], identity: str) -> str:
    """The reader's text. shares: as each node gave it, sealed to the reader. Raises NotOpened."""
    content = _bytes(sealed)
    for party in sorted(shares, reverse=True):
        share = unseal(shares[party], identity).decode(errors="replace")
        try:
            content = _decrypt(content, share)
        except NotOpened as error:
            raise NotOpened(
                f"the share of {party} does not fit this copy: nothing was opened",
                f"tell the security officers of both parties: {party} gave something else than it was given",
            ) from error
    return _decrypt(content, identity).decode()


def is_share(share: bytes) -> bool:
    """Whether those bytes are an age identity at all."""
    try:
        pyrage.x25519.Identity.from_str(share.decode("ascii").strip())
    except (UnicodeDecodeError, *_ERRORS):
        return False
    return len(share) <= SHARE_MAX


def seal_key(identity: str, holders: Sequence[str], node: str) -> str:
    """A key for two holders together, with the node's own seal around it. All are age recipients."""
    content = identity.encode()
    for recipient in (*reversed(holders), node):
        content = _encrypt(content, recipient)
    return _text(content)


def _encrypt(content: bytes, recipient: str) -> bytes:
    try:
        return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(recipient)]))
    except _ERRORS as error:
        raise BadInput(f"{recipient[:12]}… is no age key: {error}", next_step="enrol that key again") from error


def identities_of(text: str) -> list[pyrage.x25519.Identity]:
    """The keys in a key file, the newest first: who takes a new one keeps the old for what was sealed to it. Lines
    that begin with # are comments, as in the files of age-keygen. Raises ValueError, IdentityError."""
    lines = [line.strip() for line in text.splitlines()]
    return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]


def _decrypt(content: bytes, identity: str) -> bytes:
    try:
        return bytes(pyrage.decrypt(content, identities_of(identity)))
    except _ERRORS as error:
        raise NotOpened(f"that key does not open it: {error}") from error


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise NotOpened(f"not base64: {error}") from error
