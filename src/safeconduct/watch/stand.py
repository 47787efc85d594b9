"""What holds for one thing, and how one piece of evidence changes it. The rules of the watch are all here."""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from safeconduct import geo
from safeconduct.records.observation import Observation, Position, SensorState, Sighting
from safeconduct.records.units import AssetId, MovementId, Ms, SensorId, ZoneId
from safeconduct.state.fact import Fact

from .evidence import Evidence, Kind, judge
from .ground import MARK, Ground
from .halt import Still
from .speed import Fast
from .timetable import Progress

SLACK_M = 200.0
"""A jump this short needs no time: two devices in one vehicle, a rough first fix."""
M_PER_E7_MAX = 0.01117
"""No 10^-7 degree is longer, in any direction, anywhere."""
AGREEING = 3
"""So many refused positions in a row that fit each other show that the earlier place was wrong."""


class Refused(msgspec.Struct, frozen=True):
    """An observation that the watch did not believe.

    `reason` is one of: future, null-island, late, jump.
    """

    t_ms: Ms
    reason: str
    seen: Observation


Outcome: TypeAlias = Fact | Refused


class Stay(msgspec.Struct, frozen=True):
    """An asset's presence in a zone."""

    zone: ZoneId
    since_ms: Ms
    is_overdue: bool = False
    """`dwelling` was said: once per stay."""
    sensors: tuple[SensorId, ...] = ()
    """Who saw it inside; each of them may see it outside again."""


class Far(msgspec.Struct, frozen=True):
    """The last position that was too far to be believed, and how many in a row fitted it."""

    place: Position
    count: int


class Stand(msgspec.Struct, frozen=True):
    """The state of one thing after some evidence and some time."""

    heard_ms: int = -1
    """Time of the last position or sighting of it; -1: never."""
    proved_ms: int = -1
    """Time at which it was last known to work as a sensor; -1: never."""
    is_silent: bool = False
    is_blind: bool = False
    stays: tuple[Stay, ...] = ()
    place: Position | None = None
    far: Far | None = None
    beside: Position | None = None
    """Of a pair: where the other one is."""
    far_beside: Far | None = None
    off: tuple[MovementId, ...] = ()
    """Movements whose corridor it has left."""
    is_near: bool = False
    """Of an escort pair: the follower is known to be within the distance."""
    memo: Still | Fast | Progress | None = None
    """Of a thing that is judged by a rule of its own: what that rule remembers."""


def apply(stand: Stand, name: str, evidence: Evidence, ground: Ground) -> tuple[Stand, list[Outcome]]:
    """The stand after the evidence, and what that made known. Deadlines before it have fired already."""
    seen = evidence.seen
    if isinstance(seen, Position) and _changes_nothing(stand, evidence):
        believed, far = believe(stand.place, stand.far, seen, ground.config.speed_kmh_max)
        if believed:
            t_ms = max(stand.heard_ms, seen.t_ms)
            return msgspec.structs.replace(stand, place=seen, far=None, heard_ms=t_ms, proved_ms=t_ms), []
    if evidence.kind is Kind.GROUND:
        return _changed(stand, name, evidence, ground)
    if seen is None or isinstance(seen, SensorState):
        return _sensor(stand, name, Ms(evidence.t_ms), seen is None or seen.is_online)
    outcomes: list[Outcome] = []
    if isinstance(seen, Position):
        believed, far = believe(stand.place, stand.far, seen, ground.config.speed_kmh_max)
        if not believed:
            return msgspec.structs.replace(stand, far=far), [Refused(seen.t_ms, "jump", seen)]
        stand, outcomes = _sensor(stand, name, seen.t_ms, True)
        stand = msgspec.structs.replace(stand, place=seen, far=None)
    if stand.is_silent:
        outcomes.append(Fact(seen.t_ms, "reporting", (name,)))
    stays = _stays(stand, seen, evidence, ground)
    outcomes += crossings(name, seen.t_ms, stand.stays, stays)
    off, moved = _corridors(stand, name, evidence, ground)
    heard_ms = max(stand.heard_ms, seen.t_ms)
    stand = msgspec.structs.replace(stand, heard_ms=heard_ms, is_silent=False, stays=stays, off=off)
    return stand, outcomes + moved


