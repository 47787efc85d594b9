"""The one way in for every feed: bytes become observations, senders are who they say, and what cannot be used is
counted. Transports know sockets; this knows none."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

import msgspec

from safeconduct.feeds import ENCRYPTED, FEEDS, NAMING, FeedError, Message, Names
from safeconduct.feeds.plausible import Region, flaw, region
from safeconduct.feeds.reading import name as our_name
from safeconduct.records.observation import Alert, AlertKind, Observation, SensorState
from safeconduct.records.positions import Positions
from safeconduct.records.units import AssetId, DeviceId, Digest, Ms, RecordId, SensorId
from safeconduct.site.reduce import SITES
from safeconduct.watch.devices import DEVICES, Device, Devices
from safeconduct.watch.reduce import GROUND

from .bulk import LEAST, Bulk
from .config import Feed
from .intake import Unknown, Why
from .node import Node
from .vigil import Join

_MOVING: Final = frozenset({"cot", "gpsd", "nmea", "osmand", "owntracks", "traccar", "traccar-client"})
"""Feeds whose senders are devices of ours. Cameras, plate readers and gates see others: what they report is named
by its plate, and the feed's own entry in node.toml is what admits them."""


class Arrived(msgspec.Struct, frozen=True):
    """One payload as a transport got it."""

    payload: bytes
    topic: str = ""
    sender: Device | None = None
    """The enrolled device that has proven itself to the transport."""
    secret: bytes | None = None
    """The password that it did so with: some phones encrypt with the same."""


class Receipt(msgspec.Struct, frozen=True):
    """What a device is told that called for help, or called it off: the record in our log, and since when."""

    asset: AssetId
    told: str
    """What the device calls itself."""
    alert: AlertKind
    record: RecordId | None
    """None: a call was called off that is not known."""
    at_ms: Ms


class Result(msgspec.Struct, frozen=True):
    """What became of one payload."""

    refused: FeedError | None = None
    is_quarantined: bool = False
    """A device that nobody has enrolled sent it: it counts for nothing, and is shown."""
    receipts: tuple[Receipt, ...] = ()


_TAKEN: Final = Result()
_CALL_MS: Final = 60_000
"""A call for help that claims to be older is dated by our clock: our log may have promised more already."""


