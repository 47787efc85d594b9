"""The watch: what rings, what comes due, who is where, and what both parties' logs tell of it."""

from litestar import Response, get

from safeconduct.accord.reduce import ACCORD
from safeconduct.alarm.reduce import ALARMS, Alarm, Room
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.calls import calls, device_calls, duresses
from safeconduct.node.duties import Foreseen
from safeconduct.node.node import HEARTBEAT_MS, Node
from safeconduct.node.wording import Wordings
from safeconduct.records.units import Lang, ObjectId, PartyId
from safeconduct.state.entry import party_of
from safeconduct.state.logs import LOGS
from safeconduct.watch.reduce import GROUND

from .alarm_text import alarm_text
from .language import Translate, language_of, translator
from .moment import kept_together
from .names import Names
from .render import page
from .timeline import timeline as entries

_RESOLVED_SHOWN = 5
_DUTIES_SHOWN = 200
_SILENT_MS = 5 * HEARTBEAT_MS


@get("/watch")
async def watch(request: AnyRequest) -> Response[str]:
    """The page."""
    key, _ = officer_of(request)
    await node_of(request).read(key, ObjectId("page/watch"))
    return page(request, "watch/page.html", "watch", {**_board(request), **_timeline(request)})


@get("/watch/alarms")
async def alarms(request: AnyRequest) -> Response[str]:
    """The queue, the countdowns, the movements, the peers."""
    officer_of(request)
    return page(request, "watch/alarms.html", "watch", _board(request))


@get("/watch/timeline")
async def timeline(request: AnyRequest) -> Response[str]:
    """What happened, claimed and proven times side by side."""
    officer_of(request)
    return page(request, "watch/timeline.html", "watch", _timeline(request))


def _timeline(request: AnyRequest) -> dict[str, object]:
    lang = language_of(request.cookies.get("lang"))
    return {"timeline": entries(node_of(request), translator(lang), lang)}


def _board(request: AnyRequest) -> dict[str, object]:
    node = node_of(request)
    lang = language_of(request.cookies.get("lang"))
    t = translator(lang)
    state = node.truth.state
    names = Names(state, lang)
    known = state.of(ALARMS)
    done = sorted((each for each in known.alarms.values() if each.is_resolved), key=lambda each: -each.due_ms)
    movements = sorted(state.of(MOVEMENTS).movements.values(), key=lambda movement: movement.movement)
    return {
        "alarms": [_alarm(each, node, names, lang) for each in [*known.open(), *done[:_RESOLVED_SHOWN]]],
        "foreseen": [
            _foreseen(each, node, names, lang) for each in node.foreseen if each.alarm not in known.alarms
        ],
        "duties": [
            {
                "rule_title": names.clause(duty.clause),
                "key_text": names.key(duty.key),
                "due_ms": duty.due_ms,
            }
            for duty in node.duties.pending(node.clock.now_ms(), _DUTIES_SHOWN)
        ],
        "movements": [_movement(each, node, names, t) for each in movements],
        "trouble": {"what": str(node.trouble), "next": node.trouble.next_step} if node.trouble else None,
        "glass": sorted({part for (_, part), each in state.of(DISCLOSURES).glass.items() if each.broken}),
        "forks": [names.party(party_of(origin)) for origin in sorted(node.truth.state.parties.forks)],
        "calls": [
            {
                "movement": call.movement,
                "at_ms": call.at_ms,
                "text": t("call-own", traveller=call.traveller, movement=call.movement)
                if call.traveller
                else t("call-other", party=names.party(call.party), movement=call.movement),
            }
            for call in calls(state, node.config.party)
        ],
        "device_calls": [
            {"id": each.record[:16], "at_ms": each.at_ms, "text": t("call-device", asset=each.asset)}
            for each in device_calls(state)
        ],
        "blind_sectors": _blind_sectors(node, names),
        "duresses": [
            {
                "movement": movement,
                "crew": said.crew,
                "at_ms": said.at_ms,
                "text": t("call-duress", crew=said.crew, movement=movement),
            }
            for movement, said in duresses(state)
        ],
        "feeds": _feeds(node),
        "peers": [_peer(party, node, names) for party in sorted(node.truth.parties) if party != node.config.party],
    }


def _blind_sectors(node: Node, names: Names) -> list[dict[str, object]]:
    """Rings of which no working sensor sees some part: how many sectors, and since when the oldest."""
    uncovered = node.truth.state.of(GROUND).uncovered
    return [
        {
            "zone": names.zone(zone),
            "count": sum(each == zone for each, _ in uncovered),
            "since_ms": min(at for (each, _), at in uncovered.items() if each == zone),
        }
        for zone in sorted({zone for zone, _ in uncovered})
    ]


