"""Devices that report over HTTP, and files that an officer imports."""

from litestar import Response, get, post
from litestar.exceptions import ClientException, HTTPException
from litestar.params import FromPath

from safeconduct.errors import BadInput
from safeconduct.feeds import FILE_BYTES_MAX, FILES, PAYLOAD_BYTES_MAX
from safeconduct.node.importing import Imported, take_file
from safeconduct.node.transports.http import Answer, HttpFeeds
from safeconduct.records.units import AssetId

from .guard import AnyRequest, node_of, officer_of


@post("/feeds/{kind:str}", status_code=200, request_max_body_size=PAYLOAD_BYTES_MAX)
async def report(request: AnyRequest, kind: FromPath[str]) -> Response[bytes]:
    """A report in that format, with Basic authentication where the format's senders can. Answers once it is
    durable: `[]`, or commands that waited for the device. 401 for who is not enrolled, 400 for what cannot be used,
    413 for more than 64 kB."""
    try:
        payload = await request.body()
    except ClientException as error:
        if error.status_code != 413:
            raise
        length = request.headers.get("content-length", "")
        _feeds(request).too_big(kind, int(length) if length.isdigit() else PAYLOAD_BYTES_MAX + 1)
        return _response(Answer(413, error=f"at most {PAYLOAD_BYTES_MAX} bytes are read"))
    if not payload and kind == "osmand":
        payload = b"?" + request.scope["query_string"]
    return _response(await _feeds(request).take(kind, payload, request.headers.get("authorization")))


@get("/feeds/osmand")
async def report_by_query(request: AnyRequest) -> Response[bytes]:
    """OsmAnd's way: the position is the query of the address. There is no secret in it: none can be sent so."""
    query = b"?" + request.scope["query_string"]
    return _response(await _feeds(request).take("osmand", query, request.headers.get("authorization")))


@post("/api/import/{kind:str}", request_max_body_size=FILE_BYTES_MAX)
async def import_file(request: AnyRequest, kind: FromPath[str]) -> Imported:
    """Take a file of positions. `?asset=` names what it is about where the file does not. At most 64 MB."""
    officer_of(request)
    if kind not in (FILES | {"nmea"}) - {"batch"}:
        raise BadInput(f"{kind!r} is no format of files", next_step="one of: csv, geojson, gpx, nmea")
    asset = request.query_params.get("asset")
    return await take_file(node_of(request), kind, await request.body(), AssetId(asset) if asset else None)


def _feeds(request: AnyRequest) -> HttpFeeds:
    """One for the application: it remembers who is enrolled."""
    state = request.app.state
    if "http_feeds" not in state:
        state.http_feeds = HttpFeeds(node_of(request))
    feeds: HttpFeeds = state.http_feeds
    return feeds


def _response(answer: Answer) -> Response[bytes]:
    headers = {"www-authenticate": 'Basic realm="device"'} if answer.status == 401 else {}
    body = b"[" + b",".join(answer.said) + b"]"
    if answer.error:
        raise HTTPException(answer.error, status_code=answer.status)
    return Response(body, status_code=answer.status, media_type="application/json", headers=headers)


HANDLERS = (report, report_by_query, import_file)