class Reception:
    """One feed's entrance."""

    def __init__(self, node: Node, feed: Feed) -> None:
        self._node = node
        self.feed = feed
        self._names = Names(feed.zones, feed.cameras)
        self._bulk = Bulk(feed, node.intake)
        self._enrolled: tuple[Devices, dict[str, Device]] = (Devices(), {})
        self._near: tuple[object, Region | None] = (None, None)
        self._is_quarantined = False
        self._called: list[tuple[str, Alert]] = []
        """Calls for help in the payload that is being read, each with the device's own name."""
        self.topics: dict[DeviceId, str] = {}
        """Where each enrolled device that reported was heard: for commands back to it."""

    async def take(self, arrived: Sequence[Arrived]) -> list[Result]:
        """Take these, in one durable write. For each: what became of it. Raises DiskFull."""
        observations: list[Observation] = []
        joins: list[Join] = []
        results = [_TAKEN] * len(arrived)
        called: list[tuple[int, str, Alert]] = []
        positions, left = self._read_many(arrived)
        for place in left:
            self._is_quarantined = False
            self._called = []
            try:
                observations += self._read(arrived[place], joins)
                if self._is_quarantined:
                    results[place] = Result(is_quarantined=True)
                called += [(place, told, alert) for told, alert in self._called]
            except FeedError as error:
                self.refuse(error)
                results[place] = Result(error)
        if observations or joins or positions is not None:
            await self._node.observe(self.feed.feed, observations, joins, positions)
        for at, told, alert in called:
            receipts = (*results[at].receipts, self._receipt(told, alert))
            results[at] = msgspec.structs.replace(results[at], receipts=receipts)
        return results

    def _receipt(self, told: str, alert: Alert) -> Receipt:
        call = self._node.truth.state.of(GROUND).calling.get(alert.asset)
        now_ms = self._node.clock.now_ms()
        return Receipt(
            alert.asset, told, alert.alert, call.record if call else None, call.at_ms if call else now_ms
        )

    def _read_many(self, arrived: Sequence[Arrived]) -> tuple[Positions | None, Sequence[int]]:
        """Read those at once that can be; the places of the others."""
        if len(arrived) < LEAST or not self._bulk.is_able:
            return None, range(len(arrived))
        if any(each.sender is not None or each.secret is not None for each in arrived):
            return None, range(len(arrived))
        payloads, topics = [each.payload for each in arrived], [each.topic for each in arrived]
        now_ms = self._node.clock.now_ms()
        positions, left, heard = self._bulk.read(payloads, topics, self._devices(), self._region(), now_ms)
        self.topics |= {device: "/".join(topic.split("/")[:3]) for device, topic in heard.items()}
        return (positions if len(positions.asset) else None), left

    def refuse(self, error: FeedError, count: int = 1) -> None:
        """Count something that could not be used."""
        self._node.intake.refuse(self.feed.feed, error.reason, self._node.clock.now_ms(), str(error), count)

    def _read(self, arrived: Arrived, joins: list[Join]) -> list[Observation]:
        kind = self.feed.kind
        asset = self.feed.asset
        if asset is None and arrived.sender is not None and kind in _MOVING:
            asset = arrived.sender.enrolled.asset
        secret = arrived.secret or self._key(arrived)
        message = Message(arrived.payload, self._node.clock.now_ms(), arrived.topic, asset, secret)
        if kind in NAMING:
            seen, same = NAMING[kind](message, self._names)
            if same and self._node.vigil.is_apart(*same):
                seen = tuple(_told_apart(each, *same) for each in seen)
            else:
                joins += [same] if same else []
        else:
            seen = FEEDS[kind](message, self._names)
        if kind in _MOVING and not self.feed.any_device:
            self._called += [
                (_name(each), each) for each in seen if isinstance(each, Alert) and _name(each) == asset
            ]
            known = [(each,) if _name(each) == asset else self._admitted(each, arrived) for each in seen]
            seen = tuple(each for group in known for each in group)
        return [_in_time(each, message.received_ms) for each in seen if self._is_plausible(each)]

    def _admitted(self, seen: Observation, arrived: Arrived) -> tuple[Observation, ...]:
        """What an enrolled device said, under its asset's name, after what was held of it; else nothing, and
        quarantine."""
        now_ms, kind = self._node.clock.now_ms(), self.feed.kind
        told = _name(seen)
        device = self._devices().get(told)
        why: Why
        if device is None or device.enrolled.asset is None:
            why = "not-enrolled"
        elif not device.holds(now_ms):
            why = "ended"
        elif device.enrolled.proof == "none" or self._is_proven(device, arrived, seen):
            asset = device.enrolled.asset
            if arrived.topic:
                self.topics[device.enrolled.device] = "/".join(arrived.topic.split("/")[:3])
            kept = tuple(_under(asset, each) for each in (*self._node.intake.release(kind, told), seen))
            self._called += [(told, each) for each in kept[-1:] if isinstance(each, Alert)]
            return kept
        else:
            why = "wrong-secret" if device.enrolled.proof == "password" else "not-encrypted"
        self._is_quarantined = True
        held = [seen] if why == "not-enrolled" else []
        self._node.intake.quarantine(self.feed.feed, kind, told, why, now_ms, held)
        return ()

    def _is_proven(self, device: Device, arrived: Arrived, seen: Observation) -> bool:
        """A password is proven to the transport, before. Encryption shows in the payload; a broker's word that a
        phone is off line cannot be encrypted by it."""
        if device.enrolled.proof == "password":
            return False
        is_encrypted = ENCRYPTED.get(self.feed.kind)
        return isinstance(seen, SensorState) or (is_encrypted is not None and is_encrypted(arrived.payload))

    def _is_plausible(self, seen: Observation) -> bool:
        now_ms = self._node.clock.now_ms()
        sender = _name(seen)
        reason: str | None = None if isinstance(seen, Alert) else flaw(seen, self._region(), now_ms)
        if reason is None and self._node.intake.floods.is_flood(self.feed.feed, sender, now_ms):
            reason = "flood"
        if reason is not None:
            self._node.intake.refuse(self.feed.feed, reason, now_ms, f"{sender}, claimed {seen.t_ms}")
        return reason is None

    def _key(self, arrived: Arrived) -> bytes | None:
        """The secret of the device that the topic names, where this node holds one."""
        parts = arrived.topic.strip("/").split("/")
        if len(parts) < 3:
            return None
        return self._node.secrets.get(self.feed.kind, DeviceId(our_name("-".join(parts[1:3]))))

    def _devices(self) -> dict[str, Device]:
        state = self._node.truth.state.of(DEVICES)
        if self._enrolled[0] is not state:
            own = state.of(self._node.config.party)
            names = {each.enrolled.device: each for each in own if each.enrolled.kind == self.feed.kind}
            self._enrolled = (state, {str(name): each for name, each in names.items()})
        return self._enrolled[1]

    def _region(self) -> Region | None:
        sites = self._node.truth.state.of(SITES)
        if self._near[0] is not sites:
            self._near = (sites, region(point for zone in sites.zones() for point in zone.outline))
        return self._near[1]