def _changes_nothing(stand: Stand, evidence: Evidence) -> bool:
    """Most positions: same zones as before, nothing to end. An abbreviation: `apply` without it does the same."""
    return (
        not (stand.is_silent or stand.is_blind or stand.off or evidence.near or evidence.gaps)
        and len(stand.stays) == len(evidence.inside)
        and all(stay.zone in evidence.inside for stay in stand.stays)
    )


def due_ms(stand: Stand, name: str, ground: Ground) -> int | None:
    """When the next deadline falls, if nothing is heard before."""
    limits = ground.config.dwell_ms
    first: int | None = None
    for stay in stand.stays:
        limit = None if stay.is_overdue else limits.get(stay.zone)
        if limit is not None and (first is None or stay.since_ms + limit < first):
            first = stay.since_ms + limit
    silent_ms = _silent_ms(stand, name, ground)
    return silent_ms if first is None or (silent_ms is not None and silent_ms < first) else first


def _silent_ms(stand: Stand, name: str, ground: Ground) -> int | None:
    """When this asset becomes silent if nothing is heard of it before."""
    limit = None if stand.is_silent else ground.silence_ms(name)
    if limit is None:
        return None
    since_ms = max(stand.heard_ms, ground.config.expected_ms.get(AssetId(name), -1))
    return since_ms + limit if since_ms >= 0 else None


def fire(stand: Stand, name: str, to_ms: int, ground: Ground) -> tuple[Stand, list[Fact]]:
    """Let every deadline at or before `to_ms` fall, in order. Each fact bears the time of its deadline."""
    first = due_ms(stand, name, ground)
    if first is None or first > to_ms:
        return stand, []
    facts = sorted(fact for t_ms, fact in _deadlines(stand, name, ground) if t_ms <= to_ms)
    overdue = {fact.args[1] for fact in facts if fact.name == "dwelling"}
    stays = tuple(
        msgspec.structs.replace(stay, is_overdue=True) if stay.zone in overdue else stay for stay in stand.stays
    )
    is_silent = stand.is_silent or any(fact.name == "silent" for fact in facts)
    return msgspec.structs.replace(stand, stays=stays, is_silent=is_silent), facts


def _deadlines(stand: Stand, name: str, ground: Ground) -> Iterator[tuple[int, Fact]]:
    for stay in stand.stays:
        limit = ground.config.dwell_ms.get(stay.zone)
        if limit is not None and not stay.is_overdue:
            at_ms = Ms(stay.since_ms + limit)
            yield at_ms, Fact(at_ms, "dwelling", (name.rpartition(MARK)[2], stay.zone, stay.since_ms))
    silent_ms = _silent_ms(stand, name, ground)
    if silent_ms is not None:
        yield silent_ms, Fact(Ms(silent_ms), "silent", (name,))


def _sensor(stand: Stand, name: str, t_ms: Ms, is_online: bool) -> tuple[Stand, list[Outcome]]:
    if is_online:
        stand = msgspec.structs.replace(stand, proved_ms=max(stand.proved_ms, t_ms))
    if stand.is_blind == (not is_online):
        return stand, []
    fact = Fact(t_ms, "seeing" if is_online else "blind", (name,))
    return msgspec.structs.replace(stand, is_blind=not is_online), [fact]


def believe(last: Position | None, far: Far | None, seen: Position, kmh: int | None) -> tuple[bool, Far | None]:
    """Whether a position is possible after the last one, or has been confirmed; else how often it has been told."""
    if kmh is None or last is None or _reachable(last, seen, kmh):
        return True, None
    count = far.count + 1 if far and _reachable(far.place, seen, kmh) else 1
    return count >= AGREEING, (Far(seen, count) if count < AGREEING else None)


