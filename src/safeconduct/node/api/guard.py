"""Who asks. Default deny: a handler that does not ask `officer_of` serves nothing but the sign-in page."""

from typing import Any, Final, TypeAlias, TypeVar

import msgspec
from litestar import Request
from litestar.exceptions import NotAuthorizedException

from safeconduct.errors import BadInput, Denied
from safeconduct.node.clock import WallClock
from safeconduct.node.node import Node
from safeconduct.node.sheets import Sheets
from safeconduct.records.units import KeyId
from safeconduct.state.parties import Officer

from .session import Sessions

AnyRequest: TypeAlias = Request[Any, Any, Any]
COOKIE: Final = "safeconduct_session"
WALL: Final = WallClock()


_T = TypeVar("_T")


async def body_of(request: AnyRequest, kind: type[_T]) -> _T:
    """The posted JSON as that type, strictly. Raises BadInput with the place of what is wrong."""
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"not what is expected here: {error}", next_step="see docs/api.md") from error


def node_of(request: AnyRequest) -> Node:
    """The node that this application serves."""
    node: Node = request.app.state.node
    return node


def sessions_of(request: AnyRequest) -> Sessions:
    """The open sessions."""
    sessions: Sessions = request.app.state.sessions
    return sessions


def sheets_of(request: AnyRequest) -> Sheets:
    """What waits to be confirmed."""
    sheets: Sheets = request.app.state.sheets
    return sheets


def signed_in(request: AnyRequest) -> tuple[KeyId, Officer] | None:
    """The officer at the other end of this request, of this node's party; None before sign-in."""
    node = node_of(request)
    parties = node.truth.state.parties
    found = sessions_of(request).officer(request.cookies.get(COOKIE), parties, WALL.now_ms(), node.clock.now_ms())
    return found if found and found[1].party == node.config.party else None


def officer_of(request: AnyRequest) -> tuple[KeyId, Officer]:
    """The officer who asks. Raises 401, and Denied where our policies let that officer read nothing."""
    found = signed_in(request)
    if found is None:
        raise NotAuthorizedException("sign in first")
    if not node_of(request).access.authority.may_read(found[0]):
        raise Denied(f"{found[1].name} has no role here", "ask this party's administrator for one")
    return found
