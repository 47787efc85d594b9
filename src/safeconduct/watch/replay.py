"""History once more: all observations at hand, the clock run on to a given time."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np

from safeconduct.records.observation import Alert, Observation, Position
from safeconduct.records.units import Ms
from safeconduct.state.fact import Arg, Fact

from . import alert
from .config import WatchConfig
from .ground import prepare
from .memory import Step
from .step import begin, step

_MANY: Final = 50_000
"""From so many observations on the kernel judges what it can: to load it takes a second."""
PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "entered": ("asset", "zone"),
    "left": ("asset", "zone"),
    "dwelling": ("asset", "zone", "since_ms"),
    "silent": ("asset",),
    "reporting": ("asset",),
    "blind": ("sensor",),
    "seeing": ("sensor",),
    "off_corridor": ("movement", "asset", "distance_m"),
    "on_corridor": ("movement", "asset"),
    "covered": ("zone", "sector"),
    "uncovered": ("zone", "sector"),
    "separated": ("movement", "leader", "follower", "distance_m"),
    "together": ("movement", "leader", "follower"),
    "came_near": ("movement", "asset", "distance_m"),
    "went_far": ("movement", "asset", "distance_m"),
    "approached": ("movement", "asset", "distance_m"),
    "receded": ("movement", "asset", "distance_m"),
    "halted": ("movement", "asset", "since_ms"),
    "moved_on": ("movement", "asset"),
    "reached": ("movement", "asset", "checkpoint"),
    "late": ("movement", "asset", "checkpoint"),
    "behind": ("movement", "asset", "checkpoint", "eta_ms"),
    "caught_up": ("movement", "asset"),
    "speeding": ("asset", "zone", "kmh"),
    "slowed": ("asset", "zone"),
    "distress": ("asset",),
    "distress_over": ("asset",),
    "tampered": ("asset",),
    "joined": ("asset", "kept"),
    "parted": ("asset", "kept"),
}
"""What the arguments of each fact are, in order."""


def replay(config: WatchConfig, history: Sequence[Observation], until_ms: Ms) -> Step:
    """What a watch that had all of `history` (in any order) would hold for true at `until_ms`.

    Observations after `until_ms` are left out. Jumps are believed: a history has been looked at before.
    """
    believing = msgspec.structs.replace(config, speed_kmh_max=None)
    told = [seen for seen in history if seen.t_ms <= until_ms]
    swift = swiftly(believing, told, until_ms) if len(told) >= _MANY else None
    found = swift or step(begin(believing), told, until_ms)
    called = [each for each in told if isinstance(each, Alert)]
    called.sort(key=lambda each: (each.t_ms, each.asset, each.alert))
    alerts = alert.told(called, (), {})
    return msgspec.structs.replace(found, facts=tuple(sorted((*found.facts, *alerts)))) if alerts else found


def swiftly(config: WatchConfig, history: Sequence[Observation], until_ms: Ms) -> Step | None:
    """The same by columns, in a fraction of the time; None where the history or the configuration needs `step`.

    The step's state is that of a watch that has seen nothing.
    """
    from . import columns, kernel  # here and not above: a node that never replays need not load it

    ground = prepare(config)
    positions = [seen for seen in history if isinstance(seen, Position)]
    if not config.is_plain or len(positions) != len(history):
        return None
    if not ground.is_by_null_island:
        positions = [seen for seen in positions if seen.lat_e7 or seen.lon_e7]
    if len(positions) != len(history):
        return None
    assets = sorted({seen.asset for seen in positions})
    number = {asset: at for at, asset in enumerate(assets)}
    rows = np.array(
        [(number[seen.asset], seen.t_ms, seen.lat_e7, seen.lon_e7, columns.detail_of(seen)) for seen in positions],
        dtype=np.int64,
    )
    batch = columns.Columns(*np.ascontiguousarray(rows.T)).in_order()
    limits = [ground.silence_ms(name) for name in assets]
    silence = np.array([-1 if limit is None else limit for limit in limits], dtype=np.int64)
    found = kernel.advance(kernel.muster(ground, silence), batch, until_ms).facts
    return Step(begin(config), tuple(sorted(found.named(ground, assets))))


def to_line(fact: Fact, names: Mapping[str, str] | None = None) -> bytes:
    """A fact as one line of JSON: `{"t_ms":…,"fact":"entered","asset":…,"zone":…}`, without the line's end.

    names: the source's own names of assets, where they differ from ours.
    """
    row: dict[str, Arg] = {"t_ms": fact.t_ms, "fact": fact.name}
    for parameter, value in zip(PARAMETERS[fact.name], fact.args, strict=True):
        row[parameter] = (names or {}).get(str(value), value) if parameter == "asset" else value
    return msgspec.json.encode(row)
