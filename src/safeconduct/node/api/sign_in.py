"""Challenge, session, sign-out."""

from litestar import Response, delete, get, post
from litestar.datastructures import Cookie

from safeconduct.records.units import KeyId

from .guard import COOKIE, WALL, AnyRequest, body_of, node_of, sessions_of
from .session import SESSION_MS, Answer


@get("/api/challenge")
async def challenge(request: AnyRequest) -> dict[str, str]:
    """A nonce to sign: see `session.challenge_text`."""
    return {"nonce": sessions_of(request).challenge(WALL.now_ms())}


@post("/api/session")
async def open_session(request: AnyRequest) -> Response[dict[str, str]]:
    """Sign in with a signed challenge. Sets a cookie that scripts cannot read and other sites cannot send."""
    node = node_of(request)
    data = await body_of(request, Answer)
    host = request.headers.get("host", "")
    token = sessions_of(request).sign_in(data, host, node.truth.state.parties, WALL.now_ms())
    officer = node.truth.state.parties.officers[KeyId(data.key)]
    cookie = Cookie(
        key=COOKIE,
        value=token,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        max_age=SESSION_MS // 1000,
    )
    return Response({"name": officer.name}, cookies=[cookie], status_code=201)


@delete("/api/session")
async def close_session(request: AnyRequest) -> None:
    """Sign out."""
    sessions_of(request).sign_out(request.cookies.get(COOKIE))


HANDLERS = (challenge, open_session, close_session)
