"""Alarms and verdicts as data."""

from litestar import get

from safeconduct.alarm.reduce import ALARMS
from safeconduct.node.pages.alarm_text import alarm_text
from safeconduct.protocol.reduce import VERDICTS

from .guard import AnyRequest, node_of, officer_of


@get("/api/alarms")
async def alarms(request: AnyRequest) -> list[dict[str, object]]:
    """Every alarm with what each room did, the earliest due first."""
    officer_of(request)
    node = node_of(request)
    known = sorted(node.truth.state.of(ALARMS).alarms.values(), key=lambda alarm: (alarm.due_ms, alarm.alarm))
    return [
        {
            "id": alarm.alarm,
            "clause": alarm.clause,
            "severity": alarm.severity,
            "key": dict(alarm.key),
            "due_ms": alarm.due_ms,
            "text": alarm_text(alarm, node, "en"),
            "is_provisional": node.duties.is_provisional(alarm),
            "is_resolved": alarm.is_resolved,
            "rooms": {
                party: {
                    "raised_ms": room.raised_ms,
                    "acknowledged_ms": room.acknowledged.at_ms if room.acknowledged else None,
                    "resolved_ms": room.resolved.at_ms if room.resolved else None,
                }
                for party, room in sorted(alarm.rooms.items())
            },
        }
        for alarm in known
    ]


@get("/api/verdicts")
async def verdicts(request: AnyRequest) -> list[dict[str, object]]:
    """Every verdict that is final, and which nodes have logged the very same."""
    officer_of(request)
    judged = node_of(request).truth.state.of(VERDICTS).verdicts
    return [
        {
            "verdict": digest,
            "clause": each.verdict.clause,
            "status": each.verdict.status,
            "key": each.verdict.key,
            "at_ms": each.verdict.at_ms,
            "due_ms": each.verdict.due_ms,
            "witness": list(each.verdict.witness),
            "by": sorted(each.by),
        }
        for digest, each in sorted(judged.items(), key=lambda item: (item[1].verdict.due_ms, item[0]))
    ]


HANDLERS = (alarms, verdicts)
