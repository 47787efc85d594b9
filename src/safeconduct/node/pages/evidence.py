"""Evidence: every log that is held here, how far it is complete and who holds it; and packs to take away."""

import asyncio
import re
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from safeconduct.alarm.reduce import ALARMS, Alarm
from safeconduct.errors import BadInput
from safeconduct.evidence import Wanted
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.node import Node
from safeconduct.records.units import Lang, ObjectId, Origin
from safeconduct.state.entry import party_of
from safeconduct.state.logs import LOGS

from .language import language_of
from .names import Names
from .pack_print import pack_pdf
from .render import page

_SILENT_MS: Final = 180_000
"""A log that has not beaten its heart for so long is silent: beats come each minute."""
_ALARMS_MAX: Final = 50
_DIGEST: Final = re.compile(r"[0-9a-f]{8,64}")


@get("/evidence")
async def evidence(request: AnyRequest) -> Response[str]:
    """The page."""
    officer_of(request)
    return page(
        request,
        "evidence/page.html",
        "evidence",
        context(node_of(request), language_of(request.cookies.get("lang"))),
    )


@get("/evidence/board")
async def board(request: AnyRequest) -> Response[str]:
    """Its living part."""
    officer_of(request)
    return page(
        request,
        "evidence/board.html",
        "evidence",
        context(node_of(request), language_of(request.cookies.get("lang"))),
    )


@get("/evidence/packs/{kind:str}/{subject:str}")
async def pack_file(request: AnyRequest, kind: FromPath[str], subject: FromPath[str]) -> Response[bytes]:
    """The pack of that `alarm` or `verdict`; with `?summary=1` its summary as PDF. Who took it is logged."""
    key, _ = officer_of(request)
    wanted = {"alarm": Wanted("alarm", subject), "verdict": Wanted("verdict", subject)}.get(kind)
    if wanted is None or not _DIGEST.fullmatch(subject):
        raise BadInput("a pack is of an alarm or a verdict", next_step="take it from Evidence or Compliance")
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    raw = await node.packs.of(wanted)
    media, ending = "application/zip", "pack"
    if request.query_params.get("summary"):
        raw, media, ending = await asyncio.to_thread(pack_pdf, raw, lang), "application/pdf", "pdf"
    await node.read(key, ObjectId(f"pack/{kind}/{subject}"))
    name = f"{kind}-{subject[:12]}.{ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(raw, media_type=media, headers=headers)


def _context(request: AnyRequest) -> dict[str, object]:
    return context(node_of(request), language_of(request.cookies.get("lang")))


def context(node: Node, lang: Lang) -> dict[str, object]:
    """What the page shows in that language."""
    names, own = Names(node.truth.state, lang), node.config.origin
    alarms = sorted(node.truth.state.of(ALARMS).alarms.values(), key=lambda alarm: (-alarm.due_ms, alarm.alarm))
    held = sorted(node.truth.cut(), key=lambda log: (log[0] != own, log))
    return {
        "logs": [_log(node, names, *each) for each in held],
        "doubt": node.truth.doubt,
        "alarms": [_alarm(alarm, names) for alarm in alarms[:_ALARMS_MAX]],
        "alarms_more": max(0, len(alarms) - _ALARMS_MAX),
    }


def _log(node: Node, names: Names, origin: Origin, size: int, root: str) -> dict[str, object]:
    state, logs = node.truth.state, node.truth.state.of(LOGS)
    party = party_of(origin)
    beat, closed = logs.heartbeats.get(origin), state.parties.closed.get(origin)
    holders = [
        {"party": names.party(holder), "size": held.head.size, "at_ms": held.cosigned_ms}
        for (of, holder), held in sorted(logs.cosignatures.items())
        if of == origin
    ]
    others = frozenset(node.truth.parties - {party})
    return {
        "origin": origin,
        "party": names.party(party),
        "is_own": origin == node.config.origin,
        "size": size,
        "root": root,
        "complete_to_ms": beat.complete_to_ms if beat else None,
        "beat_ms": beat.at_ms if beat else None,
        "holders": holders,
        "final": logs.final_size(origin, others) if others else None,
        "rolled_back": [names.party(seen) for of, seen in sorted(logs.rollbacks) if of == origin],
        "state": "forked" if origin in state.parties.forks else "closed" if closed else
                 "silent" if beat is None or node.clock.now_ms() - beat.at_ms > _SILENT_MS else "whole",
    }  # fmt: skip


def _alarm(alarm: Alarm, names: Names) -> dict[str, object]:
    return {
        "id": alarm.alarm,
        "title": names.clause(alarm.clause),
        "about": names.key(dict(alarm.key)),
        "due_ms": alarm.due_ms,
        "is_resolved": alarm.is_resolved,
    }


HANDLERS = (evidence, board, pack_file)
