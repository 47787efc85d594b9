"""Feeds over MQTT 3.1.1. A message is acknowledged to the broker only when it is durable here: after a crash the
broker sends it again."""

import asyncio
import logging
from typing import Any, Final
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from safeconduct.feeds import FEEDS, FeedError, Message, Names, frigate
from safeconduct.node.config import Feed
from safeconduct.node.disk import DiskFull
from safeconduct.node.node import Node
from safeconduct.node.vigil import Join
from safeconduct.records.observation import Observation

BATCH_MAX: Final = 1_000
BATCH_S: Final = 0.02
"""A batch is logged when it is full or this old: one durable write for all of it."""
_QUEUE_MAX: Final = 10_000
_log: Final = logging.getLogger("safeconduct.mqtt")


class MqttFeed:
    """One feed's connection. paho's thread receives, this node's loop decodes and commits."""

    def __init__(self, node: Node, feed: Feed) -> None:
        self._node = node
        self._feed = feed
        self._names = Names(feed.zones, feed.cameras)
        self._queue: asyncio.Queue[mqtt.MQTTMessage] = asyncio.Queue(_QUEUE_MAX)
        self._loop = asyncio.get_running_loop()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"safeconduct-{node.config.party}-{feed.feed}",
            clean_session=False,
            manual_ack=True,
        )
        self._client.on_connect = self._subscribe
        self._client.on_message = self._receive
        self._client.on_disconnect = self._lost

    async def run(self) -> None:
        """Connect, and again whenever the broker goes away; decode and commit until cancelled."""
        address = urlsplit(self._feed.mqtt)
        self._client.reconnect_delay_set(1, 15)
        self._client.connect_async(address.hostname or "127.0.0.1", address.port or 1883, keepalive=30)
        self._client.loop_start()
        try:
            while True:
                await self._take(await self._batch())
        finally:
            self._client.disconnect()
            self._client.loop_stop()

    async def _batch(self) -> list[mqtt.MQTTMessage]:
        """At least one message, and all that follow close behind."""
        batch = [await self._queue.get()]
        await asyncio.sleep(BATCH_S)
        while len(batch) < BATCH_MAX and not self._queue.empty():
            batch.append(self._queue.get_nowait())
        return batch

    async def _take(self, batch: list[mqtt.MQTTMessage]) -> None:
        observations: list[Observation] = []
        joins: list[Join] = []
        now_ms = self._node.clock.now_ms()
        for received in batch:
            try:
                message = Message(bytes(received.payload), now_ms, received.topic)
                observations += FEEDS[self._feed.kind](message, self._names)
                if self._feed.kind == "frigate" and (joined := frigate.same_asset(message)) is not None:
                    joins.append(joined)
            except FeedError as error:
                self._node.intake.refuse(self._feed.feed, error.reason)
        while observations or joins:
            try:
                await self._node.observe(self._feed.feed, observations, joins)
                break
            except DiskFull:  # not acknowledged, so the broker keeps it too
                await asyncio.sleep(1.0)
        for received in batch:
            self._client.ack(received.mid, received.qos)

    def _subscribe(self, client: mqtt.Client, *_: Any) -> None:
        client.subscribe(self._feed.topic, qos=1)

    def _lost(self, *_: Any) -> None:
        _log.warning("%s: the broker is gone; trying again", self._feed.feed)

    def _receive(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        """In paho's thread. Waiting here is the brake: the broker keeps what we cannot take yet."""
        asyncio.run_coroutine_threadsafe(self._queue.put(message), self._loop).result()
