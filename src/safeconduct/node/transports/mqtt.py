"""Feeds over MQTT. A message is acknowledged to the broker only when it is durable here: after a crash the broker
sends it again. All that a read brings is decoded and logged together."""

import asyncio
import contextlib
import logging
import os
from typing import Final

from safeconduct.errors import Unavailable
from safeconduct.feeds import PAYLOAD_BYTES_MAX, FeedError, owntracks_out
from safeconduct.node.config import Feed
from safeconduct.node.disk import DiskFull
from safeconduct.node.node import Node
from safeconduct.node.reception import Arrived, Receipt, Reception
from safeconduct.records.units import DeviceId
from safeconduct.watch.devices import DEVICES

from . import mqtt_wire as wire
from .socket import CONNECT_S, READ_BYTES, Backoff, address_of, context_of

BATCH_S: Final = 0.02
"""A batch is logged when it is full or this old: one durable write for all of it."""
BATCH_MAX: Final = 20_000
_KEEPALIVE_S: Final = 30
ANSWER_S: Final = 5.0
_log: Final = logging.getLogger("safeconduct.mqtt")


class MqttFeed:
    """One feed's connection to its broker."""

    def __init__(self, node: Node, feed: Feed) -> None:
        self._node = node
        self._feed = feed
        self._reception = Reception(node, feed)
        self._version: wire.Version = 5
        self._packet_id = 1
        self._address = address_of(feed.mqtt)
        self._tls = context_of(self._address, feed.tls, node.folder.root, is_server=False)

    async def run(self) -> None:
        """Connect, and again whenever the broker goes away; decode and commit until cancelled."""
        backoff = Backoff()
        while True:
            try:
                await self._session(backoff)
            except (OSError, TimeoutError, EOFError, Unavailable) as error:
                why = str(error) or type(error).__name__
                _log.warning("%s: the broker is gone (%s); trying again", self._feed.feed, why)
                self._node.intake.link(self._feed.feed, "waiting", self._feed.mqtt, self._node.clock.now_ms(), why)
                self._node.stream.publish("watch")
            await backoff.pause()

    async def _session(self, backoff: Backoff) -> None:
        host, port, _ = self._address
        connecting = asyncio.open_connection(host, port, ssl=self._tls, limit=2 * READ_BYTES)
        reader, writer = await asyncio.wait_for(connecting, CONNECT_S)
        try:
            inbox = wire.Inbox(self._version, PAYLOAD_BYTES_MAX)
            try:
                await asyncio.wait_for(self._open(reader, writer, inbox), ANSWER_S)
            except (TimeoutError, EOFError):  # an old broker may hang up, or say nothing at all
                self._version = 4 if self._version == 5 else 5
                raise
            backoff.good()
            self._node.intake.link(self._feed.feed, "connected", self._feed.mqtt, self._node.clock.now_ms())
            async with asyncio.TaskGroup() as tasks:
                alive = tasks.create_task(self._keep_alive(writer))
                telling = tasks.create_task(self._tell(writer))
                try:
                    await self._read(reader, writer, inbox)
                finally:
                    alive.cancel()
                    telling.cancel()
        except* (OSError, EOFError, Unavailable) as group:
            raise group.exceptions[0] from None
        finally:
            with contextlib.suppress(OSError):
                writer.write(wire.GOODBYE)
                writer.close()

    async def _open(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, inbox: wire.Inbox) -> None:
        """CONNECT and SUBSCRIBE. Raises Unavailable if the broker will not have us."""
        name = f"safeconduct-{self._node.config.party}-{self._feed.feed}"
        writer.write(wire.connect(self._version, name, _KEEPALIVE_S, self._feed.user, self._password()))
        answer = await self._packet(reader, inbox, wire.CONNACK)
        if wire.is_old_broker(answer):
            self._version = 4 if self._version == 5 else 5
        self._demand(answer)
        writer.write(wire.subscribe(self._version, self._feed.topic))
        self._demand(await self._packet(reader, inbox, wire.SUBACK))

    async def _packet(self, reader: asyncio.StreamReader, inbox: wire.Inbox, kind: int) -> wire.Packet:
        while True:
            while inbox.packets:
                if (packet := inbox.packets.pop(0)).kind == kind:
                    return packet
            inbox.feed(await _some(reader))

    @staticmethod
    def _demand(answer: wire.Packet) -> None:
        if (why := wire.refusal(answer)) is not None:
            raise Unavailable(
                f"the broker refuses: {why}", "see the feed's user, password_file and topic in node.toml"
            )

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, inbox: wire.Inbox) -> None:
        """Until the connection ends. While one batch is written the next one waits in the socket: that is the
        brake."""
        while True:
            if not (inbox.messages or inbox.too_big):
                inbox.feed(await asyncio.wait_for(_some(reader), 2 * _KEEPALIVE_S))
            await self._gather(reader, inbox)
            for packet in inbox.packets:
                if packet.kind == wire.DISCONNECT:
                    raise Unavailable("the broker says goodbye", "look at the broker's own log")
            inbox.packets.clear()
            acks, inbox.too_big = inbox.too_big, []
            for _ in acks:
                said = f"a message of more than {PAYLOAD_BYTES_MAX} bytes was passed over"
                self._reception.refuse(FeedError("too-big", said))
            messages = inbox.take()
            await self._commit(messages)
            writer.write(b"".join([*acks, *(each.ack for each in messages)]))
            await writer.drain()

    async def _gather(self, reader: asyncio.StreamReader, inbox: wire.Inbox) -> None:
        """All that follows close behind."""
        ends = asyncio.get_running_loop().time() + BATCH_S
        while len(inbox.messages) < BATCH_MAX and (left_s := ends - asyncio.get_running_loop().time()) > 0:
            try:
                inbox.feed(await asyncio.wait_for(_some(reader), left_s))
            except TimeoutError:
                return

    async def _commit(self, messages: list[wire.Delivered]) -> None:
        arrived = [Arrived(each.payload, each.topic) for each in messages]
        while arrived:
            try:
                for result in await self._reception.take(arrived):
                    self._confirm(result.receipts)
                return
            except DiskFull:  # not acknowledged, so the broker keeps it too
                await asyncio.sleep(1.0)

    def _confirm(self, receipts: tuple[Receipt, ...]) -> None:
        """Tell phones that called for help that we know."""
        for each in receipts if self._feed.kind == "owntracks" else ():
            said = owntracks_out.receipt(each.alert, each.record)
            self._node.commands.tell(self._feed.kind, DeviceId(each.told), said)

    async def _keep_alive(self, writer: asyncio.StreamWriter) -> None:
        while True:
            await asyncio.sleep(_KEEPALIVE_S / 2)
            writer.write(wire.PING)
            await writer.drain()

    async def _tell(self, writer: asyncio.StreamWriter) -> None:
        """Commands to devices, as soon as there are any."""
        told = self._node.commands.listen(self._feed.kind)
        try:
            while True:
                for device in list(self._node.commands.waiting(self._feed.kind)):
                    topic = self._reception.topics.get(device)
                    if topic is not None:
                        for payload in self._node.commands.take(self._feed.kind, device):
                            writer.write(self._command(f"{topic}/cmd", payload, str(device)))
                await writer.drain()
                await told.wait()
                told.clear()
        finally:
            self._node.commands.leave(self._feed.kind, told)

    def _command(self, topic: str, payload: bytes, device: str) -> bytes:
        self._packet_id = self._packet_id % 65_535 + 1
        known = self._node.truth.state.of(DEVICES).of(self._node.config.party)
        for each in known:
            if (str(each.enrolled.device), each.enrolled.proof) == (device, "encryption"):
                secret = self._node.secrets.get(self._feed.kind, each.enrolled.device)
                payload = owntracks_out.encrypted(payload, secret, os.urandom(24)) if secret else payload
        return wire.publish(self._version, topic, payload, self._packet_id)

    def _password(self) -> bytes:
        if not self._feed.password_file:
            return b""
        try:
            return (self._node.folder.root / self._feed.password_file).read_bytes().strip()
        except OSError as error:
            raise Unavailable(f"the broker's password cannot be read: {error}", "see password_file") from error


async def _some(reader: asyncio.StreamReader) -> bytes:
    data = await reader.read(READ_BYTES)
    if not data:
        raise EOFError("the connection was closed")
    return data
