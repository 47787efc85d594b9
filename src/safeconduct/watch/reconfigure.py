"""Another configuration while the watch runs: a ring is drawn anew, a movement gets its next corridor."""

from dataclasses import replace

import msgspec

from .config import WatchConfig
from .evidence import change
from .exchange import lifted
from .ground import prepare
from .memory import Step, Watch
from .step import step
from .track import Change
from .turn import Turn


def reconfigure(state: Watch, config: WatchConfig, now_ms: int) -> Step:
    """From `now_ms` on the watch follows `config`. What fell due before falls by the old one.

    Who is in a zone that is removed, or outside its new outline by the last position, has left it now; who is
    inside a new outline has entered it now. Late observations are placed on the new ground. A limit that has become
    shorter than a stay already is falls due at once, at its own time.
    """
    last = step(lifted(state), (), now_ms)
    old, ground = last.state.ground, prepare(config)
    outlines = {zone.zone: (zone.outline, zone.holes) for zone in old.config.zones}
    moving = frozenset(rule.zone for rule in old.config.moving) - {rule.zone for rule in config.moving}
    ended = (old.drawn | moving) - ground.drawn
    begun = frozenset(z.zone for z in config.zones if outlines.get(z.zone) != (z.outline, z.holes))
    serial = last.state.changes + 1
    turn = Turn(replace(last.state, ground=ground, changes=serial, ranks=None), last.state.now_ms)
    for name, track in sorted(last.state.tracks.items()):
        if ended or begun:
            turn.hear(name, [change(last.state.now_ms, serial, ended, begun)])
        else:
            turn.take(name, Change(track))
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
