"""Our log's files for admitted peers: C2SP tlog-tiles over HTTP, behind a door."""

from litestar import Response, get
from litestar.params import FromPath

from safeconduct.wire import note

from .door import admit
from .guard import WALL, AnyRequest, node_of


@get("/log/{path:path}", media_type="application/octet-stream")
async def log_file(request: AnyRequest, path: FromPath[str]) -> Response[bytes]:
    """`checkpoint`, a tile or an entry bundle. 403 for strangers, 404 for what is not there."""
    node = node_of(request)
    name = path.lstrip("/")
    keys = [note.parse_key(peer.witness_vkey) for peer in node.config.peers]
    admit(request.headers.get("authorization"), keys, node.config.origin, name, WALL.now_ms())
    content = node.truth.file(name)
    if content is None:
        return Response(b"", status_code=404)
    is_fixed = name.startswith("tile/") and ".p/" not in name
    caching = "max-age=604800, immutable" if is_fixed else "no-store"
    return Response(content, headers={"cache-control": caching})


HANDLERS = (log_file,)
