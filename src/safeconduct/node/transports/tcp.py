"""Feeds over TCP and TLS: we listen, or we connect and come again. Any live format: CoT as it comes from TAK
clients and servers, everything else a line each (NMEA 0183 and AIS, gpsd, JSON)."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from typing import Final

from safeconduct.errors import Unavailable
from safeconduct.feeds import STREAMS, FeedError, Lines, Stream, cot, cot_out
from safeconduct.node.config import Feed
from safeconduct.node.disk import DiskFull
from safeconduct.node.intake import LinkState
from safeconduct.node.node import Node
from safeconduct.node.pages.moment import utc
from safeconduct.node.reception import Arrived, Receipt, Reception

from .outlet import Outlet
from .socket import CONNECT_S, READ_BYTES, Address, Backoff, address_of, context_of

CLIENTS_MAX: Final = 500
IDLE_S: Final = 900.0
"""A sender that says nothing so long is hung up on: half-dead connections must not fill the table."""
_OPENING: Final = {"gpsd": b'?WATCH={"enable":true,"json":true};\n'}
"""What a server wants to hear before it sends."""
_log: Final = logging.getLogger("safeconduct.tcp")


class TcpFeed:
    """One feed's listener or connection. What TAK clients are to see goes out by `outlet` over the same
    connections."""

    def __init__(self, node: Node, feed: Feed, outlet: Outlet | None = None) -> None:
        self._node = node
        self._feed = feed
        self._outlet = outlet
        self._reception = Reception(node, feed)
        self._url = feed.listen or feed.connect
        self._address: Address = address_of(self._url)
        is_server = bool(feed.listen)
        self._tls: ssl.SSLContext | None = context_of(
            self._address, feed.tls, node.folder.root, is_server=is_server
        )
        self._clients: set[asyncio.StreamWriter] = set()
        self.port = self._address.port
        """Where we listen: of port 0, the one that the system chose."""

    async def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Until cancelled. Raises Unavailable if the listener's port cannot be used."""
        if self._feed.listen:
            await self._listen(started)
        else:
            await self._connect()

    async def _listen(self, started: Callable[[], None]) -> None:
        host, port, _ = self._address
        try:
            server = await asyncio.start_server(self._serve, host, port, ssl=self._tls, limit=READ_BYTES)
        except OSError as error:
            raise Unavailable(
                f"feed {self._feed.feed}: {self._url} cannot be listened on: {error.strerror or error}",
                "choose another port in node.toml",
            ) from error
        self.port = server.sockets[0].getsockname()[1]
        self._show("listening")
        started()
        async with server:
            await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._clients) >= CLIENTS_MAX:
            self._reception.refuse(FeedError("too-many", f"{CLIENTS_MAX} connections are open already"))
            writer.close()
            return
        self._clients.add(writer)
        self._show("listening")
        try:
            await self._talk(reader, writer)
        except (OSError, TimeoutError) as error:
            _log.info("%s: %s", self._feed.feed, error)
        finally:
            self._clients.discard(writer)
            self._show("listening")

    async def _connect(self) -> None:
        backoff, (host, port, _) = Backoff(), self._address
        while True:
            why = "the other side has closed the connection"
            try:
                opening = asyncio.open_connection(host, port, ssl=self._tls, limit=READ_BYTES)
                reader, writer = await asyncio.wait_for(opening, CONNECT_S)
                writer.write(_OPENING.get(self._feed.kind, b""))
                self._show("connected")
                await self._talk(reader, writer)
                backoff.good()
            except (OSError, TimeoutError) as error:
                why = str(error) or type(error).__name__
            self._show("waiting", why)
            self._node.stream.publish("watch")
            await backoff.pause()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until that connection ends. What is half said then is counted."""
        stream: Stream = self._begin()
        try:
            with contextlib.ExitStack() as open_while:
                if self._feed.kind == "cot" and self._feed.listen:
                    writer.write(cot_out.support(self._node.clock.now_ms()) + b"\n")
                if self._outlet is not None:
                    open_while.enter_context(self._outlet.joined(writer))
                while data := await asyncio.wait_for(reader.read(READ_BYTES), IDLE_S):
                    try:
                        stream, payloads = stream.feed(data)
                    except FeedError as error:
                        self._reception.refuse(error)
                        stream, payloads = self._begin(), ()
                    await self._take(payloads, writer)
        finally:
            if stream.rest.strip():
                what = f"the connection ended after {len(stream.rest)} bytes of an unfinished message"
                self._reception.refuse(FeedError("cut-off", what))
            writer.close()
            with contextlib.suppress(OSError, ssl.SSLError):
                await writer.wait_closed()

    def _begin(self) -> Stream:
        return STREAMS.get(self._feed.kind, Lines)()

    async def _take(self, payloads: tuple[bytes, ...], writer: asyncio.StreamWriter) -> None:
        if self._feed.kind == "cot":
            await self._answer(payloads, writer)
        while payloads:
            try:
                results = await self._reception.take([Arrived(each) for each in payloads])
                if self._feed.kind == "cot":
                    for payload, result in zip(payloads, results, strict=True):
                        self._confirm(payload, result.receipts, writer)
                return
            except DiskFull:  # not read on meanwhile: the sender waits
                await asyncio.sleep(1.0)

    def _confirm(self, payload: bytes, receipts: tuple[Receipt, ...], writer: asyncio.StreamWriter) -> None:
        """Tell who called for help that it is known here, as a message on its own screen."""
        name, now_ms = self._node.config.name, self._node.clock.now_ms()
        for each in receipts:
            said = (
                f"{name} has your call, since {utc(each.at_ms)}: record {each.record[:16]}"
                if each.record
                else (f"{name} has taken your call off, {utc(each.at_ms)}")
            )
            message = cot_out.chat(f"{now_ms}", cot.caller_of(payload), name, said, now_ms)
            (self._outlet or Outlet()).send(writer, [message])

    async def _answer(self, payloads: tuple[bytes, ...], writer: asyncio.StreamWriter) -> None:
        """What TAK clients ask of a server: whether it is there, and whether it speaks protobuf."""
        now_ms = self._node.clock.now_ms()
        if any(cot.is_ping(each) for each in payloads):
            (self._outlet or Outlet()).send(writer, [cot_out.pong(now_ms)])
        if self._feed.listen and any(cot.asks_for_protobuf(each) for each in payloads):
            writer.write(cot_out.agreed(now_ms) + b"\n")
            if self._outlet is not None:
                self._outlet.speak_binary(writer)
        await writer.drain()

    def _show(self, state: LinkState, why: str = "") -> None:
        self._node.intake.link(self._feed.feed, state, self._url, self._node.clock.now_ms(), why)
        self._node.intake.links[self._feed.feed].clients = len(self._clients)
