"""Which pairs a new position concerns, and what a new pair begins with."""

from collections.abc import Mapping, Sequence

from immutables import Map

from .config import Escort, Halt, MovingZone, Stranger, Timetable
from .evidence import Evidence, Kind, position_order
from .ground import MARK, Rule, SpeedLimits
from .track import Track


def pairs_of(
    placed: Sequence[tuple[str, Evidence]], tracks: Map[str, Track], rules: Mapping[str, Rule]
) -> list[tuple[str, Evidence]]:
    """What new positions mean for pairs: each with the pair's name. A new pair begins with what is held of both."""
    moved = [(name, evidence) for name, evidence in placed if evidence.kind is Kind.POSITION]
    found: list[tuple[str, Evidence]] = []
    for key, rule in rules.items():
        if isinstance(rule, Halt | Timetable | SpeedLimits):
            found += [(key + MARK + name, e) for name, e in moved if _is_judged(rule, name)]
            continue
        carrier = rule.carrier if isinstance(rule, MovingZone) else rule.leader
        others = _others(rule, carrier, moved, tracks)
        touched: set[str] = set()
        for name, evidence in moved:
            if name == carrier:
                found += [(key + MARK + other, _beside(evidence)) for other in others]
                touched |= others
            elif name in others:
                found.append((key + MARK + name, evidence))
                touched.add(name)
        for other in touched:
            if key + MARK + other not in tracks:
                known = [_beside(evidence) for evidence in _positions(tracks.get(carrier))]
                found += [(key + MARK + other, evidence) for evidence in known + _positions(tracks.get(other))]
    return found


def _others(
    rule: MovingZone | Escort | Stranger,
    carrier: str,
    moved: Sequence[tuple[str, Evidence]],
    tracks: Map[str, Track],
) -> set[str]:
    """Assets that are or may be paired with the carrier."""
    if isinstance(rule, Escort):
        return {rule.follower}
    known = {name for name, _ in moved}
    if carrier in known:
        known |= {name for name, track in tracks.items() if MARK not in name and _positions(track)}
    return known - {carrier} - frozenset(rule.own if isinstance(rule, Stranger) else ())


def _is_judged(rule: Halt | Timetable | SpeedLimits, name: str) -> bool:
    return isinstance(rule, SpeedLimits) or name in rule.assets


def _positions(track: Track | None) -> list[Evidence]:
    """Positions that are known of one asset: the last settled one, and all that are held."""
    if track is None:
        return []
    held = [evidence for evidence in track.held if evidence.kind is Kind.POSITION]
    place = track.settled.place
    return held if place is None else [Evidence(position_order(place), Kind.POSITION, place), *held]


def _beside(evidence: Evidence) -> Evidence:
    """A position as the carrier's half of a pair."""
    t_ms, _, content = evidence.order
    return Evidence((t_ms, int(Kind.BESIDE), content), Kind.BESIDE, evidence.seen)