def _alarm(alarm: Alarm, node: Node, names: Names, lang: Lang) -> dict[str, object]:
    key = dict(alarm.key)
    resolved = next((room.resolved for room in alarm.rooms.values() if room.resolved), None)
    zone = node.duties.zone_of(alarm)
    raised = [room.raised_ms for room in alarm.rooms.values() if room.raised_ms is not None]
    accord_clause = node.duties.clause_of(alarm)
    return {
        "id": alarm.alarm,
        "severity": alarm.severity,
        "title": names.title(alarm.clause),
        "text": kept_together(alarm_text(alarm, node, lang), lang),
        "clause_number": accord_clause.number if accord_clause else None,
        "asset": key.get("asset"),
        "zone": zone,
        "zone_name": names.zone(zone) if zone else None,
        "due_ms": None,
        "raised_ms": min(raised, default=alarm.due_ms),
        "is_provisional": node.duties.is_provisional(alarm),
        "rooms": [
            _room(names.party(party), alarm.rooms.get(party, Room()), node)
            for party in sorted(node.truth.parties, key=lambda party: (party != node.config.party, party))
        ],
        "resolved_ms": resolved.at_ms if resolved else None,
        "resolution": resolved.note if resolved else None,
    }


def _foreseen(early: Foreseen, node: Node, names: Names, lang: Lang) -> dict[str, object]:
    """An alarm that no log holds: nobody can answer it yet, and it may go away again."""
    clause = node.truth.state.of(ACCORD).clauses.get(early.running.clause)
    wordings, rule = Wordings(node.truth.state), early.running.rule
    text = wordings.verdict(early.verdict, rule, node.truth, lang, is_missed=True, more=early.because)
    return {
        "id": early.alarm,
        "title": clause.title_in(lang) if clause else early.running.clause,
        "text": kept_together(text, lang),
        "due_ms": early.verdict.due_ms,
    }


def _room(party: str, room: Room, node: Node) -> dict[str, object]:
    answer = room.acknowledged
    return {
        "party": party,
        "raised_ms": room.raised_ms,
        "acknowledged_ms": answer.at_ms if answer else None,
        "officer": node.truth.state.parties.name(answer.by) if answer else None,
    }


def _movement(movement: Movement, node: Node, names: Names, t: Translate) -> dict[str, object]:
    parties = node.truth.parties
    status: str = movement.status
    if status == "ordered" and not movement.missing_approvals(parties):
        status = "approved"
    said = t(f"movement-status-{status.replace('_', '-')}")
    if movement.is_stopped and status != "arrived":
        status = "stopped"
        stopped_by = ", ".join(names.party(party) for party in sorted(movement.stops))
        said = t("movement-status-stopped", parties=stopped_by)
    next_ms, next_text = _next(movement, t)
    return {
        "id": movement.movement,
        "title": f"{movement.movement} · {movement.request.purpose}",
        "from": movement.request.start,
        "to": movement.request.destination,
        "status": status,
        "status_text": said,
        "next_text": next_text,
        "next_ms": next_ms,
    }


def _next(movement: Movement, t: Translate) -> tuple[int | None, str | None]:
    order = movement.order
    if order is None:
        return None, None
    if movement.status in ("ordered", "released"):
        return order.depart_ms, t("movement-next-depart")
    if movement.status == "under_way":
        passed = {report.checkpoint for report in movement.reports}
        ahead = next((each for each in movement.checkpoints if each.checkpoint not in passed), None)
        return (ahead.due_ms, t("movement-next-checkpoint")) if ahead else (None, None)
    return None, None


def _feeds(node: Node) -> list[dict[str, object]]:
    known = [
        {
            "feed": feed,
            "accepted": tally.accepted,
            "refused": sum(tally.refused.values()),
            "newest_ms": tally.newest_ms,
        }
        for feed, tally in sorted(node.intake.feeds.items())
    ]
    unknown = node.intake.unnamed + sum(each.count for each in node.intake.unknown.values())
    return (
        [*known, {"feed": None, "accepted": 0, "refused": unknown, "newest_ms": None}] if unknown else list(known)
    )


def _peer(party: PartyId, node: Node, names: Names) -> dict[str, object]:
    known = node.truth.state.parties.parties[party]
    beat = node.truth.state.of(LOGS).heartbeats.get(known.log)
    now_ms = node.clock.now_ms()
    last_ms = beat.at_ms if beat else None
    is_silent = last_ms is not None and now_ms - last_ms > _SILENT_MS
    return {
        "party": names.party(party),
        "origin": known.log,
        "size": node.truth.fold.placed(known.log),
        "silent_since_ms": last_ms if is_silent else None,
        "last_ms": last_ms,
    }


HANDLERS = (watch, alarms, timeline)
