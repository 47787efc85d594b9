"""Everything as of one moment, now or earlier: the one place that answers about the past are made from."""

import asyncio
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.observation import Position
from safeconduct.records.units import AssetId, Ms
from safeconduct.state.model import State
from safeconduct.watch.reduce import GROUND, Ground, with_late

from .node import Node
from .observed import Observed, Stretch
from .sight import Blind

BACK_MS: Final = 1_800_000
"""An asset is shown where it was last heard, unless that is longer ago."""
_TRAIL_MS: Final = 600_000
_TRAIL_MAX: Final = 40


class Moment(msgspec.Struct, frozen=True):
    """What a room can see of one moment."""

    t_ms: Ms
    state: State
    """What all logs said by then."""
    ground: Ground
    """Who was in which zone; of the past with what was logged only later."""
    positions: Mapping[AssetId, Position]
    """Of our own feeds. What others share is shown and not kept: it is in no past."""
    sectors: Sequence[Blind]
    trails: Mapping[AssetId, Sequence[Position]] = {}
    is_past: bool = False
    one_in: int = 1
    """Of so many positions one was read: there are too many to show all."""
    missing: int = 0
    """Batches near it whose content is erased by its date."""


def live(node: Node) -> Moment:
    """Now."""
    state, vigil = node.truth.state, node.vigil
    sectors = vigil.sight.sectors(vigil.watch)
    return Moment(node.clock.now_ms(), state, state.of(GROUND), vigil.positions, sectors)


class Past:
    """Of one node. Asked one thing at a time, so that looking back never takes more than a bounded memory."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._observed = Observed(node.truth, node.blobs, node.vigil.history)
        self._lock = asyncio.Lock()

    async def at(self, t_ms: Ms) -> Moment:
        """That moment. Raises BadInput for what is not past."""
        node = self._node
        if not 0 < t_ms <= node.clock.now_ms():
            raise BadInput("that moment is not past", next_step="choose a time before now, UTC milliseconds")
        async with self._lock:
            past = node.truth.fold.as_of(t_ms)
            refused = node.truth.state.refused
            late = [each for each in past.since if each.entry.id not in refused]
            ground = with_late(past.state.of(GROUND), late, t_ms)
            sources = self._observed.sources(t_ms - BACK_MS, t_ms)
            stretches = [await asyncio.to_thread(self._observed.read, source) for source in sources]
        trails = _trails(stretches, t_ms)
        return Moment(
            t_ms=t_ms,
            state=past.state,
            ground=ground,
            positions={asset: mine[-1] for asset, mine in trails.items()},
            sectors=node.vigil.sight.sectors_then(past.state, ground),
            trails={asset: _newest(mine, t_ms) for asset, mine in trails.items()},
            is_past=True,
            one_in=max(each.one_in for each in stretches),
            missing=sum(each.missing for each in stretches),
        )


def _trails(stretches: Sequence[Stretch], t_ms: int) -> dict[AssetId, list[Position]]:
    """Of each asset that was heard: its positions up to then, in order of time."""
    found: dict[AssetId, list[Position]] = {}
    for stretch in stretches:
        for asset, mine in stretch.positions.items():
            told = mine[: bisect_right(mine, t_ms, key=lambda each: each.t_ms)]
            fresh = [each for each in told if each.t_ms > t_ms - BACK_MS]
            if fresh:
                found.setdefault(asset, []).extend(fresh)
    return found


def _newest(mine: Sequence[Position], t_ms: int) -> Sequence[Position]:
    """The trail that is drawn."""
    return [each for each in mine if each.t_ms > t_ms - _TRAIL_MS][-_TRAIL_MAX:]
