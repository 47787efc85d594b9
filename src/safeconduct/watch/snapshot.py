"""The watch as bytes and back, so that a restart forgets nothing.

Only what cannot be worked out again is kept: for each thing its settled stand and the evidence held since.
"""

from typing import Final

import msgspec
from immutables import Map

from safeconduct.errors import BadInput
from safeconduct.records.observation import Observation

from .config import WatchConfig
from .evidence import Kind, Order, again
from .ground import prepare
from .stand import Stand
from .step import Watch, resume
from .track import Track, hear

VERSION: Final = 1


class SnapshotUnreadable(BadInput):
    """The bytes are not a snapshot of this version."""

    next_step = "delete the snapshot: the watch starts again from the observations that the log holds"


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    name: str
    settled: Stand
    settled_to: Order
    held: tuple[tuple[Kind, Observation], ...]


class _Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    version: int
    now_ms: int
    rows: tuple[_Row, ...]


_DECODER: Final = msgspec.msgpack.Decoder(_Snapshot)


def to_bytes(state: Watch) -> bytes:
    """Same state, same bytes."""
    rows = tuple(
        _Row(name, track.settled, track.settled_to, tuple((e.kind, e.seen) for e in track.held))
        for name, track in sorted(state.tracks.items())
    )
    return msgspec.msgpack.encode(_Snapshot(VERSION, state.now_ms, rows))


def from_bytes(config: WatchConfig, snapshot: bytes) -> Watch:
    """The watch as it was, if `config` is what it was. Raises SnapshotUnreadable."""
    try:
        kept = _DECODER.decode(snapshot)
    except msgspec.DecodeError as error:
        raise SnapshotUnreadable(f"the snapshot of the watch cannot be read: {error}") from error
    if kept.version != VERSION:
        raise SnapshotUnreadable(f"the snapshot has version {kept.version}, this program reads {VERSION}")
    ground = prepare(config)
    tracks = {}
    for row in kept.rows:
        begun = Track(settled=row.settled, settled_to=row.settled_to, front=row.settled)
        held = [again(kind, seen, ground) for kind, seen in row.held]
        tracks[row.name] = hear(begun, row.name, held, ground, kept.now_ms).track
    return resume(ground, kept.now_ms, Map(tracks))
