"""Settings: who may act here, whom this node speaks to, and what it keeps for how long."""

from litestar import Response, get

from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.config import Peer
from safeconduct.node.node import Node
from safeconduct.records.party import OfficerRevoked
from safeconduct.records.units import KeyId, Lang
from safeconduct.state.logs import LOGS
from safeconduct.state.parties import Officer

from .language import language_of, translator
from .names import Names
from .render import page


@get("/settings")
async def settings(request: AnyRequest) -> Response[str]:
    """The page."""
    key, officer = officer_of(request)
    shown = context(node_of(request), key, officer, language_of(request.cookies.get("lang")))
    return page(request, "settings/page.html", "settings", shown)


def context(node: Node, me: KeyId, officer: Officer, lang: Lang) -> dict[str, object]:
    """What the page shows to that officer in that language."""
    config, parties, names = node.config, node.truth.state.parties, Names(node.truth.state, lang)
    own = config.party
    known = sorted(parties.officers.items(), key=lambda each: (each[1].party != own, each[1].party, each[1].name))
    may_revoke = bool(OfficerRevoked.SIGNERS.intersection(officer.roles))
    return {
        "officers": [
            _officer(key, each, names, lang) | {"may_revoke": may_revoke and each.party == own and key != me}
            for key, each in known
            if each.roles
        ],
        "peers": [_peer(peer, node) for peer in config.peers],
        "witnesses": [witness.name for witness in config.witnesses],
        "quorum": config.quorum,
        "mirrors": [mirror.name for mirror in config.mirrors],
        "days": config.retention.observations_days,
        "by_hour": config.retention.by_hour,
        "origin": config.origin,
        "url": config.listen.url,
        "has_roads": node.roads_path is not None and node.roads_path.exists(),
    }


def _officer(key: KeyId, officer: Officer, names: Names, lang: Lang) -> dict[str, object]:
    t = translator(lang)
    return {
        "key": key,
        "name": officer.name,
        "party": names.party(officer.party),
        "roles": [t(f"role-{role}") for role in officer.roles],
        "doubted_ms": officer.doubted_from_ms,
        "revoke": {"key_id": key},
    }


def _peer(peer: Peer, node: Node) -> dict[str, object]:
    beat = node.truth.state.of(LOGS).heartbeats.get(peer.origin)
    return {
        "name": peer.name,
        "url": peer.url,
        "origin": peer.origin,
        "is_pinned": bool(peer.certificates),
        "is_sealed": peer.url.startswith("https://"),
        "last_ms": beat.at_ms if beat else None,
        "is_removed": peer.party in node.truth.state.parties.removed,
    }


HANDLERS = (settings,)
