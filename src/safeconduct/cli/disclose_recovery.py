"""The recovery of a document: sealed by its author, broken and opened by any two of its three holders."""

from pathlib import Path
from typing import Any

from .answer import Json, answer
from .disclose_told import Identity, document_of, identity_text
from .file import content_of
from .options import At, Key, desk_at


def seal(document: Path, *, part: str, identity: Identity, at: At, key: Key, json: Json = False) -> None:
    """Seal the recovery of one part, for the three holders that the draft names: any two of them open it, and that
    rings in both rooms.

    Example: safeconduct disclose seal o7.document --part leg-1 --identity noor.age --at http://127.0.0.1:8443
      --key host-noor.key
    """
    from safeconduct.errors import BadInput
    from safeconduct.node.releasing import code_secret, read_author_file, recovery_body

    desk = desk_at(at, key)
    kept = read_author_file(content_of(document))
    told = desk.get("/api/disclosures")
    found = document_of(told, kept.document)
    if not found["holders"]:
        raise BadInput(
            "the draft names no holders of a recovery", next_step="draft one with three: disclose draft --holders"
        )
    recipients = {each["reader"]: each["recipient"] for each in told["readers"]}
    holders = [(each, recipients[each]) for each in found["holders"]]
    secret = code_secret(found, identity_text(identity))
    signed = desk.sign("recovery.sealed/1", recovery_body(kept, part, holders, told["nodes"], secret))
    answer(signed, f"sealed the recovery of {part}: any two of its three holders open it", json)


def break_(document: str, *, part: str, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Break the glass of a recovery that you hold: it rings in both rooms. With a second holder it opens.

    Example: safeconduct disclose break o7 --part leg-1 --reason "no link" --at http://127.0.0.1:8444 --key lin.key
    """
    desk = desk_at(at, key)
    body = {"document": document, "part": part, "holder": desk.signer.key_id, "reason": reason}
    answer(desk.sign("glass.broken/1", body), "broken: both rooms are told; a second holder opens it", json)


def recover(
    document: str,
    *,
    part: str,
    identity: Identity,
    half: Path | None = None,
    out: Path,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Open a recovery that two holders have broken. The first takes off a layer and gives OUT to the second, who
    opens the text with --half.

    Example: safeconduct disclose recover o7 --part leg-1 --identity ada.age --half lin.half --out leg-1.txt
      --at http://127.0.0.1:8444 --key company-ada.key
    """
    from safeconduct.errors import BadInput
    from safeconduct.node.folder import write_private
    from safeconduct.node.releasing import recovered

    desk = desk_at(at, key)
    if out.exists():
        raise BadInput("exists already", where=str(out), next_step="choose another file")
    told: dict[str, Any] = desk.get(f"/api/disclosures/{document}/recovery/{part}")
    given = content_of(half).decode("ascii", "replace") if half else None
    text, is_whole = recovered(told, desk.signer.key_id, identity_text(identity), given)
    write_private(out, text.encode())
    other = next((each["name"] for each in told["holders"] if each["reader"] != desk.signer.key_id), "")
    said = f"{out}: the text" if is_whole else f"{out}: for {other}, who opens the text with --half {out.name}"
    answer({"file": str(out), "is_whole": is_whole}, said, json)
