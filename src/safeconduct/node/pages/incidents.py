"""The register: what is selected as a list, a map and bars over time; one incident with every report; pasting."""

import asyncio
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlencode

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from safeconduct.errors import BadInput
from safeconduct.incident.rates import ratio
from safeconduct.incident.reduce import INCIDENTS
from safeconduct.incident.row import Row
from safeconduct.incident.summary import KINDS, TYPES, Told, ranged, summary
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.api.incidents import asked, fresh, reports_of
from safeconduct.node.drafting import PAGE_MAX, Drafted, drafted
from safeconduct.node.incident_search import LINES, TREND_DAYS, Answer, Line, Query
from safeconduct.node.incidents import BREACH
from safeconduct.records.incident import Account, IncidentReported
from safeconduct.records.units import IncidentId, ReportId
from safeconduct.site.reduce import SITES

from .incident_map import HIGH, WIDE, incident_map
from .language import Translate, language_of, translator
from .names import Names
from .render import page

_DAY_MS: Final = 86_400_000
_EPOCH: Final = date(1970, 1, 1)
_KEEP_YEARS: Final = (5, 1, 10)


@get("/incidents")
async def incidents(request: AnyRequest) -> Response[str]:
    """The page."""
    return page(request, "incidents/page.html", "incidents", await _context(request))


@get("/incidents/list")
async def listed(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "incidents/list.html", "incidents", await _context(request))


@get("/incidents/{incident:str}")
async def one(request: AnyRequest, incident: FromPath[str]) -> Response[str]:
    """One incident, by any name that ever led to it."""
    _, officer = officer_of(request)
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    await fresh(node)
    name, told = reports_of(node, incident)
    found, names = node.truth.state.of(INCIDENTS), Names(node.truth.state, lang)
    accounts = [each.account for each in told]
    context = {
        "may": bool(IncidentReported.SIGNERS.intersection(officer.roles)) and not name.startswith(BREACH),
        "id": name,
        "summary": summary(name, told) if told else None,
        "missing": ranged(accounts, "missing"),
        "when": _days(told[0].account) if told else None,
        "reports": [_report(each, name, names, found.reports) for each in told],
        "withheld": max(0, len(found.reports_of(name)) - len(told)),
        "old_names": found.old_names(name),
        "turns": [
            {"is_join": turn.is_join, "by": names.officer(turn.by), "party": names.party(turn.party),
             "at_ms": turn.at_ms, "others": turn.others, "reason": turn.reason}
            for turn in found.turns.get(name, ())
        ],
    }  # fmt: skip
    return page(request, "incidents/one.html", "incidents", context)


@post("/api/incidents/read", status_code=200, request_max_body_size=PAGE_MAX)
async def read_page(request: AnyRequest) -> Drafted:
    """A page's bytes, HTML or text: the draft beside its text. Nothing is kept. Raises BadInput."""
    officer_of(request)
    raw = await request.body()
    return await asyncio.to_thread(drafted, raw, node_of(request).clock.now_ms())


async def _context(request: AnyRequest) -> dict[str, object]:
    _, officer = officer_of(request)
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    t = translator(lang)
    query = _query(request.query_params)
    found = await asked(node, query)
    outlines = [zone.outline for zone in node.truth.state.of(SITES).zones() if zone.kind == "ring"]
    return {
        "may": bool(IncidentReported.SIGNERS.intersection(officer.roles)),
        "query": query,
        "address": _address(query),
        "since": _iso(query.from_day),
        "until": _iso(query.to_day),
        "types": [(each, t(f"value-event-type-{each.replace('_', '-')}")) for each in TYPES],
        "kinds": [(each, t(f"value-kind-{each.replace('_', '-')}")) for each in KINDS],
        "keep": [(year, node.clock.now_ms() + year * 366 * _DAY_MS) for year in _KEEP_YEARS],
        "found": found,
        "lines": [_line(each) for each in found.lines],
        "older": _address(query, before=found.lines[-1].n) if len(found.lines) == LINES else None,
        "map": incident_map(found.cells, outlines, query.box),
        "wide": WIDE,
        "high": HIGH,
        "to_box": _address(msgspec.structs.replace(query, box=None, before=None), box=""),
        "whole": _address(msgspec.structs.replace(query, box=None, before=None)),
        "bars": _bars(found),
        "trend": _trend(found, t),
        "waiting": node.incidents.wanted - node.incidents.done,
    }


