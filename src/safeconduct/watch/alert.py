"""Calls for help and tampering, as devices tell them. Nothing is waited for: each is a fact at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from safeconduct.records.observation import Alert, Observation
from safeconduct.records.units import AssetId, Ms
from safeconduct.state.fact import Fact

AGAIN_MS: Final = 600_000
"""A device that goes on saying that it is tampered with is told again after so long."""


def told(
    seen: Iterable[Observation],
    calling: Iterable[AssetId],
    tampered: Mapping[AssetId, Ms],
    said: Sequence[Fact] = (),
) -> tuple[Fact, ...]:
    """`distress(asset)` for a call that does not stand yet, `distress_over(asset)` for one that does,
    `tampered(asset)`; in the order in which they came.

    calling, tampered: who calls for help by what is known, and when each device last was tampered with. said: facts
    of this kind that are not known there yet.
    """
    standing, last = set(calling), dict(tampered)
    for fact in said:
        _note(fact, standing, last)
    facts: list[Fact] = []
    for each in seen:
        if isinstance(each, Alert) and _is_new(each, standing, last):
            facts.append(_fact(each))
            _note(facts[-1], standing, last)
    return tuple(facts)


def _fact(each: Alert) -> Fact:
    match each.alert:
        case "distress":
            return Fact(each.t_ms, "distress", (each.asset,))
        case "distress_over":
            return Fact(each.t_ms, "distress_over", (each.asset,))
        case "tampered":
            return Fact(each.t_ms, "tampered", (each.asset,))


def _is_new(each: Alert, standing: set[AssetId], last: Mapping[AssetId, Ms]) -> bool:
    if each.alert == "tampered":
        return each.t_ms - last.get(each.asset, Ms(-AGAIN_MS)) >= AGAIN_MS
    return (each.asset in standing) == (each.alert == "distress_over")


def _note(fact: Fact, standing: set[AssetId], last: dict[AssetId, Ms]) -> None:
    asset = AssetId(str(fact.args[0]))
    if fact.name == "tampered":
        last[asset] = fact.t_ms
    elif fact.name == "distress":
        standing.add(asset)
    else:
        standing.discard(asset)
