"""A movement's order and its legs as documents: released to each reader as any other secret, leg by leg."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from .answer import Json, answer
from .disclose_told import BeyondNeed, Identity, check_need, document_of, identity_text, reader_of
from .file import content_of
from .options import At, Key, desk_at

if TYPE_CHECKING:
    from safeconduct.node.desk import Desk

_POLL_S: Final = 0.5


def order(
    movement: str,
    *,
    call_sign: str,
    lang: Literal["en", "zh", "ur"] = "en",
    readers_max: int | None = None,
    out: Path,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Draft what holds for the whole journey of MOVEMENT, as it is ordered: its document is called MOVEMENT-order,
    and released like any other. OUT is the author's file.

    Example: safeconduct disclose order m1 --call-sign Heron --lang ur --readers-max 4 --out m1-order.document
      --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.disclosure.order import Order
    from safeconduct.node.marching import head_of, subject_of
    from safeconduct.node.releasing import new_author_file

    desk = desk_at(at, key)
    head = head_of(_movement(desk, movement), call_sign)
    kept = new_author_file(f"{movement}-order", Order(lang, head, ()))
    signed = _draft(desk, kept, subject_of(movement), readers_max, out)
    answer(signed, f"drafted {kept.document}; release it: safeconduct disclose release {out} --part order", json)


def leg(
    movement: str,
    *,
    plan: Path,
    leader: Path,
    to: list[str],
    purpose: str,
    until: str,
    lang: Literal["en", "zh", "ur"] = "en",
    readers_max: int | None = None,
    beyond_need: BeyondNeed = False,
    wait_s: int = 60,
    identity: Identity,
    out: Path,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """As the escort leader: open the next leg, and release it to those who drive, a copy of their own each that
    takes both nodes' shares. OUT is the author's file: it is needed to give others the leg, and in an inquiry.

    Example: safeconduct disclose leg m1 --plan m1-plan.json --leader m1-leader.key --to Lin --to Ada
      --purpose "drives the first car" --until 2026-05-01T09:00 --identity noor.age --out m1-leg-2.document
      --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.node.leading import open_leg
    from safeconduct.node.marching import leg_document, leg_order, subject_of
    from safeconduct.node.releasing import code_secret, new_author_file, release_body
    from safeconduct.planner.plan import read_plan

    from .moment import moment_ms

    desk = desk_at(at, key)
    made, secret_key = read_plan(content_of(plan)), content_of(leader).decode("ascii", "replace")
    opened = open_leg(desk.get(f"/api/movements/{movement}/draw"), made, secret_key)
    content = leg_order(_movement(desk, movement), opened, lang)
    kept = new_author_file(leg_document(movement, opened.leg), content)
    readers = [reader_of(desk.get("/api/disclosures"), each) for each in to]
    until_ms, lines = moment_ms(until), []
    check_need(_need_of(desk, subject_of(movement), readers_max), readers, is_allowed=beyond_need)
    _draft(desk, kept, subject_of(movement), readers_max, out)
    told = _when_sealed(desk, kept.document, wait_s)
    found = document_of(told, kept.document)
    secret = code_secret(found, identity_text(identity))
    released = {}
    for reader in readers:
        (part,) = content.parts()
        body = release_body(kept, found, part, reader, told["nodes"], secret)
        body |= {"purpose": purpose, "until_ms": until_ms, "mandate": None}
        released[reader["name"]] = desk.sign("document.released/1", body).id
        lines.append(f"leg {opened.leg} of {opened.of} released to {reader['name']}: {released[reader['name']]}")
    answer({"document": kept.document, "released": released}, lines, json)


def _movement(desk: "Desk", movement: str) -> dict[str, Any]:
    from safeconduct.errors import BadInput

    found: dict[str, Any] | None = next(
        (each for each in desk.get("/api/movements") if each["id"] == movement), None
    )
    if found is None:
        raise BadInput(f"there is no movement {movement!r}", next_step="see: safeconduct movement show")
    return found


def _draft(desk: "Desk", kept: Any, subject: str, readers_max: int | None, out: Path) -> Any:
    import msgspec

    from safeconduct.errors import BadInput
    from safeconduct.node.folder import write_private
    from safeconduct.node.releasing import draft_body

    if out.exists():
        raise BadInput("exists already", where=str(out), next_step="choose another file")
    parties = [each["party"] for each in desk.get("/api/parties") if each["is_member"]]
    write_private(out, msgspec.json.encode(kept))
    return desk.sign("document.drafted/1", draft_body(kept, kept.document, subject, parties, [], readers_max))


def _need_of(desk: "Desk", subject: str, readers_max: int | None) -> dict[str, Any]:
    """The budget of that subject, before there is the document."""
    about = [each for each in desk.get("/api/disclosures")["documents"] if each["subject"] == subject]
    known = about[-1] if about else {"readers": [], "readers_max": None}
    return {**known, "readers_max": known["readers_max"] if readers_max is None else readers_max}


def _when_sealed(desk: "Desk", document: str, wait_s: int) -> dict[str, Any]:
    """Once both nodes have sealed their half of the code; what is known when time is up."""
    ends = time.monotonic() + wait_s
    while True:
        told: dict[str, Any] = desk.get("/api/disclosures")
        if len(document_of(told, document)["codes"]) == 2 or time.monotonic() > ends:
            return told
        time.sleep(_POLL_S)
