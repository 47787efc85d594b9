"""MQTT out of a real mosquitto: a backlog of messages at least once, taken and acknowledged by us and by paho.

Both begin with a session that the broker has kept, so that the sender costs nothing while we measure. The broker
is told not to hold back (max_inflight_messages 0): by its default of twenty it is what is measured, not the client.
"""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from safeconduct.errors import Unavailable
from safeconduct.feeds import FEEDS, Message, Names
from safeconduct.node.config import Feed
from safeconduct.node.founding import Founding, found
from safeconduct.node.node import Node
from safeconduct.node.transports import mqtt_wire as wire
from safeconduct.node.transports.mqtt import MqttFeed
from safeconduct.records.units import FeedId, Ms

from .report import Aim, Figure, Run

TOPIC: Final = "owntracks/kim/phone"
PAYLOAD: Final = b'{"_type":"location","tst":1790000000,"lat":60.17,"lon":24.945,"acc":5,"vel":40,"tid":"kp"}'
_SETTINGS: Final = "allow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\npersistence false\n"
_WINDOW: Final = 500
_PATIENCE_S: Final = 120.0


def measure(run: Run) -> Iterator[Figure]:
    """All figures. Raises Unavailable without mosquitto."""
    yield from intake(run)
    yield _decoded(20_000 if run.is_quick else 100_000)


def intake(run: Run) -> Iterator[Figure]:
    """Figures of intake. Raises Unavailable without mosquitto."""
    count = 20_000 if run.is_quick else 100_000
    with _Broker(run.scratch) as broker:
        rivals: dict[str, Callable[[_Broker, int], float]] = {"ours": _Ours(run.scratch).take, "paho": _by_paho}
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in rivals}
        for _ in range(run.rounds):
            for name, take in rivals.items():
                before_s = time.process_time()
                wall_s = take(broker, count)
                took[name].append((count / wall_s, count / max(1e-9, time.process_time() - before_s)))
    rate = {name: median(each[0] for each in found) for name, found in took.items()}
    by_cpu = {name: median(each[1] for each in found) for name, found in took.items()}
    bound = f"for each second of our own processor {by_cpu['ours']:,.0f}, of paho's {by_cpu['paho']:,.0f}"
    against = {"paho": rate["ours"] / rate["paho"]}
    yield Figure("MQTT messages taken and acknowledged, beside mosquitto", rate["ours"], "/s", against, bound)
    name = "MQTT messages for each second of processor"
    against = {"paho": by_cpu["ours"] / by_cpu["paho"]}
    bound = "the broker shares the machine, not this figure"
    yield Figure(name, by_cpu["ours"], "/s", against, bound, Aim("at least", 4 * by_cpu["paho"]))


def _decoded(count: int) -> Figure:
    """OwnTracks messages from bytes to observations."""
    message = Message(PAYLOAD, Ms(1_790_000_000_000), TOPIC)
    names = Names()
    start = time.perf_counter()
    for _ in range(count):
        FEEDS["owntracks"](message, names)
    return Figure("OwnTracks messages decoded one by one", count / (time.perf_counter() - start), "/s")


class _Broker:
    """mosquitto on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self._config = folder / "mosquitto.conf"
        program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
        if program is None:
            raise Unavailable("there is no mosquitto here", "install it: apt-get install mosquitto")
        self._program = program
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def __enter__(self) -> "_Broker":
        self._config.write_text(f"listener {self.port} 127.0.0.1\n{_SETTINGS}", encoding="ascii")
        self._process = subprocess.Popen([self._program, "-c", str(self._config)], stderr=subprocess.DEVNULL)
        ends = time.monotonic() + 10
        while time.monotonic() < ends:
            try:
                self.connect("probe", 4).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise Unavailable("mosquitto does not answer", "run it by hand and look at what it says")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)

    def connect(self, client: str, version: wire.Version) -> socket.socket:
        """A connection with that name; its session is kept when it closes."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(wire.connect(version, client, 60))
        connection.recv(1_000)
        return connection

    def fill(self, client: str, version: wire.Version, count: int) -> None:
        """Let so many messages wait for that client."""
        with self.connect(client, version) as waiting:
            waiting.sendall(wire.subscribe(version, "owntracks/#"))
            waiting.recv(1_000)
            waiting.sendall(wire.GOODBYE)
        with self.connect("sender", 4) as sender:
            for start in range(0, count, _WINDOW):
                packets = [
                    wire.publish(4, TOPIC, PAYLOAD, number + 1) for number in range(min(_WINDOW, count - start))
                ]
                sender.sendall(b"".join(packets))
                left = 4 * len(packets)
                while left:
                    left -= len(sender.recv(left))
            sender.sendall(wire.GOODBYE)


class _Counting(MqttFeed):
    """The transport as it is, with a counter in place of the log."""

    left: int = 0

    async def _commit(self, messages: list[wire.Delivered]) -> None:
        self.left -= len(messages)
        if self.left <= 0:
            raise _Done


class _Done(Exception):
    pass


class _Ours:
    def __init__(self, folder: Path) -> None:
        root = folder / "node"
        wanted: dict[str, Any] = {"party": "host", "name": "Host", "names": {}, "accord": "joint", "port": 8443}
        key = folder / "host.key"
        found(Founding(root=root, host="127.0.0.1", officer="Founder", key=key, passphrase=None, **wanted))
        self._node = Node(root)

    def take(self, broker: _Broker, count: int) -> float:
        """Seconds from connecting until the last message is there."""
        broker.fill("safeconduct-host-phones", 5, count)
        return asyncio.run(self._drain(broker, count))

    async def _drain(self, broker: _Broker, count: int) -> float:
        feed = Feed(FeedId("phones"), "owntracks", mqtt=f"mqtt://127.0.0.1:{broker.port}", topic="owntracks/#")
        receiver = _Counting(self._node, feed)
        receiver.left = count
        start = time.perf_counter()
        with contextlib.suppress(_Done, BaseExceptionGroup):
            await asyncio.wait_for(receiver.run(), _PATIENCE_S)
        return time.perf_counter() - start


def _by_paho(broker: _Broker, count: int) -> float:
    broker.fill("paho", 4, count)
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="paho", clean_session=False)
    left = count

    def receive(_client: paho.Client, _data: object, _message: paho.MQTTMessage) -> None:
        nonlocal left
        left -= 1
        if not left:
            client.disconnect()

    client.on_message = receive
    start = time.perf_counter()
    client.connect("127.0.0.1", broker.port)
    client.loop_forever()
    return time.perf_counter() - start
