"""Another configuration while the watch runs: a ring is drawn anew, a movement gets its next corridor."""

from dataclasses import replace
from typing import Final

import msgspec

from safeconduct.records.units import AssetId

from .config import WatchConfig
from .evidence import change, placed_again
from .exchange import lifted
from .ground import MARK, Former, Ground, prepare
from .memory import Step, Watch
from .step import step
from .track import Change, Track
from .turn import Turn

_JUDGED_BY: Final = ("dwell_ms", "silence_ms", "asset_class", "expected_ms", "sees")
FORMERS_MAX: Final = 16
"""So many former grounds are known, if observations may still be that late."""


def reconfigure(state: Watch, config: WatchConfig, now_ms: int) -> Step:
    """After `now_ms` the watch follows `config`. What fell due before falls by the old one.

    Who is in a zone that is removed, or outside its new outline by the last position, has left it now; who is
    inside a new outline has entered it now. Late observations are placed in the zones of their own time, so that
    the order in which they come changes nothing; the rules about pairs and routes are those of now. A limit that
    has become shorter than a stay already is falls due at once, at its own time.
    """
    last = step(lifted(state), (), now_ms)
    state, now_ms = last.state, last.state.now_ms
    serial = state.changes + 1
    old = _pruned(state.ground, _floor_ms(state), FORMERS_MAX)
    former = former_of(old, config, now_ms, serial)
    ground = prepare(config, former or old.former)
    turn = Turn(replace(state, ground=ground, changes=serial, ranks=None), now_ms)
    for name, track in sorted(state.tracks.items()):
        turn.take(name, Change(_placed_anew(track, name, ground, now_ms)))
        if former is not None and _concerns(former, ground, name):
            turn.hear(name, [change(now_ms, serial, former.ended, former.begun)])
    turn.expect(config)
    turn.wait()
    turn.settle()
    new = turn.result([])
    return msgspec.structs.replace(
        new,
        facts=tuple(sorted((*last.facts, *new.facts))),
        refused=last.refused,
        withdrawn=tuple(sorted((*last.withdrawn, *new.withdrawn))),
        confirmed=tuple(sorted((*last.confirmed, *new.confirmed))),
    )


def former_of(old: Ground, config: WatchConfig, now_ms: int, serial: int) -> Former | None:
    """The ground that `config` ends at `now_ms`; None: nothing that places or stays are judged by is different."""
    before = old.config
    outlines = {zone.zone: (zone.outline, zone.holes) for zone in before.zones}
    drawn = frozenset(zone.zone for zone in config.zones)
    moving = frozenset(rule.zone for rule in before.moving) - {rule.zone for rule in config.moving}
    other = frozenset(z for z in drawn if before.hours.get(z) != config.hours.get(z))
    shut = frozenset(z for z in other if z in config.hours and not config.hours[z].is_open(now_ms))
    ended = (old.drawn | moving) - drawn | shut
    begun = frozenset(z.zone for z in config.zones if outlines.get(z.zone) != (z.outline, z.holes)) | other
    if not ended and not begun and all(getattr(before, key) == getattr(config, key) for key in _JUDGED_BY):
        return None
    return Former(old, now_ms, serial, ended, begun - shut)


def _concerns(former: Former, ground: Ground, name: str) -> bool:
    """Whether anything about this thing may be judged otherwise from now on."""
    before, after = former.ground.config, ground.config
    if former.ended or former.begun or (before.dwell_ms, before.sees) != (after.dwell_ms, after.sees):
        return True
    expected = [each.expected_ms.get(AssetId(name)) for each in (before, after)]
    return expected[0] != expected[1] or former.ground.silence_ms(name) != ground.silence_ms(name)


def _placed_anew(track: Track, name: str, ground: Ground, now_ms: int) -> Track:
    """What is held of devices whose clocks are ahead, by what is in force at their time."""
    if not track.held or track.held[-1].t_ms <= now_ms:
        return track
    held = (placed_again(e, ground, MARK in name) if e.t_ms > now_ms else e for e in track.held)
    return msgspec.structs.replace(track, held=tuple(held))


def _floor_ms(state: Watch) -> int:
    """No observation that is older can still be put in its place."""
    held = (track.held[0].t_ms for track in state.tracks.values() if track.held)
    waits = max((track.lateness_ms for track in state.tracks.values()), default=0)
    return min(state.now_ms - max(waits, state.ground.config.lateness_ms), *held, state.now_ms)


def _pruned(ground: Ground, floor_ms: int, left: int) -> Ground:
    """The same, without the former grounds that nothing is judged by any more."""
    former = ground.former
    if former is None:
        return ground
    if former.until_ms < floor_ms or left == 0:
        return replace(ground, former=None)
    kept = _pruned(former.ground, floor_ms, left - 1)
    return ground if kept is former.ground else replace(ground, former=replace(former, ground=kept))
