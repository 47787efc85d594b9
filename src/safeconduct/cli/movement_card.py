"""Cards of travellers and crews, and check-ins that came by radio."""

from pathlib import Path

from .answer import Json, answer
from .options import At, Key, desk_at


def card(
    movement: str,
    *,
    traveller: str | None = None,
    crew: str | None = None,
    out: Path | None = None,
    lang: str = "en",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """The link of one of your own travellers, for the phone; with --out the journey card as PDF too. --crew: the
    card of a vehicle's crew instead, with the code of its check-ins and the one for duress; needs --out.

    Example: safeconduct movement card m1 --traveller t-1 --out t-1.pdf --lang ur --at URL --key FILE
    """
    from safeconduct.errors import BadInput

    if (traveller is None) == (crew is None) or (crew is not None and out is None):
        raise BadInput(
            "a card is for one traveller, or for one crew and then on paper",
            next_step="give --traveller T, or --crew VEHICLE --out FILE.pdf",
        )
    desk = desk_at(at, key)
    if crew is not None and out is not None:
        out.write_bytes(desk.file(f"/movements/{movement}/crews/{crew}?lang={lang}"))
        answer({"file": str(out)}, f"{out}: both codes of {crew}; the crew learns them and gives it back", json)
        return
    links = desk.get(f"/api/movements/{movement}/cards")
    if traveller not in links:
        raise BadInput(
            f"{traveller!r} is no traveller of your party on {movement}",
            next_step="your own travellers there: " + (", ".join(sorted(links)) or "none"),
        )
    link = f"{at.rstrip('/')}{links[traveller]}"
    if out is not None:
        out.write_bytes(desk.file(f"/movements/{movement}/cards/{traveller}?lang={lang}"))
    answer({"link": link, "file": str(out) if out else None}, link, json)


def check_in(
    movement: str,
    *,
    crew: str,
    code: str,
    when: str | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """A check-in that a crew gave by radio, with the code that it said. --when: when it was said, if not now.

    Example: safeconduct movement check-in m1 --crew bus-1 --code 4471 --at URL --key FILE
    """
    from .moment import moment_ms

    desk = desk_at(at, key)
    heard = {"crew": crew, "code": code, "said_ms": moment_ms(when) if when else None}
    body = desk.post(f"/api/movements/{movement}/prepare-check-in", heard)
    signed = desk.sign("crew.spoke/1", body)
    told = "checked in under DURESS: do not ask it by radio" if body["word"] == "duress" else "checked in"
    answer({"id": signed.id, "index": signed.index, "word": body["word"]}, f"{crew} {told}", json)
