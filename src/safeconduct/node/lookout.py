"""What the watch of a node looks at: as sites are drawn, movements stand and clauses are in force."""

from collections.abc import Iterator
from typing import Final

from safeconduct.accord.reduce import ACCORD
from safeconduct.joint.force import CHANGES_FORCE
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.protocol import formula, load_rule
from safeconduct.records.clause import ProtocolContent
from safeconduct.records.draw import LegStarted
from safeconduct.records.journey import MovementDiverted
from safeconduct.records.movement import MovementOrdered, MovementReleased, MovementReported
from safeconduct.records.plan import MovementDrawOrdered
from safeconduct.records.site import SiteDrawn
from safeconduct.records.units import AssetId, DurationMs, Metres, Ms, PartyId
from safeconduct.site.reduce import SITES
from safeconduct.state.model import State
from safeconduct.watch import Corridor, Escort, Halt, Stranger, Timetable, WatchConfig, hours_of, speeds_of

CHANGES_CONFIG: Final = (
    *CHANGES_FORCE,
    SiteDrawn,
    MovementOrdered,
    MovementDrawOrdered,
    MovementReleased,
    MovementReported,
    LegStarted,
    MovementDiverted,
)
"""Records after which it has to be worked out again."""
ON_THE_WAY: Final = "on-the-way"
"""Vehicles and escorts of movements that have departed."""
SILENT_MS: Final = DurationMs(300_000)
HALT_M: Final = Metres(50)
HALT_MS: Final = DurationMs(120_000)
SLACK_MS: Final = DurationMs(300_000)
"""Behind its plan is who will be later than that. A clause says how long a halt or a silence may be; these say from
when on it is one."""


def config_of(state: State, parties: frozenset[PartyId]) -> WatchConfig:
    """What to look at. parties: the members."""
    watched = [each for each in state.of(MOVEMENTS).movements.values() if each.is_watched]
    watched.sort(key=lambda each: each.movement)
    zones = state.of(SITES).zones()
    gone = {asset: at_ms for each in watched for asset, at_ms in _departed(each)}
    return WatchConfig(
        zones=zones,
        hours=hours_of(zones),
        speed_kmh=speeds_of(zones),
        corridors=tuple(
            Corridor(each.movement, _assets(each), each.line, each.order.half_width_m)
            for each in watched
            if each.order is not None
        ),
        escorts=tuple(
            Escort(each.movement, each.order.vehicles[0], escort, Metres(apart_m))
            for apart_m in (_ranges(state, parties, "came_near") if watched else ())
            for each in watched
            if each.order is not None
            for escort in each.order.escort
        ),
        strangers=tuple(
            Stranger(each.movement, each.order.vehicles[0], _assets(each), Metres(range_m))
            for range_m in (_ranges(state, parties, "approached") if watched else ())
            for each in watched
            if each.order is not None
        ),
        halts=tuple(Halt(each.movement, _assets(each), HALT_M, HALT_MS) for each in watched if _is_gone(each)),
        timetables=tuple(table for each in watched if (table := _timetable(each)) is not None),
        silence_ms={ON_THE_WAY: SILENT_MS} if gone else {},
        asset_class=dict.fromkeys(gone, ON_THE_WAY),
        expected_ms=gone,
    )


def _assets(movement: Movement) -> tuple[AssetId, ...]:
    """Vehicles, then escort."""
    return (*movement.order.vehicles, *movement.order.escort) if movement.order is not None else ()


def _is_gone(movement: Movement) -> bool:
    return movement.status == "under_way"


def _departed(movement: Movement) -> Iterator[tuple[AssetId, Ms]]:
    """From when on each of its assets has to be heard."""
    at_ms = next((report.at_ms for report in movement.reports if report.report == "departed"), None)
    if _is_gone(movement) and at_ms is not None:
        yield from ((asset, at_ms) for asset in _assets(movement))


def _timetable(movement: Movement) -> Timetable | None:
    """When its vehicles should be where. What the crew has reported as passed is passed."""
    passed = {report.checkpoint for report in movement.reports if report.report == "passed"}
    ahead = tuple(each for each in movement.checkpoints if each.checkpoint not in passed)
    if movement.order is None or not ahead:
        return None
    order = movement.order
    return Timetable(
        movement=movement.movement,
        assets=order.vehicles,
        line=movement.line,
        reach_m=order.half_width_m,
        from_ms=order.depart_ms,
        checkpoints=tuple(sorted(ahead, key=lambda each: each.progress_m)),
        slack_ms=SLACK_MS,
    )


def _ranges(state: State, parties: frozenset[PartyId], name: str) -> list[int]:
    """The distances that clauses in force speak of in that event."""
    found: set[int] = set()
    for clause in state.of(ACCORD).in_force(parties):  # those that only rest at the moment, too
        if isinstance(clause.content, ProtocolContent):
            rule = load_rule(clause.content.rule.encode())
            events = [e for duty in rule.duties for part in formula.whole(duty) for e in formula.events(part)]
            args = [event.args[2] for event in events if event.name == name and len(event.args) == 3]
            found |= {int(arg.value) for arg in args if isinstance(arg, formula.Const)}
    return sorted(found)