def _query(given: Mapping[str, str]) -> Query:
    """Of the address. Raises BadInput."""
    wanted: dict[str, object] = {"text": given.get("text", "").strip()[:200], "is_fatal": bool(given.get("fatal"))}
    wanted["types"] = [given["type"]] if given.get("type") else []
    wanted["kinds"] = [given["kind"]] if given.get("kind") else []
    try:
        for name, field in (("since", "from_day"), ("until", "to_day")):
            if given.get(name):
                wanted[field] = (date.fromisoformat(given[name]) - _EPOCH).days
        if given.get("before"):
            wanted["before"] = int(given["before"])
        if given.get("box"):
            wanted["box"] = [round(float(edge) * 1e7) for edge in given["box"].split(",")]
        return msgspec.convert(wanted, Query)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"no such selection: {error}", next_step="open the register anew: /incidents") from error


def _address(query: Query, **more: object) -> str:
    """The same selection, as an address has it."""
    parts: dict[str, object] = {
        "text": query.text, "type": next(iter(query.types), ""), "kind": next(iter(query.kinds), ""),
        "since": _iso(query.from_day), "until": _iso(query.to_day), "fatal": "on" if query.is_fatal else "",
    }  # fmt: skip
    if query.box is not None:
        parts["box"] = ",".join(f"{edge / 1e7:.4f}" for edge in query.box)
    kept = {name: value for name, value in parts.items() if value != ""}
    return urlencode({**kept, **more})


def _iso(day: int | None) -> str:
    return "" if day is None else date.fromordinal(_EPOCH.toordinal() + day).isoformat()


def _line(line: Line) -> dict[str, object]:
    row = line.row
    return {
        "id": line.id,
        "when": _day(row.from_ms),
        "title": row.title,
        "type": f"value-event-type-{row.event_type.replace('_', '-')}",
        "kind": row.kind,
        "kind_word": f"value-kind-{row.kind.replace('_', '-')}",
        "place": row.place,
        "source": row.source,
        "killed": _number(row, "fatalities"),
        "hurt": _number(row, "injured"),
    }


def _number(row: Row, what: str) -> str:
    """Over all sources; empty where nobody says."""
    said = [count for count in row.counts if count[0] == what]
    lows, highs = [c[1] for c in said if c[1] is not None], [c[2] for c in said if c[2] is not None]
    if not lows:
        return ""
    low, high = min(lows), max([*highs, *lows]) if len(highs) == len(said) else None
    return str(low) if low == high else f"{low}–{'?' if high is None else high}"


def _day(t_ms: int | None) -> str | None:
    return None if t_ms is None else f"{datetime.fromtimestamp(t_ms / 1000, UTC):%Y-%m-%d}"


def _days(account: Account) -> str | None:
    first, last = _day(account.from_ms), _day(account.to_ms)
    return first if first == last or last is None else f"{first} – {last}"


def _trend(found: Answer, t: Translate) -> str:
    """What the newest days say, and what they do not."""
    new, old = found.recent
    change = ratio(new, old)
    if not new + old:
        return ""
    high = "∞" if math.isinf(change.high) else f"{change.high:.1f}"
    word = "incidents-trend-change" if change.is_change else "incidents-trend-none"
    between = f"\u2066{change.low:.1f}–{high}\u2069"
    return f"{t('incidents-trend', days=TREND_DAYS, new=new, old=old)} {t(word, between=between)}"


def _bars(found: Answer) -> list[dict[str, object]]:
    most = max((bar.count for bar in found.bars), default=1) or 1
    return [
        {
            "count": bar.count,
            "pct": round(100 * bar.count / most),
            "from": _iso(bar.from_day),
            "to": _iso(bar.to_day - 1),
        }
        for bar in found.bars
    ]


def _report(told: Told, incident: IncidentId, names: Names, known: Mapping[ReportId, object]) -> dict[str, object]:
    account = told.account
    own = known.get(ReportId(told.report))
    return {
        "id": told.report,
        "party": names.party(told.party),
        "at_ms": told.at_ms,
        "tlp": told.tlp,
        "share_with": [names.party(each) for each in told.share_with],
        "account": account,
        "when": _days(account),
        "type": f"value-event-type-{account.event_type.replace('_', '-')}",
        "kind_word": f"value-kind-{account.kind.replace('_', '-')}",
        "source_word": f"value-kind-{account.source.kind.replace('_', '-')}",
        "published": _day(account.source.published_ms),
        "can_go": told.report != incident,
        "has_original": own is not None,
    }


HANDLERS = (incidents, listed, one, read_page)
