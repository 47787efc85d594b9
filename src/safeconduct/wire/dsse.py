"""DSSE v1: an envelope that holds a payload, its type, and signatures over both.

Source: github.com/secure-systems-lab/dsse, protocol.md and envelope.md, v1.0. Ours is stricter: the JSON is
canonical, base64 is the standard alphabet with padding, and there is one payload type.
"""

from typing import Final

import msgspec

from safeconduct.errors import BadInput

from . import ed25519

ENVELOPE_BYTES_MAX: Final = 65_535
"""An envelope is one log entry (C2SP tlog-tiles, section Log entries)."""
PAYLOAD_TYPE: Final = "application/vnd.safeconduct.record+json"
SIGNATURES_MAX: Final = 16


class BadEnvelope(BadInput):
    """The bytes are not an envelope that we would have written."""

    next_step = "keep the bytes as they came and ask who wrote them; do not repair them"


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signature. keyid: 32 hexadecimal digits, see `ed25519.key_id`. sig: 64 bytes."""

    keyid: str
    sig: bytes


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A payload with signatures. Nothing in it may be believed before `verify`."""

    payload: bytes
    payload_type: str
    signatures: tuple[Signature, ...]


_DECODER: Final = msgspec.json.Decoder(Envelope)


def pae(payload_type: str, payload: bytes) -> bytes:
    """The pre-authentication encoding: the bytes that are signed."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign(payload: bytes, signer: ed25519.Signer) -> Envelope:
    """An envelope with one signature."""
    signature = Signature(signer.key_id, signer.sign(pae(PAYLOAD_TYPE, payload)))
    return Envelope(payload, PAYLOAD_TYPE, (signature,))


def encode(envelope: Envelope) -> bytes:
    """Canonical JSON: {"payload": base64, "payloadType": ..., "signatures": [{"keyid", "sig"}]}."""
    raw = msgspec.json.encode(envelope, order="sorted")
    if len(raw) > ENVELOPE_BYTES_MAX:
        raise BadEnvelope(
            f"the envelope has {len(raw)} bytes, at most {ENVELOPE_BYTES_MAX} fit in a log entry",
            next_step="store the large part as a blob and sign its digest",
        )
    return raw


def read(raw: bytes) -> Envelope:
    """The envelope of exactly the bytes that `encode` writes. Raises BadEnvelope. Checks no signature."""
    if len(raw) > ENVELOPE_BYTES_MAX:
        raise BadEnvelope(f"an envelope has at most {ENVELOPE_BYTES_MAX} bytes, this has {len(raw)}")
    try:
        envelope = _DECODER.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BadEnvelope(f"not an envelope: {error}") from error
    if msgspec.json.encode(envelope, order="sorted") != raw:
        raise BadEnvelope("not canonical: other spacing, key order, duplicate keys, or loose base64")
    if envelope.payload_type != PAYLOAD_TYPE:
        raise BadEnvelope(f"payload type {envelope.payload_type!r}, not {PAYLOAD_TYPE!r}")
    signers = [signature.keyid for signature in envelope.signatures]
    if not 1 <= len(signers) <= SIGNATURES_MAX or len(set(signers)) != len(signers):
        raise BadEnvelope(f"{len(signers)} signatures; need 1 to {SIGNATURES_MAX}, one a key")
    return envelope


def verify(envelope: Envelope, public: str) -> bool:
    """Whether the envelope carries a good signature by `public` (64 hexadecimal digits). Never raises."""
    message = pae(envelope.payload_type, envelope.payload)
    return any(
        ed25519.verify(public, message, signature.sig)
        for signature in envelope.signatures
        if signature.keyid == ed25519.key_id(public)
    )
