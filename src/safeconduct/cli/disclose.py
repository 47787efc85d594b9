"""Secret documents: drafted, released part by part, opened, recalled."""

import time
from pathlib import Path
from typing import Annotated, Any, Final

from cyclopts import App, Parameter

from .answer import Json, answer
from .disclose_inquiry import check, inquiry, trace
from .disclose_movement import leg, order
from .disclose_recovery import break_, recover, seal
from .disclose_told import BeyondNeed, Identity, check_need, document_of, identity_text, reader_of, release_of
from .file import content_of
from .options import At, Key, desk_at

app = App(name="disclose", help="Release secret documents to readers, see who could know, look into leaks.")
for _command in (order, leg, seal, recover, inquiry, trace, check):
    app.command(_command)
app.command(break_, name="break")
_POLL_S: Final = 0.5


@app.command
def key(
    identity: Path,
    *,
    new: Annotated[bool, Parameter(negative="", help="Make a new key beside the old ones.")] = False,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Make an age key in IDENTITY, unless there is one, and enrol it: then documents can be released to you. With
    --new another takes its place; the file keeps the old ones, which open what was sealed to them.

    Example: safeconduct disclose key lin.age --at http://127.0.0.1:8444 --key company-lin.key
    """
    import pyrage

    from safeconduct.node.folder import write_private
    from safeconduct.node.sealing import identities_of

    desk = desk_at(at, key)
    if new or not identity.exists():
        known = identity_text(identity) if identity.exists() else ""
        draft = identity.with_name(f"{identity.name}.new")
        write_private(draft, f"{pyrage.x25519.Identity.generate()}\n{known}".encode())
        draft.replace(identity)
    recipient = str(identities_of(identity_text(identity))[0].to_public())
    signed = desk.sign("reader.keyed/1", {"reader": desk.signer.key_id, "recipient": recipient})
    answer(signed, f"enrolled {recipient}; keep {identity} to yourself: it opens what is released to you", json)


@app.command
def draft(
    order: Path,
    *,
    document: str,
    title: str,
    subject: str,
    between: list[str] | None = None,
    holders: list[str] | None = None,
    readers_max: int | None = None,
    out: Path,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Commit to the order in a JSON file, part by part. OUT keeps it in clear: the author's file, for nobody else.

    --holders: the three readers, any two of whom recover it. --readers-max: how many need to know.

    Example: safeconduct disclose draft order.json --document o7 --title "Pick-up 7" --subject movement/m7
      --readers-max 4 --out o7.document --at http://127.0.0.1:8443 --key host-noor.key
    """
    import msgspec

    from safeconduct.disclosure.order import read_order
    from safeconduct.errors import BadInput
    from safeconduct.node.folder import write_private
    from safeconduct.node.releasing import draft_body, new_author_file

    desk = desk_at(at, key)
    if out.exists():
        raise BadInput("exists already", where=str(out), next_step="choose another file")
    kept = new_author_file(document, read_order(content_of(order)))
    told = desk.get("/api/disclosures")
    parties = between or [each["party"] for each in desk.get("/api/parties") if each["is_member"]]
    three = [reader_of(told, each)["reader"] for each in holders or ()]
    body = draft_body(kept, title, subject, parties, three, readers_max)
    write_private(out, msgspec.json.encode(kept))
    signed = desk.sign("document.drafted/1", body)
    answer(signed, f"drafted {document}; its parts: {', '.join(kept.order.parts())}", json)


@app.command
def release(
    document: Path,
    *,
    part: str,
    to: str,
    purpose: str,
    until: str,
    mandate: str | None = None,
    beyond_need: BeyondNeed = False,
    identity: Identity,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Release one part to one reader, by name or key id: their own copy, which takes both nodes' shares to open.

    Example: safeconduct disclose release o7.document --part leg-1 --to Lin --purpose "drives the first car"
      --until 2026-05-01T09:00 --identity noor.age --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.node.releasing import code_secret, read_author_file, release_body

    from .moment import moment_ms

    desk = desk_at(at, key)
    kept = read_author_file(content_of(document))
    told = desk.get("/api/disclosures")
    found = document_of(told, kept.document)
    reader = reader_of(told, to)
    warning = check_need(found, [reader], is_allowed=beyond_need)
    secret = code_secret(found, identity_text(identity))
    body = release_body(kept, found, part, reader, told["nodes"], secret)
    body |= {"purpose": purpose, "until_ms": moment_ms(until), "mandate": mandate}
    signed = desk.sign("document.released/1", body)
    lines = [f"released {part} of {kept.document} to {reader['name']}: {signed.id}"]
    if warning:
        lines.append(f"warning: {warning}")
    answer(signed, lines, json)


@app.command(name="open")
def open_(
    release: str,
    *,
    identity: Identity,
    wait_s: int = 30,
    out: Path | None = None,
    pdf: Annotated[Path | None, Parameter(help="Print your copy to this file.")] = None,
    files: Annotated[
        Path | None, Parameter(help="Folder for copy and shares as age files, for the age tool.")
    ] = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Open what was released to you. Your receipt goes into the logs first; then both nodes give their shares.

    Example: safeconduct disclose open 3f9a --identity lin.age --at http://127.0.0.1:8444 --key company-lin.key
    """
    from safeconduct.node.releasing import read_copy

    desk = desk_at(at, key)
    found = release_of(desk, release)
    if found["opened_ms"] is None:
        desk.sign("release.opened/1", {"release": found["release"]})
    path = f"/api/disclosures/{found['release']}"
    until = time.monotonic() + wait_s
    while (told := desk.get(path))["standing"] == "opened" and time.monotonic() < until:
        time.sleep(_POLL_S)
    text = read_copy(told, identity_text(identity))
    if files is not None:
        _write_files(files, told)
    if out is not None:
        out.write_text(text, encoding="utf-8")
    if pdf is not None:
        from safeconduct.node.pages.copy_print import copy_pdf

        about = document_of(desk.get("/api/disclosures"), found["document"])
        pdf.write_bytes(copy_pdf(text, about["lang"], f"{about['title']} · {found['part']}", found["name"]))
    answer({"text": text}, text.rstrip("\n"), json)


@app.command
def refuse(release: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Refuse your node's share.

    Example: safeconduct disclose refuse 3f9a --reason "not on this trip" --at http://127.0.0.1:8444 --key lin.key
    """
    desk = desk_at(at, key)
    body = {"release": release_of(desk, release)["release"], "reason": reason}
    answer(desk.sign("release.refused/1", body), "refused: nobody can open it", json)


@app.command
def recall(release: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Recall a release: unopened, it cannot be opened any more; the reader's node shows whether it took notice.

    Example: safeconduct disclose recall 3f9a --reason "the route changed" --at http://127.0.0.1:8443 --key noor.key
    """
    desk = desk_at(at, key)
    body = {"release": release_of(desk, release)["release"], "reason": reason}
    answer(desk.sign("release.recalled/1", body), "recalled", json)


@app.command
def show(*, at: At, key: Key, json: Json = False) -> None:
    """Every document and release with its standing, what is withheld, and inquiries.

    Example: safeconduct disclose show --at http://127.0.0.1:8443 --key host-noor.key
    """
    told = desk_at(at, key).get("/api/disclosures")
    lines = []
    for each in told["documents"]:
        over = (
            f"  WARNING: {len(each['readers'])} readers, {each['readers_max']} need to know"
            if each["is_over"]
            else ""
        )
        lines.append(f"{each['id']}  {each['title']}, about {each['subject']}{over}")
        for release in told["releases"]:
            if release["document"] == each["id"]:
                late = "".join(f"; withheld by {party}" for party in release["withheld"])
                open_ends = "" if release["standing"] not in ("recalled", "expired") else (
                    f"; noticed by {', '.join(release['ended']) or 'nobody'}")  # fmt: skip
                lines.append(f"  {release['release'][:12]}  {release['part']} to {release['name']}: "
                             f"{release['standing']}{late}{open_ends}")  # fmt: skip
        for part, glass in each["glass"].items():
            if glass["broken"]:
                lines.append(f"  ALARM: glass of {part} broken by {len(glass['broken'])} of 3")
    lines += [f"inquiry {each['id']}: opened by {', '.join(each['opened'])}" for each in told["inquiries"]]
    answer(told, lines or ["no documents yet"], json)


@app.command
def who(about: str, *, part: str | None = None, at: At, key: Key, json: Json = False) -> None:
    """Who could know a document, or all of a subject (a movement's times, route, legs, names), since when, by
    what, on both sides; and who has looked at its page.

    Example: safeconduct disclose who movement/m1 --part leg-2 --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.protocol.explain import moment_s

    told = desk_at(at, key).get("/api/disclosures")
    found = next((each for each in told["ledgers"] if each["subject"] == about), None)
    if found is None:
        found = {"known": document_of(told, about)["knowers"], "looks": []}
    named = [(each.get("fact", each.get("part")), each) for each in found["known"]]
    known = [each for fact, each in named if part in (None, fact)]
    lines = [
        f"{moment_s(each['since_ms'])}  {fact}: {each['name'] or 'everybody in the room'}"
        f" ({each['party'] or 'whose is not logged'}), by {each['by']}"
        for fact, each in named
        if part in (None, fact)
    ]
    lines += [
        f"looked: {each['name']} ({each['party']}), {moment_s(each['first_ms'])} to {moment_s(each['last_ms'])}"
        for each in found["looks"]
    ]
    answer(known, lines or ["nobody yet"], json)


def _write_files(folder: Path, told: dict[str, Any]) -> None:
    import base64

    folder.mkdir(parents=True, exist_ok=True)
    for name, sealed in {"copy": told["sealed"], **told["shares"]}.items():
        (folder / f"{name}.age").write_bytes(base64.b64decode(sealed))
