"""The parties as data, for the command line and other programs."""

from litestar import get

from safeconduct.state.entry import party_of

from .guard import AnyRequest, node_of, officer_of


@get("/api/parties")
async def parties(request: AnyRequest) -> list[dict[str, object]]:
    """Every party that a log here founds: its standing, whom it has admitted, its logs and how far they count."""
    officer_of(request)
    node = node_of(request)
    state = node.truth.state
    known = state.parties
    return [
        {
            "party": party.party,
            "name": party.name,
            "is_own": party.party == node.config.party,
            "is_member": party.party in known.members,
            "removed": removal.reason if (removal := known.removed.get(party.party)) else "",
            "admitted": sorted(known.admitted.get(party.party, ())),
            "logs": [
                {
                    "origin": origin,
                    "size": size,
                    "closed": closed.why if (closed := known.closed.get(origin)) else "",
                }
                for origin, size in sorted(state.sizes.items())
                if party_of(origin) == party.party
            ],
        }
        for _, party in sorted(known.parties.items())
    ]


HANDLERS = (parties,)
