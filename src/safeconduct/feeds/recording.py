"""What a feed sent, kept in a file: a whole file of its own format, or one message a line."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from safeconduct.records.observation import Observation, SensorState
from safeconduct.records.units import AssetId, Ms, SensorId

from . import FEEDS, frigate
from .message import FeedError, Message, Names, file_bounded

_WHOLE: Final = frozenset({"batch", "csv", "geojson", "gpx"})
"""Formats that are files; one bad place refuses the file."""


class BadLine(msgspec.Struct, frozen=True):
    """A message that was not read: its line, the reason as the node counts it, and why in words."""

    line: int
    reason: str
    why: str


class _Mqtt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line as `mosquitto_sub -F '%J'` prints it, without what is not used."""

    topic: str
    payload: msgspec.Raw


class _Seen(msgspec.Struct, frozen=True):
    camera: str


class _Event(msgspec.Struct, frozen=True):
    after: _Seen


_EVENT: Final = msgspec.json.Decoder(_Event)
_MQTT: Final = msgspec.json.Decoder(_Mqtt)


def read(
    kind: str, content: bytes, until_ms: Ms, names: Names, asset: AssetId | None
) -> tuple[tuple[Observation, ...], tuple[BadLine, ...]]:
    """All observations of a recorded feed, and the lines that gave none although they should.

    kind: one of FEEDS. asset: whose they are where the format names nobody. Messages that bear no time of their own
    count right after the newest time before them. Raises FeedError for a whole file.
    """
    if kind in _WHOLE:
        return _decode(kind, Message(content, until_ms), names, asset), ()
    messages = list(_messages(file_bounded(content)))
    joins: dict[AssetId, AssetId] = {}
    if kind == "frigate":
        names = msgspec.structs.replace(names, cameras={**_cameras(messages), **names.cameras})
        joins = _joins(messages)
    seen: list[Observation] = []
    bad: list[BadLine] = []
    newest_ms: Ms | None = None
    for line, payload, topic in messages:
        message = Message(payload, until_ms if newest_ms is None else Ms(newest_ms + 1), topic)
        try:
            told = _decode(kind, message, names, asset)
        except FeedError as error:
            bad.append(BadLine(line, error.reason, str(error)))
            continue
        seen += told
        newest_ms = max((each.t_ms for each in told), default=newest_ms)
    return tuple(_joined(each, joins) for each in seen), tuple(bad)


def _joined(seen: Observation, joins: Mapping[AssetId, AssetId]) -> Observation:
    """Under the plate from the start, where the tracker's name became known as one: the history is over."""
    if isinstance(seen, SensorState) or seen.asset not in joins:
        return seen
    return msgspec.structs.replace(seen, asset=joins[seen.asset])


def _decode(kind: str, message: Message, names: Names, asset: AssetId | None) -> tuple[Observation, ...]:
    try:
        return FEEDS[kind](message, names)
    except FeedError as error:
        if error.reason != "no-asset" or asset is None:
            raise
        return FEEDS[kind](msgspec.structs.replace(message, asset=asset), names)


def _messages(content: bytes) -> Iterator[tuple[int, bytes, str]]:
    """(line, payload, topic) of each line that is not empty."""
    for number, line in enumerate(content.splitlines(), 1):
        text = line.strip()
        if not text:
            continue
        try:
            told = _MQTT.decode(text)
        except msgspec.DecodeError:
            yield number, text, ""
            continue
        payload = bytes(told.payload)
        yield (
            number,
            msgspec.json.decode(payload, type=str).encode() if payload[:1] == b'"' else payload,
            told.topic,
        )


def _cameras(messages: Sequence[tuple[int, bytes, str]]) -> dict[str, SensorId]:
    """A recording of cameras is believed about its cameras: each goes by its own name."""
    found: dict[str, SensorId] = {}
    for _, payload, topic in messages:
        parts = topic.split("/")
        if len(parts) == 3 and parts[2] == "status":
            found[parts[1]] = SensorId(parts[1])
        elif parts[-1] == "events":
            with contextlib.suppress(msgspec.DecodeError):
                camera = _EVENT.decode(payload).after.camera
                found[camera] = SensorId(camera)
    return found


def _joins(messages: Sequence[tuple[int, bytes, str]]) -> dict[AssetId, AssetId]:
    """Tracker's names of vehicles whose plate was read later."""
    found: dict[AssetId, AssetId] = {}
    for _, payload, topic in messages:
        with contextlib.suppress(FeedError):
            found |= dict([pair] if (pair := frigate.read(Message(payload, Ms(0), topic))[1]) else [])
    return found
