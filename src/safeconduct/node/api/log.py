"""Our log's files for admitted peers: C2SP tlog-tiles over HTTP, behind a door."""

from litestar import Response, get
from litestar.params import FromPath

from safeconduct.errors import Denied
from safeconduct.records.units import Origin

from .door import admit
from .guard import WALL, AnyRequest, node_of


@get("/log/{path:path}", media_type="application/octet-stream")
async def log_file(request: AnyRequest, path: FromPath[str]) -> Response[bytes]:
    """`checkpoint`, a tile or an entry bundle. 403 for strangers, 404 for what is not there."""
    node = node_of(request)
    name = path.lstrip("/")
    keys = node.truth.readers(node.config.origin)
    peer = admit(request.headers.get("authorization"), keys, node.config.origin, name, WALL.now_ms())
    node.callers.knocked(peer.name)
    return _answer(name, node.truth.file(name))


@get("/log-of/{path:path}", media_type="application/octet-stream")
async def log_of(request: AnyRequest, path: FromPath[str]) -> Response[bytes]:
    """`PARTY/ACCORD/EPOCH/FILE`: a file of our log or of one that we hold a copy of, for those whom its
    owner has admitted, and for the owner, who may have lost it. 403 for others, 404 for what is not there."""
    node = node_of(request)
    whole = path.lstrip("/")
    parts = whole.split("/", 3)
    if len(parts) < 4:
        raise Denied("name a log, PARTY/ACCORD/EPOCH, and a file of it", "see docs/api.md")
    origin, name = Origin("/".join(parts[:3])), parts[3]
    readers = node.truth.readers(origin)
    peer = admit(request.headers.get("authorization"), readers, node.config.party, whole, WALL.now_ms())
    node.callers.knocked(peer.name)
    return _answer(name, node.truth.serve(origin, name))


def _answer(name: str, content: bytes | None) -> Response[bytes]:
    if content is None:
        return Response(b"", status_code=404)
    is_fixed = name.startswith("tile/") and ".p/" not in name
    caching = "max-age=604800, immutable" if is_fixed else "no-store"
    return Response(content, headers={"cache-control": caching})


HANDLERS = (log_file, log_of)
