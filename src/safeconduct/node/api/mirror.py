"""Our node as a mirror: c2sp.org/tlog-mirror. What is uploaded must be in a head that its log has signed."""

from litestar import Response, post

from safeconduct.ledger.witness import Answer
from safeconduct.node.upload_in import Uploads

from .guard import WALL, AnyRequest


def _uploads(request: AnyRequest) -> Uploads:
    uploads: Uploads = request.app.state.uploads
    return uploads


def _response(told: Answer) -> Response[bytes]:
    headers = {"accept-encoding": "gzip"}
    return Response(told.body, status_code=told.status, media_type=told.content_type, headers=headers)


@post("/mirror/add-checkpoint", status_code=200)
async def add_checkpoint(request: AnyRequest) -> Response[bytes]:
    """Accept a head of a log that we follow; its entries are to come. 403 if its signature does not hold, 404 for
    other logs, 409 with the size that we have, 422 for a history that does not fit."""
    return _response(await _uploads(request).add_checkpoint(await request.body()))


@post("/mirror/add-entries", status_code=200, request_max_body_size=None)
async def add_entries(request: AnyRequest) -> Response[bytes]:
    """Entry packages, at most 64 MB and a minute a request. 200 with our cosignature once all are here, 202 or 409
    with where to go on, 422 for entries that are not in the tree that was signed."""
    is_packed = request.headers.get("content-encoding", "") == "gzip"
    return _response(await _uploads(request).add_entries(request.stream(), WALL.now_ms(), is_packed=is_packed))


HANDLERS = (add_checkpoint, add_entries)
