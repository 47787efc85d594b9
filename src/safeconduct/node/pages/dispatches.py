"""Dispatches: people of one party on another's ground, from the request to the gate and the end."""

from litestar import Response, get

from safeconduct.accord.reduce import ACCORD
from safeconduct.dispatch.dispatch import Answer, Dispatch
from safeconduct.dispatch.reduce import DISPATCHES
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.node import Node
from safeconduct.records.clause import MandateContent
from safeconduct.records.dispatch import BadgeShown, DispatchAnswered, DispatchRequested
from safeconduct.records.units import Pseudonym, SiteId
from safeconduct.site.reduce import SITES

from .act_words import request_rows
from .language import Translate, language_of, translator
from .moment import field
from .names import Names
from .render import page

_DAY_MS = 86_400_000


@get("/dispatch")
async def dispatch(request: AnyRequest) -> Response[str]:
    """The page."""
    return page(request, "dispatch/page.html", "dispatch", _context(request))


@get("/dispatch/list")
async def listed(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "dispatch/list.html", "dispatch", _context(request))


@get("/dispatch/badge")
async def badge(request: AnyRequest) -> Response[str]:
    """Whether a live grant covers `?badge=` at `?site=`, and what a keeper may record of it."""
    _, officer = officer_of(request)
    node = node_of(request)
    name, site = (
        str(request.query_params.get("badge", ""))[:64].strip(),
        str(request.query_params.get("site", ""))[:64],
    )
    found = node.grants.covering(Pseudonym(name), SiteId(site), node.clock.now_ms()) if name else None
    context = {
        "badge": name,
        "site": site,
        "covered_by": found.dispatch if found else None,
        "is_inside": Pseudonym(name) in node.truth.state.of(DISPATCHES).present,
        "may_show": bool(BadgeShown.SIGNERS.intersection(officer.roles)),
    }
    return page(request, "dispatch/badge.html", "dispatch", context)


def _context(request: AnyRequest) -> dict[str, object]:
    _, officer = officer_of(request)
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    state, t, now_ms = node.truth.state, translator(lang), node.clock.now_ms()
    names, known, own = Names(state, lang), state.of(DISPATCHES), node.config.party
    in_force = {clause.clause for clause in state.of(ACCORD).in_force(node.truth.parties, now_ms)}
    live = {each.dispatch for each, _ in node.grants.live(now_ms)}
    covered = {(each, grant.site) for found, grant in node.grants.live(now_ms) for each in found.badges}
    return {
        "may_ask": bool(DispatchRequested.SIGNERS.intersection(officer.roles)),
        "may_answer": bool(DispatchAnswered.SIGNERS.intersection(officer.roles)),
        "may_show": bool(BadgeShown.SIGNERS.intersection(officer.roles)),
        "mandates": [
            (clause.clause, names.clause(clause.clause))
            for clause in state.of(ACCORD).numbered()
            if isinstance(clause.content, MandateContent)
            and (clause.content.act, clause.content.party) == ("be_present", own)
            and clause.clause in in_force
        ],
        "sites": [(site, names.site(site)) for site in sorted(state.of(SITES).sites)],
        "everybody": [(party, names.party(party)) for party in sorted(node.truth.parties)],
        "soon": field(now_ms),
        "later": field(now_ms + 3 * _DAY_MS),
        "dispatches": [
            _dispatch(each, node, t, names, each.dispatch in live)
            for each in sorted(known.dispatches.values(), key=lambda one: (-one.asked_ms, one.dispatch))
        ],
        "present": [
            {
                "badge": each.badge,
                "site": names.site(each.site),
                "site_id": each.site,
                "since_ms": each.since_ms,
                "is_covered": (each.badge, each.site) in covered,
            }
            for _, each in sorted(known.present.items())
        ],
    }


def _dispatch(dispatch: Dispatch, node: Node, t: Translate, names: Names, is_live: bool) -> dict[str, object]:
    parties, own, now_ms = node.truth.parties, node.config.party, node.clock.now_ms()
    grant, asked = dispatch.grant(parties), dispatch.request
    answers = {party: dispatch.answer(party) for party in sorted(parties) if party != dispatch.asked_by}
    refused = any(each is not None and each.body.consent == "refused" for each in answers.values())
    if dispatch.recall is not None:
        status = "recalled"
    elif refused:
        status = "refused"
    elif grant is None:
        status = "asked"
    elif now_ms >= grant.to_ms:
        status = "over"
    else:
        status = "live" if is_live else "granted" if now_ms < grant.from_ms else "asleep"
    return {
        "id": dispatch.dispatch,
        "asked_by": names.party(dispatch.asked_by),
        "is_ours": dispatch.asked_by == own,
        "request": dispatch.request_id,
        "count": asked.count,
        "people": asked.people,
        "rows": request_rows(asked, t, names),
        "asked": {"from_ms": asked.from_ms, "to_ms": asked.to_ms},
        "fields": {"from": field(asked.from_ms), "to": field(asked.to_ms)},
        "answers": [_answer(names.party(party), answer) for party, answer in answers.items()],
        "may_still": dispatch.recall is None,
        "grant": grant,
        "status": status,
        "status_text": t(f"dispatch-status-{status}"),
        "badges": list(dispatch.badges),
        "talk": [
            {
                "party": names.party(each.party),
                "officer": names.officer(each.by),
                "at_ms": each.at_ms,
                "text": each.text,
            }
            for each in dispatch.talk
        ],
        "recall": {
            "by": names.party(dispatch.recall.by),
            "at_ms": dispatch.recall.at_ms,
            "reason": dispatch.recall.reason,
        }
        if dispatch.recall
        else None,
    }


def _answer(party: str, answer: Answer | None) -> dict[str, object]:
    body = answer.body if answer else None
    return {
        "party": party,
        "consent": body.consent if body else "none",
        "count": body.count if body else 0,
        "from_ms": body.from_ms if body else None,
        "to_ms": body.to_ms if body else None,
        "conditions": body.conditions if body else "",
    }


HANDLERS = (dispatch, listed, badge)
