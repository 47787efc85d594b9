"""The ledger of knowledge as a timeline: what there is to know of a subject, and who could know it, since when."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from safeconduct.joint.knowledge import LEADER

from .language import Translate
from .names import Names

WIDE: Final = 1_000
"""Units of a timeline's bar."""
_PLAIN: Final = ("times", "route", "names", "order")


def ledger_shown(told: Mapping[str, Any], t: Translate, names: Names, now_ms: int) -> dict[str, object]:
    """One subject: facts in the order in which somebody first could know them; each knower with a bar on one axis,
    from then to now, paler after its release ended."""
    known: Sequence[Mapping[str, Any]] = told["known"]
    from_ms = min((each["since_ms"] for each in known), default=now_ms)
    facts: dict[str, list[dict[str, object]]] = {}
    for each in known:
        start = _place(each["since_ms"], from_ms, now_ms)
        until_ms = each["until_ms"] if each["until_ms"] is not None and each["until_ms"] < now_ms else None
        facts.setdefault(each["fact"], []).append({
            "name": _knower(each, t, names), "party": names.party(each["party"]) if each["party"] else "",
            "since_ms": each["since_ms"], "until_ms": until_ms, "by": t(f"knower-{each['by']}"),
            "document": each["document"], "start": start, "long": WIDE - start,
            "ends": _place(until_ms, from_ms, now_ms) if until_ms is not None else None,
        })  # fmt: skip
    return {
        "subject": told["subject"],
        "from_ms": from_ms,
        "facts": [{"name": fact, "text": _fact(fact, t), "knowers": found} for fact, found in facts.items()],
        "looks": [{**each, "party": names.party(each["party"])} for each in told["looks"]],
    }


def _knower(each: Mapping[str, Any], t: Translate, names: Names) -> str:
    if each["reader"] == LEADER:
        return t("knower-leader")
    if each["reader"] is None:
        return t("knower-room", party=names.party(each["party"]))
    return str(each["name"])


def _fact(fact: str, t: Translate) -> str:
    if fact in _PLAIN:
        return t(f"fact-{fact}")
    kind, _, number = fact.partition("-")
    return t("fact-leg", leg=number) if kind == "leg" and number.isdigit() else fact


def _place(at_ms: int, from_ms: int, now_ms: int) -> int:
    """On the axis, 0 to WIDE, so that a bar is always to be seen."""
    if now_ms <= from_ms:
        return 0
    return max(0, min(WIDE - 8, (at_ms - from_ms) * WIDE // (now_ms - from_ms)))