def _reachable(a: Position, b: Position, kmh: int) -> bool:
    if (abs(b.lat_e7 - a.lat_e7) + abs(b.lon_e7 - a.lon_e7)) * M_PER_E7_MAX <= SLACK_M:
        return True
    far_m = geo.distance_m(a.lat_e7, a.lon_e7, b.lat_e7, b.lon_e7)
    return far_m - a.acc_m - b.acc_m - SLACK_M <= kmh * abs(b.t_ms - a.t_ms) / 3_600


def crossings(name: str, t_ms: Ms, before: tuple[Stay, ...], after: tuple[Stay, ...]) -> list[Outcome]:
    """`left` and `entered` for what has changed."""
    old, new = {stay.zone for stay in before}, {stay.zone for stay in after}
    left: list[Outcome] = [Fact(t_ms, "left", (name, zone)) for zone in sorted(old - new)]
    return left + [Fact(t_ms, "entered", (name, zone)) for zone in sorted(new - old)]


def _changed(stand: Stand, name: str, evidence: Evidence, ground: Ground) -> tuple[Stand, list[Outcome]]:
    """Presence after a change of the ground: by the last position, if nothing newer is known."""
    t_ms = Ms(evidence.t_ms)
    gone = {stay.zone for stay in stand.stays} & evidence.ended
    come: frozenset[ZoneId] = frozenset()
    if stand.place is not None and stand.place.t_ms == stand.heard_ms:
        inside, near = judge(stand.place, ground)
        gone |= {stay.zone for stay in stand.stays} & evidence.begun - inside - near
        come = ground.open_at(inside & evidence.begun - near - {stay.zone for stay in stand.stays}, t_ms)
    stays = tuple(stay for stay in stand.stays if stay.zone not in gone)
    stays += tuple(Stay(zone, t_ms) for zone in sorted(come))
    return msgspec.structs.replace(stand, stays=stays), crossings(name, t_ms, stand.stays, stays)


def _stays(stand: Stand, seen: Observation, evidence: Evidence, ground: Ground) -> tuple[Stay, ...]:
    """Presence after a position or a sighting. What the evidence cannot judge stays as it was."""
    inside = evidence.inside - evidence.near
    if isinstance(seen, Sighting):
        judged = ground.judged.get(seen.sensor, frozenset())
        gone = {
            stay.zone
            for stay in stand.stays
            if stay.zone not in inside and (seen.sensor in stay.sensors or stay.zone in judged)
        }
        gone |= {zone for outer in gone for zone in ground.enclosed.get(outer, frozenset())} - inside
    else:
        held = evidence.inside | evidence.near
        gone = {stay.zone for stay in stand.stays if stay.zone in ground.drawn and stay.zone not in held}
    stays = [_witnessed(stay, seen) for stay in stand.stays if stay.zone not in gone]
    known = {stay.zone for stay in stays}
    stays += [_witnessed(Stay(zone, Ms(evidence.t_ms)), seen) for zone in sorted(inside - known)]
    return tuple(stays)


def _witnessed(stay: Stay, seen: Observation) -> Stay:
    """The stay, with a sensor that reported this very zone as one more witness."""
    if not isinstance(seen, Sighting) or stay.zone not in seen.zones or seen.sensor in stay.sensors:
        return stay
    return msgspec.structs.replace(stay, sensors=(*stay.sensors, seen.sensor))


def _corridors(
    stand: Stand, name: str, evidence: Evidence, ground: Ground
) -> tuple[tuple[MovementId, ...], list[Outcome]]:
    if not stand.off and not evidence.gaps:
        return (), []
    off = set(stand.off) & ground.widths_m.keys()
    facts: list[Outcome] = []
    acc_m = evidence.seen.acc_m if isinstance(evidence.seen, Position) else 0
    for movement, gap_m in evidence.gaps:
        width_m = ground.widths_m.get(movement)
        if width_m is None:
            continue  # told before the movement ended
        if movement not in off and gap_m - acc_m > width_m:
            off.add(movement)
            facts.append(Fact(Ms(evidence.t_ms), "off_corridor", (movement, name, gap_m)))
        elif movement in off and gap_m + acc_m <= width_m:
            off.discard(movement)
            facts.append(Fact(Ms(evidence.t_ms), "on_corridor", (movement, name)))
    return tuple(sorted(off)), facts
