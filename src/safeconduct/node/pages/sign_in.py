"""The first page, and the way to the others."""

from litestar import Response, get
from litestar.response import Redirect

from safeconduct.node.api.guard import AnyRequest, node_of, signed_in

from .render import page


@get("/")
async def root(request: AnyRequest) -> Redirect:
    """To the watch, or to the sign-in."""
    return Redirect("/watch" if signed_in(request) else "/sign-in")


@get("/sign-in")
async def sign_in(request: AnyRequest) -> Response[str]:
    """Open a key file; sign a challenge."""
    return page(request, "sign-in.html", "sign-in", {"origin": node_of(request).config.origin})


HANDLERS = (root, sign_in)
