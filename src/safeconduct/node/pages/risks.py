"""Risks of places and journeys: both sides' ratings on one matrix, with the gap between them."""

from litestar import Response, get

from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.node import Node
from safeconduct.records.risk import RiskRated
from safeconduct.risk.reduce import RISKS
from safeconduct.risk.risk import Rating, Risk
from safeconduct.site.reduce import SITES

from .language import language_of
from .moment import field
from .names import Names
from .render import page

_MONTH_MS = 30 * 86_400_000


@get("/risks")
async def risks(request: AnyRequest) -> Response[str]:
    """The page."""
    return page(request, "risks/page.html", "risks", _context(request))


@get("/risks/list")
async def listed(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "risks/list.html", "risks", _context(request))


def _context(request: AnyRequest) -> dict[str, object]:
    _, officer = officer_of(request)
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    names, now_ms = Names(node.truth.state, lang), node.clock.now_ms()
    found = node.truth.state.of(RISKS).by_weight()
    return {
        "may": bool(RiskRated.SIGNERS.intersection(officer.roles)),
        "subjects": _subjects(node, names),
        "everybody": [(party, names.party(party)) for party in sorted(node.truth.parties)],
        "next_month": field(now_ms + _MONTH_MS),
        "risks": [_risk(each, node, names) for each in found if each.open],
        "matrix": _matrix(found, names),
    }


def _subjects(node: Node, names: Names) -> list[tuple[str, str]]:
    """What can be at risk, by what it is called."""
    state = node.truth.state
    movements = [(f"movement/{each}", str(each)) for each in sorted(state.of(MOVEMENTS).movements)]
    sites = [(f"site/{each}", names.site(each)) for each in sorted(state.of(SITES).sites)]
    zones = [(f"zone/{zone.zone}", names.zone(zone.zone)) for zone in state.of(SITES).zones()]
    return [*reversed(movements), *sites, *zones]


def _matrix(risks: list[Risk], names: Names) -> list[dict[str, object]]:
    """Rows from very likely to very unlikely, cells from negligible to critical: whose ratings of what is left."""
    cells: dict[tuple[int, int], list[dict[str, str]]] = {}
    for risk in risks:
        for each in risk.open:
            place = (each.body.residual_likelihood, each.body.residual_impact)
            cells.setdefault(place, []).append({"risk": risk.risk, "party": names.party(each.party)})
    return [
        {
            "likelihood": likelihood,
            "cells": [
                {"impact": impact, "band": band(likelihood * impact), "risks": cells.get((likelihood, impact), [])}
                for impact in range(1, 6)
            ],
        }
        for likelihood in range(5, 0, -1)
    ]


def band(level: int) -> str:
    """Of 25: low, medium, high, very high; as field officers colour the matrix."""
    return "low" if level <= 4 else "medium" if level <= 9 else "high" if level <= 15 else "extreme"


def _risk(risk: Risk, node: Node, names: Names) -> dict[str, object]:
    kind, _, name = risk.subject.partition("/")
    called = dict(_subjects(node, names)).get(risk.subject, name)
    return {
        "id": risk.risk,
        "kind": kind,
        "subject": called,
        "threat": risk.open[0].body.threat,
        "gap": risk.gap(),
        "ratings": [_rating(each, node, names) for each in risk.open],
        "is_rated_here": node.config.party in risk.ratings and not risk.ratings[node.config.party].is_closed,
    }


def _rating(rating: Rating, node: Node, names: Names) -> dict[str, object]:
    body, own = rating.body, node.config.party
    return {
        "record": rating.record,
        "party": names.party(rating.party),
        "is_ours": rating.party == own,
        "threat": body.threat,
        "vulnerability": body.vulnerability,
        "likelihood": body.likelihood,
        "impact": body.impact,
        "level": rating.level,
        "band": band(rating.level),
        "measures": list(body.measures),
        "residual_likelihood": body.residual_likelihood,
        "residual_impact": body.residual_impact,
        "residual": rating.residual,
        "residual_band": band(rating.residual),
        "owner": names.party(body.owner),
        "may_accept": body.owner == own and rating.accepted_ms is None,
        "accepted_ms": rating.accepted_ms,
        "expires_ms": body.expires_ms,
        "is_expired": not rating.stands(node.clock.now_ms()),
    }


HANDLERS = (risks, listed)
