"""Our node as a witness: c2sp.org/tlog-witness, add-checkpoint."""

from litestar import Response, post

from safeconduct.node.witnessing import Cosigner

from .guard import WALL, AnyRequest, node_of


@post("/witness/add-checkpoint", status_code=200)
async def add_checkpoint(request: AnyRequest) -> Response[bytes]:
    """Cosign a head of a log that we follow or are a witness for. The log's own signature is the credential: 403 if
    it does not hold, 404 for other logs, 409 with the size that we have, 422 for a history that does not fit."""
    told = await Cosigner(node_of(request)).answer(await request.body(), WALL.now_ms())
    return Response(told.body, status_code=told.status, media_type=told.content_type)


HANDLERS = (add_checkpoint,)
