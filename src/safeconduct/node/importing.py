"""Files of positions that an officer brings: a logger's track, an export of another system."""

import asyncio
from typing import Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.feeds import FEEDS, PAYLOAD_BYTES_MAX, FeedError, Message, Names
from safeconduct.records.observation import Observation, SensorState
from safeconduct.records.units import AssetId, FeedId, Ms

from .node import Node

_CHUNK: Final = 10_000


class Imported(msgspec.Struct, frozen=True):
    """What a file brought: observations read, and how many of them the watch refused, by reason."""

    feed: FeedId
    observations: int
    assets: tuple[str, ...]
    from_ms: Ms
    to_ms: Ms
    refused: dict[str, int]


async def take_file(node: Node, kind: str, content: bytes, asset: AssetId | None) -> Imported:
    """Read the whole file, then take it; a file with one bad place changes nothing. Raises FeedError with the
    place.

    Files may tell of the past, so nothing is too old. Their order within the file does not matter.
    """
    asset = None if asset is None else _asset(asset)
    message = Message(content, node.clock.now_ms(), asset=asset)
    seen = await asyncio.to_thread(_read, kind, message)
    if not seen:
        raise BadInput("the file holds no position", next_step="routes and waypoints are plans: import tracks")
    feed = FeedId(f"{kind}-file")
    before = dict(node.intake.feeds[feed].refused) if feed in node.intake.feeds else {}
    for start in range(0, len(seen), _CHUNK):
        await node.observe(feed, seen[start : start + _CHUNK])
    now = node.intake.feeds[feed].refused
    refused = {reason: count - before.get(reason, 0) for reason, count in now.items()}
    times = [each.t_ms for each in seen]
    names = {str(each.sensor if isinstance(each, SensorState) else each.asset) for each in seen}
    changed = {reason: count for reason, count in refused.items() if count}
    return Imported(feed, len(seen), tuple(sorted(names)), min(times), max(times), changed)


def _read(kind: str, message: Message) -> list[Observation]:
    if kind != "nmea":
        return sorted(FEEDS[kind](message, Names()), key=lambda each: each.t_ms)
    seen: list[Observation] = []
    for number, line in enumerate(message.payload.splitlines(), start=1):  # one line a payload, as over TCP
        try:
            part = msgspec.structs.replace(message, payload=line[: PAYLOAD_BYTES_MAX + 1])
            seen += FEEDS[kind](part, Names())
        except FeedError as error:
            if error.reason not in (
                "no-fix",
                "checksum",
            ):  # a receiver that starts up, a damaged line: usual in logs
                raise FeedError(error.reason, str(error), where=f"line {number}") from error
    return seen


def _asset(name: str) -> AssetId:
    try:
        return msgspec.convert(name, AssetId)
    except msgspec.ValidationError as error:
        raise BadInput(str(error), next_step="ids are short, lower case, without spaces") from error
