"""The timeline as data."""

from litestar import get

from safeconduct.node.pages.language import language_of, translator
from safeconduct.node.pages.timeline import timeline as entries

from .guard import AnyRequest, node_of, officer_of


@get("/api/timeline")
async def timeline(request: AnyRequest) -> list[dict[str, object]]:
    """The newest acts of all parties with claimed and proven times, in the reader's language."""
    officer_of(request)
    lang = language_of(request.cookies.get("lang"))
    return entries(node_of(request), translator(lang), lang)


HANDLERS = (timeline,)
