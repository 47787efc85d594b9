"""What a source's program seals before anything leaves it, and what readers and keepers open. All are age files.

A report has a key of its own, the thread's. It is sealed to the readers of the desk, a stranger in the place of
each whom the source names as concerned, so that nobody can count who is left. What is said is sealed to the thread;
what the desk answers, to the thread and to the source.

Who the source is lies sealed to one more key, and that once for each set of keepers that may open it: in as many
layers as the set has members, the key to each layer sealed to one of them. A set with somebody concerned in it
is sealed to strangers. Where the source gives no name, an empty one is sealed, so that nobody sees the
difference.
"""

import base64
import hashlib
import secrets
from collections.abc import Collection, Sequence
from typing import Annotated, Any, Final

import bech32
import msgspec
import pyrage

from safeconduct.errors import BadInput
from safeconduct.records.plan import Recipient
from safeconduct.records.units import Digest, KeyId, Name, RecordId
from safeconduct.voice.code import lookup_of, new_code, seed_of, token_of
from safeconduct.voice.voice import keeper_sets

from .sealing import NotOpened, seal, unseal

UPLOAD_BYTES: Final = 160 * 1024
"""Every report is that large on the wire and on the disk, whatever is in it."""
MESSAGE_BYTES: Final = 16 * 1024
TEXT_BYTES: Final = 8 * 1024
NAME_BYTES: Final = 1024
_B64 = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{1,20000}={0,2}\Z")]
_PAD = Annotated[str, msgspec.Meta(max_length=UPLOAD_BYTES)]


class KeeperSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The name's key in layers, and the key to each layer sealed to its keeper, by key id."""

    nested: _B64
    shares: Annotated[tuple[_B64, ...], msgspec.Meta(min_length=2, max_length=6)]


class SealedName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who the source is, for sets of keepers only."""

    sealed: _B64
    sets: Annotated[tuple[KeeperSet, ...], msgspec.Meta(min_length=1, max_length=20)]


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sealed report, as it is sent and kept. `lookup`: of the token that the source comes back with."""

    opened: RecordId
    lookup: Digest
    source: Recipient
    thread: Recipient
    keys: _B64
    text: _B64
    name: SealedName
    pad: _PAD = ""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """More of a report, or an answer to it."""

    sealed: _B64
    pad: _PAD = ""


class Seat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who sits at a desk, as its page shows them: who the report is about is chosen from these."""

    key: KeyId
    name: Name
    party: str
    recipient: Recipient


class OpenDesk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A desk as a source's program needs it."""

    desk: str
    title: Name
    opened: RecordId
    readers: tuple[Seat, ...]
    keepers: tuple[Seat, ...]
    threshold: int
    keep_days: int


class TooManyNamed(BadInput):
    """Nobody, or too few, would be left to read it or to keep the name."""


def seal_report(
    desk: OpenDesk, text: str, name: str, concerned: Collection[KeyId] = (), entropy: bytes | None = None
) -> tuple[bytes, str]:
    """(what is sent, the return code). Raises BadInput where the text is too long, TooManyNamed."""
    readers = [None if seat.key in concerned else seat.recipient for seat in desk.readers]
    left = [seat for seat in desk.keepers if seat.key not in concerned]
    if not any(readers):
        raise TooManyNamed("everybody who reads at this desk is named", next_step="report to another desk")
    if name and len(left) < desk.threshold:
        raise TooManyNamed(
            "too few keepers are left who are not named", next_step="report without your name, or to another desk"
        )
    code = new_code(entropy or secrets.token_bytes(15))
    thread = pyrage.x25519.Identity.generate()
    report = Report(
        opened=desk.opened,
        lookup=Digest(lookup_of(token_of(code))),
        source=source_identity(code)[1],
        thread=str(thread.to_public()),
        keys=_seal_to(str(thread).encode(), [each or _stranger() for each in readers]),
        text=seal(padded({"text": text}, TEXT_BYTES), str(thread.to_public())),
        name=_seal_name(desk, name, concerned),
    )
    return filled(report, UPLOAD_BYTES), code


def seal_message(text: str, recipients: Sequence[str]) -> bytes:
    """More of a report, or an answer: what is sent. Raises BadInput where the text is too long."""
    return filled(Message(_seal_to(padded({"text": text}, TEXT_BYTES), recipients)), MESSAGE_BYTES)


def no_message() -> bytes:
    """What is sent by a source that only looks: as long as a message."""
    return filled(Message("AAAA"), MESSAGE_BYTES)


def open_thread(report: Report, identity: str) -> str:
    """The thread's key, as a reader's own key opens it. Raises NotOpened."""
    return unseal(report.keys, identity).decode()


def open_text(sealed: str, identity: str) -> str:
    """What was said. Raises NotOpened."""
    return str(_read(unseal(sealed, identity)).get("text", ""))


