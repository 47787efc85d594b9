"""The gate: a page for a phone. Type or scan a plate, see whether it is expected, sign the check; works off
line."""

from typing import Final

import msgspec
from litestar import Response, get

from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.assets import STATIC
from safeconduct.node.gate import expected, inside
from safeconduct.site.reduce import SITES

from .language import language_of
from .names import Names
from .render import page

_KINDS: Final = ("gate", "ring", "area", "haven")


@get("/gate")
async def gate(request: AnyRequest) -> Response[str]:
    """The page."""
    officer_of(request)
    node = node_of(request)
    names = Names(node.truth.state, language_of(request.cookies.get("lang")))
    zones = sorted(node.truth.state.of(SITES).zones(), key=lambda zone: _order(zone.kind))
    listed = [{"zone": zone.zone, "name": names.zone(zone.zone)} for zone in zones]
    return page(request, "gate/page.html", "gate", {"zones": listed})


@get("/api/gate")
async def known(request: AnyRequest) -> dict[str, object]:
    """Vehicles that orders in force announce, and those that stand in a zone: kept on the phone for bad links."""
    officer_of(request)
    node = node_of(request)
    now_ms = node.clock.now_ms()
    return {
        "now_ms": now_ms,
        "expected": msgspec.to_builtins(expected(node.truth.state, node.truth.parties, now_ms)),
        "inside": msgspec.to_builtins(inside(node.truth.state)),
    }


@get("/gate/worker.js", media_type="text/javascript")
async def worker(request: AnyRequest) -> Response[bytes]:
    """Keeps the page on the phone. It may serve the page itself, which lies above this address."""
    officer_of(request)
    content = (STATIC / "gate-worker.js").read_bytes()
    return Response(content, headers={"service-worker-allowed": "/", "cache-control": "no-cache"})


def _order(kind: str) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


HANDLERS = (gate, known, worker)
