"""Dispatches as data, the gate's question about a badge, and who could do what."""

from litestar import get
from litestar.params import FromPath

from safeconduct.dispatch.dispatch import Dispatch
from safeconduct.dispatch.reduce import DISPATCHES
from safeconduct.node.node import Node
from safeconduct.records.units import Pseudonym, SiteId
from safeconduct.state.deputies import holds

from .guard import AnyRequest, node_of, officer_of


@get("/api/dispatches")
async def dispatches(request: AnyRequest) -> list[dict[str, object]]:
    """Every request, who has answered how, what is granted, and whether the grant lives now."""
    officer_of(request)
    node = node_of(request)
    return [_told(each, node) for _, each in sorted(node.truth.state.of(DISPATCHES).dispatches.items())]


@get("/api/badges/{badge:str}/{site:str}")
async def badge(request: AnyRequest, badge: FromPath[str], site: FromPath[str]) -> dict[str, object]:
    """Whether a live grant covers that badge at that site, by this node's clock; whether it is inside."""
    officer_of(request)
    node = node_of(request)
    found = node.grants.covering(Pseudonym(badge), SiteId(site), node.clock.now_ms())
    return {
        "badge": badge,
        "site": site,
        "is_granted": found is not None,
        "dispatch": found.dispatch if found is not None else None,
        "is_inside": Pseudonym(badge) in node.truth.state.of(DISPATCHES).present,
    }


@get("/api/access")
async def access(request: AnyRequest) -> dict[str, object]:
    """Who could do what by every mandate on the table, limits that another mandate makes void, and the policies
    (Cedar) by which this node decides."""
    officer_of(request)
    authority = node_of(request).access.authority
    lines = authority.matrix()
    return {
        "matrix": lines,
        "overlaps": authority.overlaps(),
        "unusable": [line.clause for line in lines if not line.officers],
        "policies": authority.policies,
        "officers": officers(node_of(request)),
    }


def _told(dispatch: Dispatch, node: Node) -> dict[str, object]:
    parties, request = node.truth.parties, dispatch.request
    live = {each.dispatch for each, _ in node.grants.live(node.clock.now_ms())}
    return {
        "id": dispatch.dispatch,
        "asked_by": dispatch.asked_by,
        "request": dispatch.request_id,
        "asked": request,
        "answers": {
            party: answer.body if (answer := dispatch.answer(party)) else None
            for party in sorted(parties)
            if party != dispatch.asked_by
        },
        "unanswered": list(dispatch.unanswered(parties)),
        "talk": list(dispatch.talk),
        "grant": dispatch.grant(parties),
        "is_live": dispatch.dispatch in live,
        "badges": list(dispatch.badges),
        "recall": dispatch.recall,
    }


def officers(node: Node) -> list[dict[str, object]]:
    """Our own officers: their roles, and in whose place they stand until when."""
    parties, now_ms = node.truth.state.parties, node.clock.now_ms()
    return [
        {
            "key": key,
            "name": officer.name,
            "roles": list(officer.roles),
            "deputy": [
                {
                    "role": role,
                    "of": parties.name(each.by),
                    "from_ms": each.from_ms,
                    "to_ms": each.to_ms,
                    "is_live": holds(parties, key, role, now_ms),
                }
                for (deputy, role), each in sorted(parties.deputies.items())
                if deputy == key
            ],
        }
        for key, officer in sorted(parties.officers.items(), key=lambda one: (one[1].name, one[0]))
        if officer.party == node.config.party and "node" not in officer.roles
    ]


HANDLERS = (dispatches, badge, access)