def proven_by(node: Node, kind: str, user: str, secret: str) -> Device | None:
    """The enrolled device that this password proves; None, and quarantine, if there is none.

    Compares digests in constant time. `user` is what the sender calls itself."""
    now_ms = node.clock.now_ms()
    digest = Digest(hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest())
    try:
        name = DeviceId(our_name(user))
    except FeedError:
        name = DeviceId("nameless")
    device = node.truth.state.of(DEVICES).find(node.config.party, kind, name)
    known = device.enrolled.secret_sha256 if device is not None else None
    if device is not None and known is not None and hmac.compare_digest(known, digest) and device.holds(now_ms):
        return device
    why: Why = "not-enrolled" if device is None else "wrong-secret" if device.holds(now_ms) else "ended"
    feed = feed_of(node, kind).feed
    node.intake.quarantine(feed, kind, name, why, now_ms, secret_sha256=digest if secret else None)
    return None


def feed_of(node: Node, kind: str) -> Feed:
    """The feed of that kind that comes in over HTTP: as node.toml says, or a plain one."""
    found = next((feed for feed in node.config.feeds if feed.kind == kind and feed.is_http), None)
    return found or Feed.over_http(kind)


def quarantined(node: Node) -> list[Unknown]:
    """Who is in quarantine, the last heard first. Who has been enrolled since is not: what is held of it goes in
    with its next report."""
    devices, now_ms = node.truth.state.of(DEVICES), node.clock.now_ms()

    def is_enrolled(each: Unknown) -> bool:
        device = devices.find(node.config.party, each.kind, DeviceId(each.device))
        return each.why in ("not-enrolled", "ended") and device is not None and device.holds(now_ms)

    found = [each for each in node.intake.unknown.values() if not is_enrolled(each)]
    return sorted(found, key=lambda each: (-each.newest_ms, each.kind, each.device))


def _name(seen: Observation) -> str:
    return seen.sensor if isinstance(seen, SensorState) else seen.asset


def _in_time(seen: Observation, now_ms: Ms) -> Observation:
    """A call for help counts whatever the device's clock says: by our own where that cannot be right."""
    if not isinstance(seen, Alert) or now_ms - _CALL_MS <= seen.t_ms <= now_ms:
        return seen
    return msgspec.structs.replace(seen, t_ms=now_ms)


def _told_apart(seen: Observation, other: AssetId, kept: AssetId) -> Observation:
    """Under the tracker's own name: an officer has said that the plate is another vehicle's."""
    is_named = not isinstance(seen, SensorState) and seen.asset == kept
    return _under(other, seen) if is_named else seen


def _under(asset: AssetId, seen: Observation) -> Observation:
    if isinstance(seen, SensorState):
        return msgspec.structs.replace(seen, sensor=SensorId(asset))
    return seen if seen.asset == asset else msgspec.structs.replace(seen, asset=asset)
