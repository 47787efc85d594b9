"""Travellers' journey cards."""

from pathlib import Path

from .answer import Json, answer
from .options import At, Key, desk_at


def card(
    movement: str,
    *,
    traveller: str,
    out: Path | None = None,
    lang: str = "en",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """The link of one of your own travellers, for the phone; with --out the journey card as PDF too.

    Example: safeconduct movement card m1 --traveller t-1 --out t-1.pdf --lang ur --at URL --key FILE
    """
    from safeconduct.errors import BadInput

    desk = desk_at(at, key)
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
