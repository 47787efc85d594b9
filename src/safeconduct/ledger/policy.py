"""Which logs are known, and whose cosignatures make a head good. Source: c2sp.org/tlog-policy."""

import re
from typing import Final

import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.wire import note

from . import checkpoint, cosignature
from .checkpoint import Checkpoint
from .cosignature import Cosigned

POLICY_BYTES_MAX: Final = 1_000_000
NONE: Final = "none"

_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")


class BadPolicy(BadInput):
    """The text is not a policy."""

    next_step = "correct the line; the format is c2sp.org/tlog-policy"


class QuorumMissed(Untrusted):
    """Too few of the witnesses that the policy asks for have cosigned this head."""

    next_step = "ask the log for a checkpoint with more cosignatures, or wait for the witnesses"


class KnownLog(msgspec.Struct, frozen=True):
    """A log that the policy accepts. url: "" if none is given."""

    key: note.Key
    url: str = ""


class Witness(msgspec.Struct, frozen=True):
    """A witness by its name in the policy."""

    name: str
    key: note.Key
    url: str = ""


class Group(msgspec.Struct, frozen=True):
    """Members (witnesses or groups) of which at least `least` must have cosigned."""

    name: str
    least: int
    members: tuple[str, ...]


class Policy(msgspec.Struct, frozen=True):
    """Groups name only what stands before them. quorum: a witness, a group, or "none"."""

    logs: tuple[KnownLog, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str


class Accepted(msgspec.Struct, frozen=True):
    """A head that the policy accepts, and who cosigned it."""

    head: Checkpoint
    cosigned: tuple[Cosigned, ...]


def read(raw: bytes) -> Policy:
    """The policy of a file. Names that are not ASCII are opaque. Raises BadPolicy with the line."""
    if len(raw) > POLICY_BYTES_MAX or _FORBIDDEN.search(raw):
        raise BadPolicy("a policy is lines of text of at most 1 MB, without control characters")
    if raw and not raw.endswith(b"\n"):
        raise BadPolicy("the last line does not end in a newline")
    draft = _Draft()
    for number, line in enumerate(raw.split(b"\n"), 1):
        items = [item.decode("utf-8", "surrogateescape") for item in re.split(rb"[ \t]+", line.strip(b" \t"))]
        if items == [""] or items[0].startswith("#"):
            continue
        try:
            draft.take(items)
        except BadInput as error:
            raise BadPolicy(str(error), where=f"line {number}") from error
    return draft.finished()


def encode(policy: Policy) -> bytes:
    """A file that `read` gives the same policy for."""
    lines = [" ".join(filter(None, ("log", str(log.key), log.url))) for log in policy.logs]
    lines += [" ".join(filter(None, ("witness", w.name, str(w.key), w.url))) for w in policy.witnesses]
    lines += [f"group {group.name} {group.least} {' '.join(group.members)}" for group in policy.groups]
    lines.append(f"quorum {policy.quorum}")
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")


def check(policy: Policy, raw: bytes) -> Accepted:
    """The head in a signed note, if one of the logs signed it and the quorum cosigned it.

    A cosignature that does not hold counts as none. Raises QuorumMissed, BadSignature, BadNote, BadCheckpoint.
    """
    head = _open(policy, raw)
    found: dict[str, Cosigned] = {}
    for witness in policy.witnesses:
        try:
            found[witness.name] = cosignature.verify(raw, witness.key)
        except cosignature.NotCosigned:
            continue
    reached = set(found)
    for group in policy.groups:
        if sum(member in reached for member in group.members) >= group.least:
            reached.add(group.name)
    if policy.quorum != NONE and policy.quorum not in reached:
        names = ", ".join(sorted(found)) or "nobody"
        raise QuorumMissed(f"{head.origin} at {head.size}: cosigned by {names}; {policy.quorum} is not reached")
    return Accepted(head, tuple(found.values()))


def _open(policy: Policy, raw: bytes) -> Checkpoint:
    if not policy.logs:  # which log it is, and whether it signed, is known from elsewhere
        return checkpoint.parse(note.read(raw).text)
    origin = checkpoint.parse(note.read(raw).text).origin
    for log in policy.logs:
        if log.key.name == origin:
            return checkpoint.open_checkpoint(raw, log.key)
    raise checkpoint.WrongLog(f"the policy knows no log {origin!r}")


class _Draft:
    """A policy while its lines are read."""

    def __init__(self) -> None:
        self.logs: dict[bytes, KnownLog] = {}
        self.witnesses: dict[bytes, Witness] = {}
        self.groups: list[Group] = []
        self.names: set[str] = set()
        self.grouped: set[str] = set()
        self.quorum: str | None = None

    def take(self, items: list[str]) -> None:
        match items:
            case ["log", vkey, *url] if len(url) <= 1:
                self._add_log(KnownLog(_key(vkey, note.ED25519), *url))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._add_witness(Witness(name, _key(vkey, note.COSIGNATURE), *url))
            case ["group", name, least, *members] if members:
                self._add_group(name, least, members)
            case ["quorum", name]:
                if self.quorum is not None:
                    raise BadPolicy("there is a quorum already")
                if name != NONE and name not in self.names:
                    raise BadPolicy(f"{name!r} is not defined above")
                self.quorum = name
            case _:
                raise BadPolicy(f"not a line of a policy: {' '.join(items)[:80]!r}")

    def finished(self) -> Policy:
        if self.quorum is None:
            raise BadPolicy("there is no quorum line")
        return Policy(tuple(self.logs.values()), tuple(self.witnesses.values()), tuple(self.groups), self.quorum)

    def _add_log(self, log: KnownLog) -> None:
        if log.key.public in self.logs:
            raise BadPolicy(f"the key of {log.key.name} is listed twice")
        self.logs[log.key.public] = log

    def _add_witness(self, witness: Witness) -> None:
        if witness.key.public in self.witnesses:
            raise BadPolicy(f"the key of {witness.name} is listed twice")
        self._define(witness.name)
        self.witnesses[witness.key.public] = witness

    def _add_group(self, name: str, least: str, members: list[str]) -> None:
        for member in members:
            if member not in self.names:
                raise BadPolicy(f"{member!r} is not defined above")
            if member in self.grouped:
                raise BadPolicy(f"{member!r} is a member already; it may count once only")
            self.grouped.add(member)
        count = {"any": 1, "all": len(members)}.get(least)
        if count is None and _NUMBER.fullmatch(least):
            count = int(least)
        if count is None or count > len(members):
            raise BadPolicy(f"{least!r} is not any, all, or a number from 1 to {len(members)}")
        self._define(name)
        self.groups.append(Group(name, count, tuple(members)))

    def _define(self, name: str) -> None:
        if name == NONE or name in self.names:
            raise BadPolicy(f"the name {name!r} is taken")
        self.names.add(name)


def _key(vkey: str, kind: int) -> note.Key:
    key = note.parse_key(vkey)
    if key.kind != kind:
        raise BadPolicy(f"{key.name} is a key of type {key.kind:#04x}, not {kind:#04x}")
    return key