def shares_of(report: Report, keepers: Sequence[KeyId], threshold: int) -> dict[KeyId, list[str]]:
    """Each keeper's sealed shares, in the order of the sets that it belongs to."""
    found: dict[KeyId, list[str]] = {key: [] for key in keepers}
    for members, each in zip(keeper_sets(tuple(keepers), threshold), report.name.sets, strict=True):
        for key, share in zip(members, each.shares, strict=True):
            found[key].append(share)
    return found


def reseal_shares(sealed: Sequence[str], identity: str, asker: str) -> list[str]:
    """A keeper's shares, opened with its own key and sealed to whoever asked. Raises NotOpened: also for a keeper
    whom the source has named, whose shares are a stranger's."""
    return [seal(unseal(each, identity), asker) for each in sealed]


def open_name(
    report: Report, keepers: Sequence[KeyId], threshold: int, given: dict[KeyId, Sequence[str]], identity: str
) -> str:
    """Who the source is: empty where it gave no name. given: each consenting keeper's shares, sealed to this key.
    Raises NotOpened where no whole set has agreed."""
    sets = keeper_sets(tuple(keepers), threshold)
    for members, each in zip(sets, report.name.sets, strict=True):
        if all(key in given for key in members):
            content = each.nested
            for key in reversed(members):
                at = [other for other in sets if key in other].index(members)
                share = unseal(given[key][at], identity).decode()
                content = _text(unseal(content, share))
            opened = unseal(report.name.sealed, _bytes(content).decode())
            return str(_read(opened).get("name", ""))
    raise NotOpened("too few keepers have agreed", "wait for their answers: safeconduct voice show")


def source_identity(code: str) -> tuple[str, str]:
    """(the age identity, the recipient) that follow from a return code."""
    words = bech32.convertbits(seed_of(code), 8, 5) or []
    identity = bech32.bech32_encode("age-secret-key-", words).upper()
    return identity, str(pyrage.x25519.Identity.from_str(identity).to_public())


def read_report(raw: bytes) -> Report:
    """A report as it came. Raises BadInput: also for one of another size."""
    report: Report = _decoded(raw, UPLOAD_BYTES, Report)
    return report


def read_message(raw: bytes) -> Message:
    """A message as it came. Raises BadInput: also for one of another size."""
    message: Message = _decoded(raw, MESSAGE_BYTES, Message)
    return message


def padded(value: dict[str, str], size: int) -> bytes:
    """JSON of exactly that size. Raises BadInput."""
    raw = msgspec.json.encode(value)
    if len(raw) > size:
        raise BadInput(
            f"{len(raw)} bytes are more than the {size} that fit", next_step="say less, and the rest later"
        )
    return raw.ljust(size)


def filled(value: Report | Message, size: int) -> bytes:
    """JSON of exactly that size, by a field that says nothing."""
    raw = msgspec.json.encode(value)
    return msgspec.json.encode(msgspec.structs.replace(value, pad="0" * (size - len(raw))))


def recipient_check(recipient: str) -> str:
    """Eight letters to compare a key by, over another channel."""
    return hashlib.sha256(recipient.encode()).hexdigest()[:8]


def _seal_name(desk: OpenDesk, name: str, concerned: Collection[KeyId]) -> SealedName:
    key, seats = pyrage.x25519.Identity.generate(), {seat.key: seat for seat in desk.keepers}
    sets = []
    for members in keeper_sets(tuple(seats), desk.threshold):
        shares = [pyrage.x25519.Identity.generate() for _ in members]
        content = str(key).encode()
        for share in shares:
            content = pyrage.encrypt(content, [share.to_public()])
        is_shut = any(member in concerned for member in members)
        sealed = [
            seal(str(share).encode(), _stranger() if is_shut else seats[member].recipient)
            for member, share in zip(members, shares, strict=True)
        ]
        sets.append(KeeperSet(_text(content), tuple(sealed)))
    return SealedName(seal(padded({"name": name}, NAME_BYTES), str(key.to_public())), tuple(sets))


def _seal_to(content: bytes, recipients: Sequence[str]) -> str:
    keys = [pyrage.x25519.Recipient.from_str(each) for each in recipients]
    return _text(bytes(pyrage.encrypt(content, keys)))


def _stranger() -> str:
    """A key that nobody has."""
    return str(pyrage.x25519.Identity.generate().to_public())


def _decoded(raw: bytes, size: int, kind: type[Any]) -> Any:
    if len(raw) != size:
        raise BadInput(f"{len(raw)} bytes: each is exactly {size}", next_step="use this node's own page or program")
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"not sealed as it must be: {error}", next_step="use this node's own page") from error


def _read(raw: bytes) -> dict[str, str]:
    try:
        return msgspec.json.decode(raw, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotOpened(f"opened, but it holds nothing readable: {error}") from error


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
