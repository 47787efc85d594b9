"""What both parties know of the ground: stays in zones, checks, blind sensors. Derived facts, not positions."""

from collections.abc import Iterable
from typing import Final

import immutables
import msgspec

from safeconduct.records.fact import Fact
from safeconduct.records.units import AssetId, FeedId, KeyId, Ms, PartyId, RecordId, ZoneId
from safeconduct.records.watch import AssetJoined, AssetParted, CheckMade, FactsDerived, Finding, ObservationBatch
from safeconduct.state.bracket import is_late_entered
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal


class Check(msgspec.Struct, frozen=True):
    """Somebody looked. A late-entered check is shown and does not count as on time."""

    by: KeyId
    party: PartyId
    at_ms: Ms
    finding: Finding
    record: RecordId
    is_late_entered: bool


class Feed(msgspec.Struct, frozen=True):
    """What a feed has delivered into the log."""

    batches: int = 0
    observations: int = 0
    newest_ms: Ms = Ms(0)


class Distress(msgspec.Struct, frozen=True):
    """A call for help by a device: the record is its receipt."""

    t_ms: Ms
    party: PartyId
    record: RecordId
    at_ms: Ms


class Joined(msgspec.Struct, frozen=True):
    """Which watch took two names for one vehicle, and since when."""

    kept: AssetId
    party: PartyId
    t_ms: Ms


class Ground(msgspec.Struct, frozen=True):
    """Who is where by the facts in the logs."""

    stays: immutables.Map[tuple[AssetId, ZoneId], Ms] = immutables.Map()
    """Assets inside a zone, since when."""
    checks: immutables.Map[tuple[AssetId, ZoneId], tuple[Check, ...]] = immutables.Map()
    blind: immutables.Map[str, Ms] = immutables.Map()
    """Sensors that report nothing, since when."""
    feeds: immutables.Map[tuple[FeedId, PartyId], Feed] = immutables.Map()
    calling: immutables.Map[AssetId, Distress] = immutables.Map()
    """Who has called for help by a device and neither called it off nor been checked and found clear."""
    tampered: immutables.Map[AssetId, Ms] = immutables.Map()
    """When each device last said that somebody tampers with it."""
    uncovered: immutables.Map[tuple[ZoneId, int], Ms] = immutables.Map()
    """Sectors of rings that no working sensor sees, since when."""
    names: immutables.Map[AssetId, AssetId] = immutables.Map()
    """Other names of an asset, and the name it goes on under: a camera's track that turned out to be a plate, or
    a plate that was read when the track's stay was in the log already."""

    joins: immutables.Map[AssetId, Joined] = immutables.Map()
    """Where each of those other names came from, as it was joined."""
    apart: immutables.Map[tuple[PartyId, AssetId, AssetId], Ms] = immutables.Map()
    """Names that an officer of that party has said are two vehicles, both ways round."""

    def also(self, asset: AssetId) -> tuple[AssetId, ...]:
        """Its other names, sorted."""
        return tuple(sorted(other for other, kept in self.names.items() if kept == asset))


def _reduce(ground: Ground, placed: Placed, parties: Parties) -> Ground | Refusal:
    record = placed.entry.record
    match record.body:
        case FactsDerived(facts=facts):
            for fact in facts:
                ground = _fact(ground, fact, placed)
            return ground
        case CheckMade() as body:
            key = (body.asset, body.zone)
            late = is_late_entered(record.at_ms, placed.not_before_ms)
            check = Check(record.by, record.party, record.at_ms, body.finding, placed.entry.id, late)
            checks = ground.checks.set(key, (*ground.checks.get(key, ()), check))
            calling = ground.calling
            if body.finding == "clear" and body.asset in calling:
                calling = calling.delete(body.asset)
            return msgspec.structs.replace(ground, checks=checks, calling=calling)
        case AssetParted(other=other, kept=kept):
            pairs = ((record.party, other, kept), (record.party, kept, other))
            return msgspec.structs.replace(ground, apart=ground.apart.update(dict.fromkeys(pairs, record.at_ms)))
        case AssetJoined(other=other, kept=kept):
            apart = ground.apart
            for pair in ((record.party, other, kept), (record.party, kept, other)):
                apart = apart.delete(pair) if pair in apart else apart
            return msgspec.structs.replace(ground, apart=apart)
        case ObservationBatch() as body:
            source = (body.feed, record.party)
            feed = ground.feeds.get(source, Feed())
            feed = Feed(feed.batches + 1, feed.observations + body.count, max(feed.newest_ms, body.to_ms))
            return msgspec.structs.replace(ground, feeds=ground.feeds.set(source, feed))
        case _:
            return Refusal("not about the watch")


