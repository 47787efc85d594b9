"""Our log, uploaded to mirrors that do not come and fetch it: c2sp.org/tlog-mirror, the client's side.

What a mirror has cosigned, it holds: that head is kept with its line in `mirrored/NAME` of the node's folder.
"""

import asyncio
import logging
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Final

import httpx

from safeconduct.errors import SafeconductError
from safeconduct.ledger import Checkpoint, checkpoint, package, upload, witness
from safeconduct.wire import note

from .config import MirrorSite
from .disk import FileMissing, write_durably
from .node import Node
from .witnessing import EVERY_S, Post, show

_STALLS_MAX: Final = 3
"""Requests in a row that bring a mirror no further."""
_GZIP: Final = 31
_log: Final = logging.getLogger("safeconduct.uploads")


class Uploading:
    """Keeps the mirrors of node.toml up to date."""

    def __init__(self, node: Node, post: Post) -> None:
        self._node = node
        self._post = post
        self._sites: Final = node.config.mirrors
        self._folder: Final = node.folder.root / "mirrored"
        self._pending: dict[str, int] = {}
        self.problems: dict[str, str] = {}
        """Why a mirror is not up to date, by its name."""
        if self._sites:
            node.disk.make_folder(self._folder)

    async def run(self) -> None:
        """Until cancelled."""
        while self._sites:
            await self.round()
            await asyncio.sleep(EVERY_S)

    async def round(self) -> None:
        """Bring every mirror up to the present head. What one refuses is noted, and the others go on."""
        for each in self._sites:
            try:
                await self._bring(each)
                self.problems.pop(each.name, None)
            except (httpx.HTTPError, SafeconductError) as error:
                self.problems[each.name] = str(error) or type(error).__name__
                _log.warning("mirror %s: %s", each.name, self.problems[each.name])

    def mirrored(self, name: str) -> Checkpoint | None:
        """The newest head of ours that this mirror holds whole."""
        try:
            return checkpoint.parse(note.read(self._node.disk.read(self._folder / name)).text)
        except FileMissing:
            return None

    async def _bring(self, each: MirrorSite) -> None:
        log = self._node.truth.log
        raw = log.checkpoint
        head = checkpoint.parse(note.read(raw).text)
        held = self.mirrored(each.name)
        if head.size == 0 or (held is not None and held.size == head.size):
            return
        await show(log, raw, each.url, self._pending.get(each.name, 0), self._post)
        self._pending[each.name] = head.size
        lines = await self._upload(each, head, held.size if held is not None else 0)
        joined = witness.read_answer(200, lines, raw, (note.parse_key(each.vkey),))
        write_durably(self._node.disk, self._folder / each.name, joined)

    async def _upload(self, each: MirrorSite, head: Checkpoint, start: int) -> bytes:
        """Request after request, from where the mirror says that it stands. Returns its signature lines."""
        ticket, stalls = b"", 0
        while stalls < _STALLS_MAX:
            body = self._body(upload.Header(head.origin, start, head.size, ticket))
            answer = upload.read_answer(*await self._post(f"{each.url}/add-entries", body))
            if isinstance(answer, bytes):
                return answer
            if answer.size != head.size:
                raise witness.Refused(f"it waits for {answer.size} entries, and was shown {head.size}")
            stalls = 0 if answer.next > start else stalls + 1
            start, ticket = min(answer.next, head.size), answer.ticket
        raise witness.Refused(f"it does not get beyond entry {start}")

    async def _body(self, header: upload.Header) -> AsyncIterator[bytes]:
        log = self._node.truth.log
        packages = package.packages(header.start, header.end, log.entries, log.read_hash)
        packer = zlib.compressobj(wbits=_GZIP)
        parts: Iterator[bytes] = upload.encode(header, packages)
        while (part := await asyncio.to_thread(next, parts, None)) is not None:
            yield packer.compress(part)
        yield packer.flush()
