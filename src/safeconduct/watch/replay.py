"""History once more: all observations at hand, the clock run on to a given time."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from safeconduct.records.observation import Alert, Observation
from safeconduct.records.units import Ms
from safeconduct.state.fact import Arg, Fact

from . import alert
from .config import WatchConfig
from .memory import Step
from .step import begin, step

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
    found = step(begin(believing), told, until_ms)
    called = [each for each in told if isinstance(each, Alert)]
    called.sort(key=lambda each: (each.t_ms, each.asset, each.alert))
    alerts = alert.told(called, (), {})
    return msgspec.structs.replace(found, facts=tuple(sorted((*found.facts, *alerts)))) if alerts else found


def to_line(fact: Fact, names: Mapping[str, str] | None = None) -> bytes:
    """A fact as one line of JSON: `{"t_ms":…,"fact":"entered","asset":…,"zone":…}`, without the line's end.

    names: the source's own names of assets, where they differ from ours.
    """
    row: dict[str, Arg] = {"t_ms": fact.t_ms, "fact": fact.name}
    for parameter, value in zip(PARAMETERS[fact.name], fact.args, strict=True):
        row[parameter] = (names or {}).get(str(value), value) if parameter == "asset" else value
    return msgspec.json.encode(row)
