"""A traveller's page on the phone: where things stand, "I am safe", "help", and the receipts."""

from litestar import Response, get
from litestar.params import FromPath

from safeconduct.movement.movement import Movement
from safeconduct.node.api.guard import AnyRequest, node_of
from safeconduct.node.cards import movement_of_card
from safeconduct.records.units import PartyId, Pseudonym

from .language import Translate, language_of, translator
from .names import Names
from .render import environment


@get("/j/{movement:str}/{traveller:str}/{secret:str}")
async def traveller(
    request: AnyRequest, movement: FromPath[str], traveller: FromPath[str], secret: FromPath[str]
) -> Response[str]:
    """The page. 403 for a link that does not work."""
    node = node_of(request)
    found = movement_of_card(
        node.truth.state, node.keys.node, node.config.party, movement, traveller, secret, node.clock.now_ms()
    )
    spoken = found.spoken.get(Pseudonym(traveller))
    word, word_ms = (spoken.word, spoken.at_ms) if spoken else ("", None)
    return phone_page(request, found, "traveller/page.html", traveller, word, word_ms)


def phone_page(
    request: AnyRequest, found: Movement, template: str, name: str, word: str, word_ms: int | None
) -> Response[str]:
    """A page behind a link of its own. name: the pseudonym, or the vehicle. word: what was said last, and when."""
    node = node_of(request)
    lang = language_of(str(request.query_params.get("lang", "")) or request.cookies.get("lang"))
    t = translator(lang)
    text = (
        environment()
        .get_template(template)
        .render(
            {
                "t": t,
                "lang": lang,
                "dir": "rtl" if lang == "ur" else "ltr",
                "theme": None,
                "party": Names(node.truth.state, lang).party(PartyId(node.config.party)),
                "now_ms": node.clock.now_ms(),
                "speed": f"{node.clock.speed:g}",
                "traveller": name,
                "movement": found.movement,
                "start": found.request.start,
                "destination": found.request.destination,
                "depart_ms": found.order.depart_ms if found.order else found.request.depart_from_ms,
                "stands": stands(found, t),
                "contacts": getattr(found.order, "contacts", ()),
                "word": word,
                "word_ms": word_ms,
            }
        )
    )
    headers = {"cache-control": "no-store", "x-stands": found.status}
    return Response(text, media_type="text/html", headers=headers)


def stands(movement: Movement, t: Translate) -> str:
    """Where the journey stands, for who travels: never more than the leg that they are on."""
    if movement.is_stopped and movement.status != "arrived":
        return t("journey-stopped")
    if movement.is_diverted:
        return t("journey-diverted", haven=movement.diversions[-1].haven)
    if movement.status == "under_way" and movement.order is not None and movement.draw.legs:
        legs = len(getattr(movement.order, "legs", ()))
        return t("journey-leg", leg=len(movement.draw.legs), legs=legs)
    return t(f"journey-{movement.status.replace('_', '-')}")


HANDLERS = (traveller,)
