"""The report form on a phone, and the page on which officers confirm what came in over it."""

from typing import get_args

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from safeconduct.incident.reduce import INCIDENTS
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.phone_reports import Draft, check_form, form_secret, reported
from safeconduct.records.incident import EventType, IncidentReported
from safeconduct.records.units import PartyId

from .language import Translate, language_of, translator
from .moment import field
from .names import Names
from .render import environment, page


@get("/n/{secret:str}")
async def form(request: AnyRequest, secret: FromPath[str]) -> Response[str]:
    """The form. 403 for a link that does not work."""
    node = node_of(request)
    check_form(node.keys.node, secret)
    lang = language_of(str(request.query_params.get("lang", "")) or request.cookies.get("lang"))
    t = translator(lang)
    context = {
        "t": t,
        "lang": lang,
        "dir": "rtl" if lang == "ur" else "ltr",
        "party": Names(node.truth.state, lang).party(PartyId(node.config.party)),
        "now_ms": node.clock.now_ms(),
        "speed": f"{node.clock.speed:g}",
        "now": field(node.clock.now_ms()),
        "events": [(each, t(f"value-event-type-{each.replace('_', '-')}")) for each in get_args(EventType)],
    }
    text = environment().get_template("reports/form.html").render(context)
    return Response(text, media_type="text/html", headers={"cache-control": "no-store"})


@get("/reports")
async def reports(request: AnyRequest) -> Response[str]:
    """What waits to be confirmed."""
    return page(request, "reports/page.html", "reports", _context(request))


@get("/reports/list")
async def listed(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "reports/list.html", "reports", _context(request))


def _context(request: AnyRequest) -> dict[str, object]:
    _, officer = officer_of(request)
    node, t = node_of(request), translator(language_of(request.cookies.get("lang")))
    now_ms, known = node.clock.now_ms(), node.truth.state.of(INCIDENTS)
    drafts = []
    for each in node.phone_reports.waiting(now_ms):
        if known.resolve(each.report) is not None:  # type: ignore[arg-type]  # a report is called as its incident is
            node.phone_reports.drop(each.report)
        else:
            drafts.append(_draft(each, now_ms, t))
    return {
        "may": bool(IncidentReported.SIGNERS.intersection(officer.roles)),
        "form": f"/n/{form_secret(node.keys.node)}",
        "drafts": drafts,
    }


def _draft(draft: Draft, now_ms: int, t: Translate) -> dict[str, object]:
    told, body = draft.told, reported(draft, now_ms)  # type: ignore[arg-type]
    place = body.account.place
    return {
        "report": draft.report,
        "came_ms": draft.came_ms,
        "happened_ms": told.happened_ms,
        "event": t(f"value-event-type-{told.event_type.replace('_', '-')}"),
        "is_near_miss": told.kind == "near_miss",
        "place": place.name if place else "",
        "at": f"{told.at[0] / 1e7:.5f}, {told.at[1] / 1e7:.5f} ± {told.within_m} m" if told.at else "",
        "text": told.text,
        "who": told.who,
        "counts": [
            {"what": t(f"phone-{each.what}"), "low": each.low, "high": each.high} for each in body.account.counts
        ],
        "body": msgspec.to_builtins(body),
    }


HANDLERS = (form, reports, listed)
