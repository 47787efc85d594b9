"""What phones report over the link of the form, and what officers do about it."""

import msgspec
from litestar import Response, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath

from safeconduct.node.assets import STATIC
from safeconduct.node.pace import Pace
from safeconduct.node.phone_reports import Told, check_form
from safeconduct.records.units import Ms, ReportId

from .guard import AnyRequest, body_of, node_of, officer_of

BODY_MAX = 48 * 1024


class Receipt(msgspec.Struct, frozen=True):
    """The report is durable at the node, and waits for an officer."""

    receipt: str
    at_ms: Ms


@post("/n/{secret:str}/report", status_code=200, request_max_body_size=BODY_MAX)
async def report(request: AnyRequest, secret: FromPath[str]) -> Receipt:
    """Take a report, durably; the same again gives the same receipt. 403 for a link that does not work."""
    node = node_of(request)
    check_form(node.keys.node, secret)
    pace: dict[str, Pace] = request.app.state.paces
    if not pace["phone"].allows(node.clock.now_ms()):
        raise TooManyRequestsException("too many at once: the phone sends it again")
    draft = node.phone_reports.take(await body_of(request, Told), node.clock.now_ms())
    node.stream.publish("accord")
    return Receipt(draft.report, draft.came_ms)


@post("/api/phone-reports/{report:str}/set-aside", status_code=200)
async def set_aside(request: AnyRequest, report: FromPath[str]) -> dict[str, str]:
    """An officer has read it, and it is nothing for the register."""
    officer_of(request)
    node = node_of(request)
    node.phone_reports.drop(ReportId(report))
    node.stream.publish("accord")
    return {"report": report}


@get("/n/worker.js")
async def worker(request: AnyRequest) -> Response[bytes]:
    """Keeps the form on the phone, so that it opens without a network. The same for everybody."""
    content = (STATIC / "traveller-worker.js").read_bytes()
    return Response(content, media_type="text/javascript", headers={"cache-control": "no-cache"})


HANDLERS = (report, set_aside, worker)
