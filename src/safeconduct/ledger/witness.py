"""The witness protocol, both sides, without HTTP. Source: c2sp.org/tlog-witness, add-checkpoint.

The server: `answer` decides from the request and the head that was cosigned last. The caller compares and stores
in one step: between reading `last` and storing `Answer.keep` no other request of that log may be answered.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from safeconduct.errors import BadInput, Unavailable, Untrusted
from safeconduct.wire import note

from . import checkpoint, cosignature, merkle
from .checkpoint import Checkpoint

SIZE_TYPE: Final = "text/x.tlog.size"
TEXT_TYPE: Final = "text/plain; charset=utf-8"

_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,18})")


class BadRequest(BadInput):
    """The body is not an add-checkpoint request."""


class Conflict(Unavailable):
    """The witness has cosigned another size than the request starts from. size: what it has."""

    next_step = "send the consistency proof from the size that the witness has"

    def __init__(self, size: int) -> None:
        super().__init__(f"the witness has cosigned size {size}")
        self.size = size


class Refused(Untrusted):
    """The witness will not cosign."""

    next_step = "compare the log with its last cosigned checkpoint; if it does not extend that, it has forked"


class Request(msgspec.Struct, frozen=True):
    """old: the size that the witness is thought to have. checkpoint: the signed note to cosign."""

    old: int
    proof: merkle.Proof
    checkpoint: bytes


class Answer(msgspec.Struct, frozen=True):
    """An HTTP answer. keep: store this note durably before answering; it is the new last head of `origin`.

    suspect: the log's own signature holds and yet the request is refused: it may be evidence, keep it aside.
    """

    status: int
    body: bytes
    content_type: str = TEXT_TYPE
    origin: str = ""
    keep: bytes = b""
    suspect: bytes = b""


def origin_hash(origin: str) -> str:
    """The folder below a witness's or mirror's monitoring prefix that holds this log."""
    return hashlib.sha256(origin.encode()).hexdigest()


def encode_request(request: Request) -> bytes:
    """The body of an add-checkpoint request."""
    lines = [f"old {request.old}", *(base64.b64encode(node).decode() for node in request.proof)]
    return "".join(f"{line}\n" for line in lines).encode() + b"\n" + request.checkpoint


def read_request(body: bytes) -> Request:
    """The parts of a request. Raises BadRequest. Verifies nothing."""
    head, blank, signed = body.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
        proof = tuple(base64.b64decode(line, validate=True) for line in lines[1:])
    except (UnicodeError, binascii.Error, ValueError) as error:
        raise BadRequest(f"not lines of base64: {error}") from error
    old = _OLD.fullmatch(lines[0])
    if not blank or old is None or len(proof) > merkle.PROOF_HASHES_MAX:
        raise BadRequest("a request is an old size, at most 63 hashes, an empty line and a checkpoint")
    request = Request(int(old[1]), proof, signed)
    if any(len(node) != merkle.HASH_BYTES for node in proof) or encode_request(request) != body:
        raise BadRequest("a hash is 32 bytes in canonical base64")
    return request


def answer(
    body: bytes,
    keys: Callable[[str], Sequence[note.Key]],
    last: Callable[[str], Checkpoint | None],
    witness: note.Signer,
    at_s: int,
) -> Answer:
    """What a witness answers. keys: of the log with this origin, none if it is unknown. last: cosigned before.

    witness: a key of type 0x04. at_s: UTC, seconds since 1970, not 0. Never raises for what the client sent.
    """
    judged = judge(body, keys, last)
    if isinstance(judged, Answer):
        return judged
    line = cosignature.cosign(judged.note, witness, at_s)
    return Answer(200, line, TEXT_TYPE, judged.head.origin, keep=cosignature.add(judged.note, line))


class Judged(msgspec.Struct, frozen=True):
    """A request that passed every check. note: signed by the log alone. old, proof: as in the request."""

    head: Checkpoint
    note: bytes
    old: int
    proof: merkle.Proof


def judge(
    body: bytes, keys: Callable[[str], Sequence[note.Key]], last: Callable[[str], Checkpoint | None]
) -> Judged | Answer:
    """The checks of add-checkpoint, for a witness and for a mirror; an Answer is a refusal."""
    try:
        request = read_request(body)
        signed = note.read(request.checkpoint)
        shown = checkpoint.read_text(signed.text)
    except note.BadSignatureLine as error:
        return _refuse(403, str(error))
    except BadInput as error:
        return _refuse(400, str(error))
    known = keys(shown.origin)
    if not known:
        return _refuse(404, f"unknown log {shown.origin}")
    try:
        note.verify(signed, known)
    except note.BadSignature as error:
        return _refuse(403, str(error))
    if request.old > shown.size:
        return _refuse(400, "the old size is larger than the new one")
    before = last(shown.origin) or Checkpoint(shown.origin, 0, merkle.EMPTY_ROOT)
    if request.old != before.size:
        return Answer(409, b"%d\n" % before.size, SIZE_TYPE, shown.origin)
    if not merkle.verify_consistency(before.size, shown.size, before.root, shown.root, request.proof):
        refused = _refuse(422, f"the consistency proof from {before.size} to {shown.size} does not verify")
        return msgspec.structs.replace(refused, origin=shown.origin, suspect=request.checkpoint)
    own = note.encode(note.Note(signed.text, tuple(s for s in signed.signatures if _is_by(s, known))))
    return Judged(shown, own, request.old, request.proof)


def read_answer(status: int, body: bytes, raw: bytes, witnesses: Sequence[note.Key]) -> bytes:
    """The client's side: the note `raw` with the cosignatures of those `witnesses` that signed. Raises Conflict,
    Refused, or NotCosigned if there is none of theirs. Cosignatures by others are left out."""
    if status == 409:
        if not re.fullmatch(rb"(0|[1-9][0-9]{0,18})\n", body):
            raise Refused("the witness answers 409 without a size")
        raise Conflict(int(body))
    if status != 200:
        raise Refused(f"the witness answers {status}: {body[:200].decode(errors='replace').strip()}")
    try:
        lines = note.read_signatures(body.decode())
    except (UnicodeError, BadInput) as error:
        raise Refused(f"the witness answers without signature lines: {error}") from error
    joined = raw
    for key in witnesses:
        own = "".join(str(line) for line in lines if (line.name, line.key_id) == (key.name, key.id))
        if own:
            cosignature.verify(note.encode(note.Note(note.read(raw).text, note.read_signatures(own))), key)
            joined = cosignature.add(joined, own.encode())
    if joined == raw:
        raise cosignature.NotCosigned("the witness's answer holds no cosignature by a known key")
    return joined


def _is_by(line: note.Signature, keys: Sequence[note.Key]) -> bool:
    return any((line.name, line.key_id) == (key.name, key.id) for key in keys)


def _refuse(status: int, why: str) -> Answer:
    return Answer(status, f"{why}\n".encode())
