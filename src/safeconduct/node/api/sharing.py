"""Our feeds for the other parties' nodes: what their mandates allow, behind the peers' door."""

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from safeconduct.errors import BadInput
from safeconduct.node.sharing import Delivery
from safeconduct.records.feed import OfficerRole
from safeconduct.records.units import FeedId, Origin
from safeconduct.state.entry import party_of

from .door import admit
from .guard import WALL, AnyRequest, node_of


class _Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: OfficerRole
    cursor: int = 0


@get("/share/{feed:str}")
async def share(request: AnyRequest, feed: FromPath[str]) -> Response[Delivery]:
    """`?role=&cursor=`: what came since, for that party's officers in that role. 403 for strangers, and where no
    mandate in force allows it."""
    node = node_of(request)
    path = f"share/{feed}?{request.url.query}"
    keys = node.truth.readers(node.config.origin)
    peer = admit(request.headers.get("authorization"), keys, node.config.party, path, WALL.now_ms())
    try:
        asked = msgspec.convert(dict(request.query_params), _Asked, strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(str(error), where="?", next_step="name the role and the cursor") from error
    delivery = await node.share(FeedId(feed), party_of(Origin(peer.name)), asked.role, asked.cursor)
    return Response(delivery, headers={"cache-control": "no-store"})


HANDLERS = (share,)
