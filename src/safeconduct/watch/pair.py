"""Two assets seen together: a zone that moves with one of them, an escort that must stay near, a stranger that must
not. And one asset seen by a rule of its own: whether it stands still, keeps its timetable, goes too fast.

Each pair is a thing of its own, with its own past and held evidence: the positions of both. So late positions of
either are put in their place like any other evidence. Cost: each position of a carrier is looked at once for each
other asset that is known.
"""

from math import ceil

import msgspec

from safeconduct import geo
from safeconduct.records.observation import Position
from safeconduct.records.units import AssetId, Ms
from safeconduct.state.fact import Fact

from . import halt, speed, timetable
from .config import Escort, Halt, MovingZone, Stranger, Timetable
from .evidence import Evidence, Kind
from .ground import MARK, Ground, SpeedLimits
from .halt import Still
from .speed import Fast
from .stand import Outcome, Stand, Stay, believe, crossings, due_ms, fire
from .timetable import Progress


def apply_pair(stand: Stand, name: str, evidence: Evidence, ground: Ground) -> tuple[Stand, list[Outcome]]:
    """The pair's stand after a position of either, or after its zone has ended."""
    key, _, other = name.rpartition(MARK)
    t_ms = Ms(evidence.t_ms)
    if evidence.kind is Kind.GROUND:
        stays = tuple(stay for stay in stand.stays if stay.zone not in evidence.ended)
        return msgspec.structs.replace(stand, stays=stays), crossings(other, t_ms, stand.stays, stays)
    rule, seen = ground.pairs.get(key), evidence.seen
    if rule is None or not isinstance(seen, Position):
        return stand, []
    is_carrier = evidence.kind is Kind.BESIDE
    last, far = (stand.beside, stand.far_beside) if is_carrier else (stand.place, stand.far)
    is_believed, far = believe(last, far, seen, ground.config.speed_kmh_max)
    place = seen if is_believed else last
    if is_carrier:
        stand = msgspec.structs.replace(stand, beside=place, far_beside=far)
    else:
        stand = msgspec.structs.replace(stand, place=place, far=far)
    if not is_believed:
        return stand, []
    if isinstance(rule, Halt | Timetable | SpeedLimits):
        return _alone(stand, rule, key, seen, evidence, ground)
    if stand.place is None or stand.beside is None:
        return stand, []
    gap_m = ceil(geo.gap_m(stand.beside.lat_e7, stand.beside.lon_e7, stand.place.lat_e7, stand.place.lon_e7))
    acc_m = stand.beside.acc_m + stand.place.acc_m
    if isinstance(rule, Escort):
        return _escort(stand, rule, t_ms, gap_m, acc_m)
    if isinstance(rule, Stranger):
        return _stranger(stand, rule, other, t_ms, gap_m, acc_m)
    return _zone(stand, rule, other, t_ms, gap_m, acc_m)


def _zone(
    stand: Stand, rule: MovingZone, other: str, t_ms: Ms, gap_m: int, acc_m: int
) -> tuple[Stand, list[Outcome]]:
    stays = stand.stays
    if not stays and gap_m + acc_m <= rule.radius_m:
        stays = (Stay(rule.zone, t_ms),)
    elif stays and gap_m - acc_m > rule.radius_m:
        stays = ()
    return msgspec.structs.replace(stand, stays=stays), crossings(other, t_ms, stand.stays, stays)


def _escort(stand: Stand, rule: Escort, t_ms: Ms, gap_m: int, acc_m: int) -> tuple[Stand, list[Outcome]]:
    """Both are together until they are known to be apart; the follower is near only once it is known to be."""
    pair, near = (rule.movement, rule.leader, rule.follower), (rule.movement, rule.follower, rule.apart_m)
    facts: list[Outcome] = []
    if gap_m - acc_m > rule.apart_m:
        if stand.is_near:
            facts.append(Fact(t_ms, "went_far", near))
        if not stand.off:
            facts.append(Fact(t_ms, "separated", (*pair, gap_m)))
        return msgspec.structs.replace(stand, off=(rule.movement,), is_near=False), facts
    if gap_m + acc_m <= rule.apart_m:
        if not stand.is_near:
            facts.append(Fact(t_ms, "came_near", near))
        if stand.off:
            facts.append(Fact(t_ms, "together", pair))
        return msgspec.structs.replace(stand, off=(), is_near=True), facts
    return stand, []


def _stranger(
    stand: Stand, rule: Stranger, other: str, t_ms: Ms, gap_m: int, acc_m: int
) -> tuple[Stand, list[Outcome]]:
    told = (rule.movement, other, rule.range_m)
    if not stand.is_near and gap_m + acc_m < rule.range_m:
        return msgspec.structs.replace(stand, is_near=True), [Fact(t_ms, "approached", told)]
    if stand.is_near and gap_m - acc_m >= rule.range_m:
        return msgspec.structs.replace(stand, is_near=False), [Fact(t_ms, "receded", told)]
    return stand, []


def _alone(
    stand: Stand, rule: Halt | Timetable | SpeedLimits, key: str, seen: Position, evidence: Evidence, ground: Ground
) -> tuple[Stand, list[Outcome]]:
    """A rule about one vehicle and nothing beside it."""
    memo: Still | Fast | Progress | None
    memo, facts = stand.memo, list[Fact]()
    if isinstance(rule, Halt):
        memo, facts = halt.after(memo if isinstance(memo, Still) else None, seen, rule)
    elif isinstance(rule, Timetable):
        before = memo if isinstance(memo, Progress) else Progress()
        memo, facts = timetable.after(before, seen, rule, ground.courses[key])
    else:
        inside = evidence.inside - evidence.near
        memo, facts = speed.after(memo if isinstance(memo, Fast) else None, seen, inside, ground.config.speed_kmh)
    return msgspec.structs.replace(stand, memo=memo), list[Outcome](facts)


def pair_due_ms(stand: Stand, name: str, ground: Ground) -> int | None:
    """When the next deadline of a pair, or of a rule about one vehicle, falls."""
    key, _, asset = name.rpartition(MARK)
    rule = ground.pairs.get(key)
    if not isinstance(rule, Timetable):
        return due_ms(stand, name, ground)
    return min((fact.t_ms for fact in _lates(stand, asset, rule)), default=None)


def fire_pair(stand: Stand, name: str, to_ms: int, ground: Ground) -> tuple[Stand, list[Fact]]:
    """Let its deadlines up to `to_ms` fall, in order."""
    key, _, asset = name.rpartition(MARK)
    rule = ground.pairs.get(key)
    if not isinstance(rule, Timetable):
        return fire(stand, name, to_ms, ground)
    facts = sorted(fact for fact in _lates(stand, asset, rule) if fact.t_ms <= to_ms)
    if not facts:
        return stand, []
    progress = stand.memo if isinstance(stand.memo, Progress) else Progress()
    return msgspec.structs.replace(stand, memo=timetable.fallen(progress, facts)), facts


def _lates(stand: Stand, asset: str, rule: Timetable) -> list[Fact]:
    progress = stand.memo if isinstance(stand.memo, Progress) else Progress()
    return list(timetable.lates(progress, AssetId(asset), rule))
