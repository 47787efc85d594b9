"""Meetings: calls and answers, attendance, minutes that the parties sign, and what was taken on there."""

from litestar import Response, get

from safeconduct.accord.reduce import ACCORD
from safeconduct.meeting.meeting import Meeting, Undertaking
from safeconduct.meeting.reduce import MEETINGS
from safeconduct.node.agenda import proposed_agenda
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.node import Node
from safeconduct.records.meeting import Action, MeetingCalled
from safeconduct.records.units import Lang, PartyId

from .act_words import minutes_line
from .language import Translate, language_of, translator
from .moment import field, full
from .names import Names
from .render import page


@get("/meetings")
async def meetings(request: AnyRequest) -> Response[str]:
    """The page."""
    return page(request, "meetings/page.html", "meetings", _context(request))


@get("/meetings/list")
async def listed(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "meetings/list.html", "meetings", _context(request))


def _context(request: AnyRequest) -> dict[str, object]:
    _, officer = officer_of(request)
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    state, t = node.truth.state, translator(lang)
    names, now_ms = Names(state, lang), node.clock.now_ms()
    known = state.of(MEETINGS)
    return {
        "may": bool(MeetingCalled.SIGNERS.intersection(officer.roles)),
        "clauses": [(clause.clause, names.clause(clause.clause)) for clause in state.of(ACCORD).numbered()],
        "everybody": [(party, names.party(party)) for party in sorted(node.truth.parties)],
        "agenda": _agenda(node, lang, names, t),
        "soon": field(now_ms + 3_600_000),
        "later": field(now_ms + 7_200_000),
        "meetings": [_meeting(each, node, t, names) for each in reversed(known.by_time())],
        "actions": [_action(each, node, names, now_ms) for each in known.open_actions()],
    }


def _agenda(node: Node, lang: Lang, names: Names, t: Translate) -> list[dict[str, object]]:
    """What could be talked about, as items of an agenda."""
    found = proposed_agenda(node.truth.state, node.truth.parties, node.clock.now_ms(), lang, names.verdict)
    return [
        {
            "kind": t(f"value-kind-{item.kind}"),
            "item": {"kind": item.kind, "title": item.title, "about": item.about},
        }
        for item in found
    ]


def _meeting(meeting: Meeting, node: Node, t: Translate, names: Names) -> dict[str, object]:
    call, own, parties = meeting.call, node.config.party, sorted(node.truth.parties)
    return {
        "id": meeting.meeting,
        "title": call.title,
        "place": call.place,
        "begins_ms": call.begins_ms,
        "ends_ms": call.ends_ms,
        "fields": {"begins": field(call.begins_ms), "ends": field(call.ends_ms)},
        "called_by": names.party(meeting.called_by),
        "is_ours": meeting.called_by == own,
        "call": meeting.call_id,
        "cancelled": meeting.cancelled,
        "changes": meeting.sequence,
        "agenda": [{"kind": t(f"value-kind-{item.kind}"), "title": item.title} for item in call.agenda],
        "agenda_items": [{"kind": i.kind, "title": i.title, "about": i.about} for i in call.agenda],
        "people": [_party(meeting, party, t, names) for party in parties],
        "own_answer": reply.answer if (reply := meeting.reply(own)) else None,
        "minutes": _minutes(meeting, node, t, names) if meeting.draft else None,
    }


def _party(meeting: Meeting, party: PartyId, t: Translate, names: Names) -> dict[str, object]:
    reply = meeting.reply(party)
    return {
        "party": names.party(party),
        "answer": reply.answer if reply else "none",
        "said": t(f"meeting-{reply.answer}") if reply else t("meeting-no-answer"),
        "note": reply.note if reply else "",
        "people": list(meeting.attendance.get(party, ())),
    }


def _minutes(meeting: Meeting, node: Node, t: Translate, names: Names) -> dict[str, object]:
    own, draft = node.config.party, meeting.draft
    if draft is None or meeting.drafted_by is None:
        raise ValueError(f"{meeting.meeting} has no minutes")
    parties = sorted(node.truth.parties)
    signatures = [(party, meeting.signature(party)) for party in parties]
    takes = [
        {"action": line.action, "due_ms": line.due_ms}
        for line in draft.lines
        if isinstance(line, Action) and line.owner == own
    ]
    return {
        "lang": draft.lang,
        "by": names.party(meeting.drafted_by),
        "lines": [
            {
                "text": minutes_line(line, t, names),
                "reservations": [
                    {"party": names.party(party), "text": each.text}
                    for party, signature in signatures
                    if signature
                    for each in signature.reservations
                    if each.line == number
                ],
            }
            for number, line in enumerate(draft.lines, start=1)
        ],
        "signed": [
            {
                "party": names.party(party),
                "officer": names.officer(signature.by) if signature else None,
                "at": full(signature.at_ms) if signature else None,
                "reservations": len(signature.reservations) if signature else 0,
            }
            for party, signature in signatures
        ],
        "is_signed_here": meeting.signature(own) is not None,
        "body": {"meeting": meeting.meeting, "draft": meeting.draft_id, "takes": takes, "reservations": []},
    }


def _action(action: Undertaking, node: Node, names: Names, now_ms: int) -> dict[str, object]:
    return {
        "id": action.action,
        "meeting": action.meeting,
        "owner": names.party(action.owner),
        "is_ours": action.owner == node.config.party,
        "text": action.text,
        "due_ms": action.due_ms,
        "is_overdue": action.is_overdue(now_ms),
    }


HANDLERS = (meetings, listed)
