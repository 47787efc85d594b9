"""The add-entries call of a mirror, both sides, without HTTP. Source: c2sp.org/tlog-mirror.

The client sends `encode` in chunks and reads the answer with `read_answer`; the server feeds a `Receiver`. Tickets
are not used: ours are empty, and those of other mirrors are sent back as they came.
"""

import base64
import binascii
import itertools
import re
import typing
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

import msgspec

from safeconduct.errors import BadInput

from . import merkle, package
from .bytestream import ByteStream, Parser
from .checkpoint import Checkpoint
from .package import SIZE_BYTES, Package
from .parcel import Section
from .witness import Answer, Judged, Refused

INFO_TYPE: Final = "text/x.tlog.mirror-info"
PACKAGES_MAX: Final = 32
"""Packages in one request: what common hosts let through (section Implementation Considerations)."""
EXCESS_MAX: Final = 8_192
"""Entries that a request may repeat before it is refused."""

_NUMBER: Final = r"(0|[1-9][0-9]{0,18})"
_INFO: Final = re.compile(rf"{_NUMBER}\n{_NUMBER}\n([A-Za-z0-9+/=]*)\n")


class BadUpload(BadInput):
    """The body is not an add-entries request."""


class Header(msgspec.Struct, frozen=True):
    """What an add-entries request begins with: the entries [start, end) of a log follow."""

    origin: str
    start: int
    end: int
    ticket: bytes = b""


class Info(msgspec.Struct, frozen=True):
    """Where a mirror stands: go on with entry `next` up to `size`."""

    size: int
    next: int
    ticket: bytes = b""


class Taker(typing.Protocol):
    """What takes the packages: a `Mirror`, or a store around one that makes them durable before it returns."""

    @property
    def pending(self) -> bytes: ...
    @property
    def pending_size(self) -> int: ...
    @property
    def held(self) -> Checkpoint: ...
    @property
    def next(self) -> int: ...
    def take(self, package: Package) -> object: ...


Part: TypeAlias = Header | Package


def encode(header: Header, packages: Iterable[Package]) -> Iterator[bytes]:
    """The body of one request: the header and at most 32 of the packages for [header.start, header.end)."""
    origin = header.origin.encode()
    yield len(origin).to_bytes(2, "big") + origin
    yield header.start.to_bytes(SIZE_BYTES, "big") + header.end.to_bytes(SIZE_BYTES, "big")
    yield len(header.ticket).to_bytes(2, "big") + header.ticket
    for each in itertools.islice(packages, PACKAGES_MAX):
        yield package.encode(each)


def origin_of(head: bytes) -> str | None:
    """The log that an upload is for, from its first bytes; None while they are too few."""
    stop = 2 + int.from_bytes(head[:2], "big")
    return head[2:stop].decode(errors="replace") if 2 <= len(head) >= stop else None


def encode_info(info: Info) -> bytes:
    """The body of a 409 or 202 answer."""
    return f"{info.size}\n{info.next}\n{base64.b64encode(info.ticket).decode()}\n".encode()


def read_answer(status: int, body: bytes) -> Info | bytes:
    """The signature lines of a mirror that is done, or where to go on. Raises Refused."""
    if status == 200:
        return body
    found = _INFO.fullmatch(body.decode(errors="replace")) if status in (202, 409) else None
    if found is None:
        raise Refused(f"the mirror answers {status}: {body[:200].decode(errors='replace').strip()}")
    try:
        return Info(int(found[1]), int(found[2]), base64.b64decode(found[3], validate=True))
    except (binascii.Error, ValueError) as error:
        raise Refused("the mirror answers with a ticket that is not base64") from error


def offered(judged: Judged, root: bytes) -> Section:
    """What to `offer` a mirror after add-checkpoint. root: of its pending head, which the request starts from."""
    nodes = merkle.whole(judged.old, judged.head.size, root, judged.proof)
    return Section(judged.note, judged.old, nodes, judged.head)


class Receiver:
    """One add-entries request, as it comes. Feed it until there is an answer or the body ends, then ask `end`.

    find: the log of an origin, None if it is unknown. cosign: the mirror's signature lines for its held head.
    """

    def __init__(self, find: Callable[[str], Taker | None], cosign: Callable[[Taker], bytes]) -> None:
        self._find = find
        self._cosign = cosign
        self._stream: ByteStream[Part] = ByteStream(_parse)
        self._header: Header | None = None
        self._log: Taker | None = None
        self._answer: Answer | None = None
        self._taken = 0

    def feed(self, chunk: bytes) -> Answer | None:
        """An answer that can be given before the body ends, else None. DiskFull and the like pass through."""
        if self._answer is not None:
            return self._answer
        try:
            for part in self._stream.feed(chunk):
                if isinstance(part, Header):
                    self._header, self._log = part, self._find(part.origin)
                    self._answer = self._check(part)
                elif self._answer is None and self._log is not None:
                    self._log.take(part)
                    self._taken += 1
        except BadUpload as error:
            self._answer = Answer(400, f"{error}\n".encode())
        except (package.BadPackage, package.MissesEntries) as error:
            self._answer = Answer(422, f"{error}\n".encode())
        return self._answer

    def end(self) -> Answer:
        """The answer when the body has ended."""
        header, log = self._header, self._log
        if self._answer is not None:
            return self._answer
        if header is None or log is None:
            return Answer(400, b"the header is incomplete\n")
        if log.held.size >= header.end and self._stream.is_done:
            return Answer(200, self._cosign(log)) if log.held.size == header.end else _where(log, 409)
        return _where(log, 202) if self._taken else Answer(400, b"no whole package\n")

    def _check(self, header: Header) -> Answer | None:
        log = self._log
        if log is None:
            return Answer(404, b"unknown log\n")
        if not log.pending and log.held.size == 0:
            return Answer(422, b"there is no checkpoint yet; send it by add-checkpoint first\n")
        is_known = header.end and header.end in (log.pending_size, log.held.size)  # 0: where do you stand?
        excess = min(header.end, log.next) - header.start
        if not is_known or header.end < log.held.size or header.start > log.next or excess > EXCESS_MAX:
            return _where(log, 409)
        return None


def _where(log: Taker, status: int) -> Answer:
    size = max(log.pending_size, log.held.size)
    return Answer(status, encode_info(Info(size, log.next)), INFO_TYPE, log.held.origin)


def _parse(found: list[Part]) -> Parser:
    length = int.from_bytes((yield 2), "big")
    try:
        origin = ((yield length) if length else b"").decode()
    except UnicodeError as error:
        raise BadUpload("the origin is not UTF-8") from error
    start = int.from_bytes((yield SIZE_BYTES), "big")
    end = int.from_bytes((yield SIZE_BYTES), "big")
    length = int.from_bytes((yield 2), "big")
    ticket = (yield length) if length else b""
    if start > end:
        raise BadUpload(f"the upload starts at {start} and ends at {end}")
    found.append(Header(origin, start, end, ticket))
    for at, stop in package.spans(start, end):
        yield from package.parse(at, stop, found.append)