def _fact(ground: Ground, fact: Fact, placed: Placed) -> Ground:
    match fact.name, fact.args:
        case "entered", (str(asset), str(zone)):
            stay = (AssetId(asset), ZoneId(zone))
            return msgspec.structs.replace(ground, stays=ground.stays.set(stay, fact.t_ms))
        case "left", (str(asset), str(zone)):
            stay = (AssetId(asset), ZoneId(zone))
            if stay not in ground.stays:
                return ground
            return msgspec.structs.replace(ground, stays=ground.stays.delete(stay))
        case "blind", (str(sensor),):
            return msgspec.structs.replace(ground, blind=ground.blind.set(sensor, fact.t_ms))
        case "seeing", (str(sensor),) if sensor in ground.blind:
            return msgspec.structs.replace(ground, blind=ground.blind.delete(sensor))
        case "distress", (str(asset),):
            record = placed.entry.record
            call = Distress(fact.t_ms, record.party, placed.entry.id, record.at_ms)
            return msgspec.structs.replace(ground, calling=ground.calling.set(AssetId(asset), call))
        case "distress_over", (str(asset),) if asset in ground.calling:
            return msgspec.structs.replace(ground, calling=ground.calling.delete(AssetId(asset)))
        case "tampered", (str(asset),):
            return msgspec.structs.replace(ground, tampered=ground.tampered.set(AssetId(asset), fact.t_ms))
        case "joined", (str(other), str(kept)):
            name, others = AssetId(kept), (AssetId(other), *ground.also(AssetId(other)))
            joined = Joined(name, placed.entry.record.party, fact.t_ms)
            names, joins = ground.names.update(dict.fromkeys(others, name)), ground.joins.set(others[0], joined)
            return msgspec.structs.replace(ground, names=names, joins=joins)
        case "parted", (str(other), str(_)) if other in ground.names:
            name = AssetId(other)
            joins = ground.joins.delete(name) if name in ground.joins else ground.joins
            return msgspec.structs.replace(ground, names=ground.names.delete(name), joins=joins)
        case "uncovered", (str(zone), int(sector)):
            part = (ZoneId(zone), sector)
            return msgspec.structs.replace(ground, uncovered=ground.uncovered.set(part, fact.t_ms))
        case "covered", (str(zone), int(sector)) if (zone, sector) in ground.uncovered:
            return msgspec.structs.replace(ground, uncovered=ground.uncovered.delete((ZoneId(zone), sector)))
        case _:
            return ground


def with_late(ground: Ground, since: Iterable[Placed], t_ms: Ms) -> Ground:
    """That ground of an earlier moment, with what was logged only later of the time up to it: facts are logged once
    nothing can change them any more, a minute after their time or when a phone is back in coverage."""
    late = [
        (fact, placed)
        for placed in since
        if isinstance(placed.entry.record.body, FactsDerived)
        for fact in placed.entry.record.body.facts
        if fact.t_ms <= t_ms
    ]
    for fact, placed in sorted(late, key=lambda each: each[0].t_ms):
        ground = _fact(ground, fact, placed)
    return ground


def _facts(placed: Placed) -> tuple[Fact, ...]:
    record = placed.entry.record
    match record.body:
        case FactsDerived(facts=facts):
            return facts
        case CheckMade(asset=asset, zone=zone):
            return (Fact(record.at_ms, "checked", (asset, zone)),)
        case _:
            return ()


GROUND: Final = Reducer(
    "ground",
    Ground(),
    frozenset({ObservationBatch.TYPE, FactsDerived.TYPE, CheckMade.TYPE, AssetJoined.TYPE, AssetParted.TYPE}),
    _reduce,
    _facts,
)
