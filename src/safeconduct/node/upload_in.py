"""Our node as a mirror that others fill: c2sp.org/tlog-mirror, add-checkpoint and add-entries.

Only logs that this node follows anyway are taken, and only what their owner signed: nobody needs a key to upload.
What is whole and verified is durable before it is answered; whatever breaks off is gone on with.
"""

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator
from typing import Final

from safeconduct.ledger import Checkpoint, checkpoint, cosignature, merkle, upload, witness
from safeconduct.ledger.parcel import Section
from safeconduct.records.units import Ms, Origin
from safeconduct.wire import note

from .node import Node
from .peer_log import PeerLog
from .signers import mirror_signer

UPLOADS_MAX: Final = 8
"""At the same time. Each holds at most one package in memory: 17 MB."""
REQUEST_BYTES_MAX: Final = 64 * 1024 * 1024
"""Of one request, unpacked. The rest of it is left, and the answer says where to go on."""
REQUEST_S_MAX: Final = 60.0
_UNKNOWN: Final = b"unknown log\n"
_PIECE: Final = 1 << 20
_GZIP: Final = 31
"""zlib's number for a gzip stream."""


class Uploads:
    """Both calls of the mirror protocol for the logs that a node follows."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._signer: Final = mirror_signer(node.config, node.keys)
        self._open = 0

    async def add_checkpoint(self, body: bytes) -> witness.Answer:
        """Accept a head as pending. It is not cosigned before its entries are here."""
        told = witness.judge(body, self._keys, self._last)
        log = self._find(told.origin if isinstance(told, witness.Answer) else told.head.origin)
        if log is None or (isinstance(told, witness.Answer) and not told.suspect):
            return told if isinstance(told, witness.Answer) else witness.Answer(404, _UNKNOWN)
        async with log.turn:
            judged = witness.judge(body, self._keys, self._last)  # it may have grown while we waited
            if isinstance(judged, witness.Judged):
                before = self._last(judged.head.origin)
                section = upload.offered(judged, before.root if before is not None else merkle.EMPTY_ROOT)
                await asyncio.to_thread(log.offer, section)
                return witness.Answer(200, b"")
            if judged.suspect:
                await self._suspect(log, judged.suspect)
            return judged

    async def _suspect(self, log: PeerLog, raw: bytes) -> None:
        """Signed by the log, and it does not fit: for a size that we know, that is proof of a fork."""
        claimed = checkpoint.parse(note.read(raw).text)
        if claimed.size == log.pending_size:
            await asyncio.to_thread(log.offer, Section(raw, claimed.size, (), claimed))
            await self._node.forked()

    async def add_entries(self, chunks: AsyncIterator[bytes], now_ms: Ms, *, is_packed: bool) -> witness.Answer:
        """Take entries as they come, package by package. is_packed: the body is compressed with gzip."""
        if self._open >= UPLOADS_MAX:
            return witness.Answer(503, b"too many uploads at once; try again in a minute\n")

        def cosign(taker: upload.Taker) -> bytes:
            assert isinstance(taker, PeerLog)  # noqa: S101 - what `_find` gave
            return cosignature.cosign(taker.checkpoint, self._signer, max(1, now_ms // 1000))

        receiver = upload.Receiver(self._find, cosign)
        self._open += 1
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REQUEST_S_MAX):
                    answer = await self._feed(receiver, _pieces(chunks, is_packed))
                    if answer is not None:
                        return answer
            return receiver.end()
        except zlib.error:
            return witness.Answer(400, b"the body is not gzip\n")
        finally:
            self._open -= 1

    async def _feed(self, receiver: upload.Receiver, pieces: AsyncIterator[bytes]) -> witness.Answer | None:
        log, head, count = None, b"", 0
        async for piece in pieces:
            count += len(piece)
            if count > REQUEST_BYTES_MAX:
                break
            if log is None:
                head += piece
                origin = upload.origin_of(head)
                if origin is None:
                    continue
                log, piece = self._find(origin), head
                if log is None:
                    return witness.Answer(404, _UNKNOWN)
            if (answer := await self._take(receiver, log, piece)) is not None:
                return answer
        return None

    async def _take(self, receiver: upload.Receiver, log: PeerLog, piece: bytes) -> witness.Answer | None:
        async with log.turn:
            before, was_forked = log.size, log.fork is not None
            answer = await asyncio.to_thread(receiver.feed, piece)
            if log.fork is not None and not was_forked:
                await self._node.forked()
            if log.size > before:
                await self._node.grown(Origin(log.origin))
        return answer

    def _find(self, origin: str) -> PeerLog | None:
        truth = self._node.truth
        log = truth.peers.get(Origin(origin))
        return log if log is not None and log.fork is None and truth.is_followed(Origin(origin)) else None

    def _keys(self, origin: str) -> tuple[note.Key, ...]:
        log = self._find(origin)
        return (log.key,) if log is not None else ()

    def _last(self, origin: str) -> Checkpoint | None:
        """The pending head, from which the next one must grow."""
        log = self._find(origin)
        if log is None or not log.pending_size:
            return None
        return checkpoint.open_checkpoint(log.pending, log.key) if log.pending else log.held


async def _pieces(chunks: AsyncIterator[bytes], is_packed: bool) -> AsyncIterator[bytes]:
    """The body in pieces of a bounded length, however well it was compressed."""
    if not is_packed:
        async for chunk in chunks:
            yield chunk
        return
    unpacker = zlib.decompressobj(_GZIP)
    async for chunk in chunks:
        while chunk and not unpacker.eof:
            yield unpacker.decompress(chunk, _PIECE)
            chunk = unpacker.unconsumed_tail
