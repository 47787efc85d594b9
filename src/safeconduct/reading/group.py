"""Which drafts tell of one event. A proposal with reasons: only an officer joins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from .draft import Draft, DraftPlace, EventType, Range, Unknown
from .places import distance_km

_ALIKE_KM: Final = 25.0
_APART_KM: Final = 60.0
_FAMILIES: Final[tuple[frozenset[EventType], ...]] = (
    frozenset({"vehicle_bomb", "roadside_bomb", "bomb", "grenade", "landmine", "explosion", "pipeline_sabotage"}),
    frozenset({"shooting", "armed_attack", "robbery", "abduction", "illegal_checkpoint"}),
    frozenset({"bomb", "armed_attack", "vehicle_bomb", "grenade"}),
    frozenset({"ied_found", "bomb", "suspicious_activity", "roadside_bomb"}),
    frozenset({"intrusion", "suspicious_activity", "insider_leak", "robbery"}),
)


@dataclass(frozen=True)
class Group:
    """Drafts, by their numbers in what was given, and why they are proposed as one."""

    members: tuple[int, ...]
    reasons: tuple[str, ...]


def grouped(drafts: Sequence[Draft]) -> list[Group]:
    """Every draft in one group, in order of the first. A draft joins a group if it fits all in it."""
    groups: list[list[int]] = []
    why: list[list[str]] = []
    for number, draft in enumerate(drafts):
        for group, reasons in zip(groups, why, strict=True):
            found = [_alike(drafts[other], draft) for other in group]
            if all(reason is not None for reason in found):
                reasons += [f"{group[0] + 1} and {number + 1}: {reason}" for reason in found[:1]]
                group.append(number)
                break
        else:
            groups.append([number])
            why.append([])
    return [Group(tuple(group), tuple(reasons)) for group, reasons in zip(groups, why, strict=True)]


def _alike(one: Draft, other: Draft) -> str | None:
    """Why two drafts tell of one event; None if they do not, or nothing but the kind of event speaks for it."""
    if "roundup" in (one.kind, other.kind) or "unknown" in (one.event_type, other.event_type):
        return None
    if one.event_type != other.event_type and not any(
        {one.event_type, other.event_type} <= each for each in _FAMILIES
    ):
        return None
    place = _same_place(one, other)
    if place is None:
        return None
    days = _same_day(one, other)
    if days is False:
        return None
    counts = [_overlap(one.fatalities, other.fatalities), _overlap(one.injured, other.injured)]
    if counts[0] is False and (days is None or counts[1] is False):
        return None
    reasons = [f"both at {place}"]
    if days:
        reasons.append("the same day")
    if counts[0]:
        reasons.append("fatalities that fit")
    if counts[1]:
        reasons.append("injured that fit")
    if one.event_type == other.event_type:
        reasons.append(f"both {one.event_type}")
    is_claimed_alike = bool({each.name for each in one.claims} & {each.name for each in other.claims})
    if is_claimed_alike:
        reasons.append("the same claim")
    is_likely = len(reasons) >= 3 and (one.event_type == other.event_type or is_claimed_alike)
    return "; ".join(reasons) if is_likely or days else None


def _same_place(one: Draft, other: Draft) -> str | None:
    """The name of the place of both, within 25 km, or a district or region that both name."""
    mine, theirs = _events(one), _events(other)
    for here in mine:
        for there in theirs:
            if here.lat is None or here.lon is None or there.lat is None or there.lon is None:
                if here.as_written.casefold() == there.as_written.casefold():
                    return here.name
            elif distance_km((here.lat, here.lon), (there.lat, there.lon)) <= _ALIKE_KM:
                return here.name
    if any(each.lat is not None for each in mine) and any(each.lat is not None for each in theirs):
        near = min(_gap(here, there) for here in mine for there in theirs)
        names = {each.name for each in one.places if each.lat is not None} & {each.name for each in other.places}
        if near <= _APART_KM and names:
            return sorted(names)[0]
    return None


def _events(draft: Draft) -> list[DraftPlace]:
    return [each for each in draft.places if each.role == "event"]


def _gap(one: DraftPlace, other: DraftPlace) -> float:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return float("inf")
    return distance_km((one.lat, one.lon), (other.lat, other.lon))


def _same_day(one: Draft, other: Draft) -> bool | None:
    """None where one of them does not say. A page that is published days before the other's event is of another."""
    if one.event_date != "unknown" and other.event_date != "unknown":
        return abs((date.fromisoformat(one.event_date) - date.fromisoformat(other.event_date)).days) <= 1
    for known, page in ((one, other), (other, one)):
        if known.event_date != "unknown" and page.published != "unknown":
            days = (date.fromisoformat(page.published) - date.fromisoformat(known.event_date)).days
            if days < 0 or days > 7:
                return False
    return None


def _overlap(one: Range | Unknown, other: Range | Unknown) -> bool | None:
    """Whether two ranges touch, or nearly; None where one is unknown."""
    if isinstance(one, str) or isinstance(other, str):
        return None
    slack = max(2, max(one.high, other.high) // 3)
    return one.low - slack <= other.high and other.low - slack <= one.high
