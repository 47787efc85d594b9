"""The web application of a node: every route, and the headers and errors that they share."""

from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Response
from litestar.config.compression import CompressionConfig
from litestar.config.response_cache import ResponseCacheConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect
from litestar.static_files import create_static_files_router

from safeconduct.errors import BadInput, Denied, SafeconductError, Unavailable

from .api import (
    accord,
    accord_talk,
    alarms,
    crews,
    disclosures,
    dispatches,
    events,
    feeds,
    incidents,
    intake,
    log,
    meetings,
    mirror,
    movements,
    parties,
    phone_reports,
    prepare,
    protocol,
    records,
    responses,
    risks,
    sharing,
    sign_in,
    statements,
    timeline,
    travellers,
    voices,
    watch,
)
from .api import witness as witness_api
from .api.session import Sessions
from .assets import STATIC
from .node import Node
from .pace import Pace
from .pages import access as access_page
from .pages import accord as accord_page
from .pages import clause as clause_page
from .pages import compliance as compliance_page
from .pages import crew as crew_page
from .pages import disclosures as disclosures_page
from .pages import dispatches as dispatches_page
from .pages import evidence as evidence_page
from .pages import feeds as feeds_page
from .pages import gate as gate_page
from .pages import ground as ground_page
from .pages import incidents as incidents_page
from .pages import joint_print, movement_print
from .pages import meetings as meetings_page
from .pages import movements as movements_page
from .pages import phone_reports as phone_reports_page
from .pages import propose as propose_page
from .pages import response as response_page
from .pages import risks as risks_page
from .pages import settings as settings_page
from .pages import sheet as sheet_page
from .pages import sign_in as sign_in_page
from .pages import statements as statements_page
from .pages import traveller as traveller_page
from .pages import voices as voices_page
from .pages import watch as watch_page
from .sheets import Sheets
from .truth import Stale
from .upload_in import Uploads

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 3_600_000
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_STATUS: Final[tuple[tuple[type[SafeconductError], int], ...]] = (
    (Stale, 409),
    (Denied, 403),
    (BadInput, 400),
    (Unavailable, 503),
    (SafeconductError, 500),
)


_ROUTES: Final = (
    accord,
    accord_talk,
    alarms,
    events,
    disclosures,
    dispatches,
    feeds,
    incidents,
    intake,
    log,
    mirror,
    meetings,
    movements,
    prepare,
    travellers,
    voices,
    crews,
    parties,
    witness_api,
    protocol,
    records,
    phone_reports,
    responses,
    risks,
    sharing,
    sign_in,
    statements,
    timeline,
    watch,
    accord_page,
    access_page,
    clause_page,
    compliance_page,
    disclosures_page,
    evidence_page,
    settings_page,
    feeds_page,
    gate_page,
    incidents_page,
    movements_page,
    ground_page,
    movement_print,
    traveller_page,
    crew_page,
    propose_page,
    sheet_page,
    meetings_page,
    joint_print,
    dispatches_page,
    statements_page,
    sign_in_page,
    response_page,
    phone_reports_page,
    risks_page,
    voices_page,
    watch_page,
)
"""Every module with routes."""


def make_app(node: Node) -> Litestar:
    """The application that serves that node."""
    return Litestar(
        route_handlers=[
            *(handler for module in _ROUTES for handler in module.HANDLERS),
            create_static_files_router(path="/static", directories=[STATIC]),
        ],
        state=_state(node),
        exception_handlers={SafeconductError: _refuse, HTTPException: _http},
        response_headers=HEADERS,
        compression_config=CompressionConfig(backend="gzip", exclude=["/stream", "/v/", "/log/", "/log-of/"]),
        response_cache_config=ResponseCacheConfig(default_expiration=None),
        request_max_body_size=256 * 1024,
        openapi_config=None,
        logging_config=None,
    )


def _state(node: Node) -> State:
    """What requests share: who is signed in, what waits to be signed, how many came."""
    return State(
        {
            "node": node,
            "sessions": Sessions(),
            "sheets": Sheets(),
            "presses": {},
            "uploads": Uploads(node),
            "paces": {"report": Pace(60, _HOUR_MS), "return": Pace(120, _MINUTE_MS), "phone": Pace(60, _MINUTE_MS)},
        }
    )


class Refused(msgspec.Struct, frozen=True):
    """Why not, and what next."""

    error: str
    next: str


def _refuse(request: Request[Any, Any, Any], error: SafeconductError) -> Response[Refused]:
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    return Response(Refused(str(error), error.next_step), status_code=status, headers=HEADERS)


def _http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    wants_page = "text/html" in request.headers.get("accept", "")
    if isinstance(error, NotAuthorizedException) and wants_page and request.method == "GET":
        return Redirect("/sign-in", headers=HEADERS)
    body = Refused(error.detail or "not possible", "see the API description in docs/api.md")
    return Response(body, status_code=error.status_code, headers=HEADERS)
