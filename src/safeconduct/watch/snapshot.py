"""The watch as bytes and back, so that a restart forgets nothing.

Only what cannot be worked out again is kept: for each thing its settled stand and the evidence held since.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from immutables import Map

from safeconduct.errors import BadInput
from safeconduct.records.observation import Observation
from safeconduct.records.units import ZoneId

from .config import WatchConfig
from .evidence import Evidence, Kind, Order, placed_again
from .exchange import lifted
from .ground import MARK, Ground, prepare
from .memory import Watch
from .reconfigure import former_of
from .stand import Stand
from .track import Track, rerun
from .turn import Turn

VERSION: Final = 4


class SnapshotUnreadable(BadInput):
    """The bytes are not a snapshot of this version."""

    next_step = "delete the snapshot: the watch starts again from the observations that the log holds"


class _Held(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    kind: Kind
    order: Order
    seen: Observation | None
    ended: tuple[ZoneId, ...]
    begun: tuple[ZoneId, ...]


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    name: str
    settled: Stand
    settled_to: Order
    held: tuple[_Held, ...]
    lateness_ms: int
    sure_ms: int


class _Former(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    config: WatchConfig
    until_ms: int
    serial: int


class _Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    version: int
    now_ms: int
    changes: int
    same: tuple[tuple[str, str], ...]
    formers: tuple[_Former, ...]
    """What was in force before, oldest first."""
    rows: tuple[_Row, ...]


_DECODER: Final = msgspec.msgpack.Decoder(_Snapshot)


def to_bytes(state: Watch) -> bytes:
    """Same state, same bytes."""
    state = lifted(state)
    rows = tuple(
        _Row(
            name,
            track.settled,
            track.settled_to,
            tuple(_keep(evidence) for evidence in track.held),
            track.lateness_ms,
            track.sure_ms,
        )
        for name, track in sorted(state.tracks.items())
    )
    same = tuple(sorted(state.same.items()))
    return msgspec.msgpack.encode(
        _Snapshot(VERSION, state.now_ms, state.changes, same, _formers(state.ground), rows)
    )


def from_bytes(config: WatchConfig, snapshot: bytes) -> Watch:
    """The watch as it was, if `config` is what it was. Raises SnapshotUnreadable."""
    try:
        kept = _DECODER.decode(snapshot)
    except msgspec.DecodeError as error:
        raise SnapshotUnreadable(f"the snapshot of the watch cannot be read: {error}") from error
    if kept.version != VERSION:
        raise SnapshotUnreadable(f"the snapshot has version {kept.version}, this program reads {VERSION}")
    ground = _grounds(kept.formers, config)
    empty = Watch(ground, now_ms=kept.now_ms, changes=kept.changes, same=Map(dict(kept.same)))
    turn = Turn(empty, kept.now_ms)
    for row in kept.rows:
        held = tuple(_placed(item, ground, MARK in row.name) for item in row.held)
        track = Track(row.settled, row.settled_to, held, lateness_ms=row.lateness_ms, sure_ms=row.sure_ms)
        turn.take(row.name, rerun(track, row.name, ground, kept.now_ms))
    turn.expect(config)
    return turn.result([]).state


def _keep(evidence: Evidence) -> _Held:
    ended, begun = (tuple(sorted(zones)) for zones in (evidence.ended, evidence.begun))
    return _Held(evidence.kind, evidence.order, evidence.seen, ended, begun)


def _placed(kept: _Held, ground: Ground, is_pair: bool) -> Evidence:
    zones = frozenset(kept.ended), frozenset(kept.begun)
    evidence = Evidence(kept.order, kept.kind, kept.seen, ended=zones[0], begun=zones[1])
    return placed_again(evidence, ground, is_pair)


def _formers(ground: Ground) -> tuple[_Former, ...]:
    found = [_Former(each.ground.config, each.until_ms, each.serial) for each in ground.changes(-1)]
    return tuple(reversed(found))


def _grounds(formers: Sequence[_Former], config: WatchConfig) -> Ground:
    """What is in force, with what was before."""
    configs = [*(each.config for each in formers), config]
    ground = prepare(configs[0])
    for each, after in zip(formers, configs[1:], strict=True):
        ground = prepare(after, former_of(ground, after, each.until_ms, each.serial))
    return ground
