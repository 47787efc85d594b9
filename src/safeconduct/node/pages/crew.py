"""A crew's page on the phone: where the journey stands, a field for the code, and the receipts."""

from litestar import Response, get
from litestar.params import FromPath

from safeconduct.node.api.guard import AnyRequest, node_of
from safeconduct.node.crews import movement_of_crew
from safeconduct.records.units import AssetId

from .traveller import phone_page


@get("/j/-/{movement:str}/{crew:str}/{secret:str}")
async def crew(
    request: AnyRequest, movement: FromPath[str], crew: FromPath[str], secret: FromPath[str]
) -> Response[str]:
    """The page. 403 for a link that does not work. It says "checked in" whichever code was given."""
    node = node_of(request)
    found = movement_of_crew(node.truth.state, node.keys.node, movement, crew, secret, node.clock.now_ms())
    own = [each.at_ms for each in found.check_ins if each.crew == AssetId(crew)]
    return phone_page(
        request, found, "traveller/crew.html", crew, "check-in" if own else "", max(own, default=None)
    )


HANDLERS = (crew,)
