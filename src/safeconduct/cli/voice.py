"""Confidential reports: made, come back to, read, and what opens a name."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from .answer import Json, answer
from .file import content_of
from .options import At, Key, desk_at

app = App(name="voice", help="Report in confidence, come back with a code; read and answer reports at a desk.")
Identity = Annotated[Path, Parameter(name="--identity", help="Your age key file: see safeconduct voice join.")]


@app.command
def send(
    file: Path, *, desk: str, name: str = "", about: list[str] | None = None, at: At, json: Json = False
) -> None:
    """Report in confidence, without an account: FILE is sealed here, `-` reads what you write. Prints the return
    code, which nobody can give you again. --name says who you are, for the keepers only; --about names officers of
    the desk whom the report concerns: they get nothing of it.

    Example: safeconduct voice send report.txt --desk concerns --about Noor --at https://host.example:8443
    """
    import sys

    import msgspec

    from safeconduct.errors import BadInput
    from safeconduct.node.source import Line
    from safeconduct.node.voice_seal import OpenDesk, seal_report

    line = Line(at)
    found = msgspec.json.decode(line.get(f"/v/{desk}/keys"), type=OpenDesk)
    seats = {seat.key: seat.name for seat in (*found.readers, *found.keepers)}
    for each in about or ():
        if each not in seats.values():
            raise BadInput(
                f"nobody at that desk is called {each!r}", next_step=f"there are: {', '.join(seats.values())}"
            )
    concerned = [key for key, called in seats.items() if called in (about or ())]
    text = sys.stdin.read() if str(file) == "-" else content_of(file).decode()
    sealed, code = seal_report(found, text, name, concerned)
    line.post(f"/v/{desk}/report", sealed)
    answer(
        {"code": code}, [code, f"kept {found.keep_days} days; write the code down, without a word beside it"], json
    )


@app.command(name="return")
def return_(code: str, *, say: Path | None = None, erase: bool = False, at: At, json: Json = False) -> None:
    """Come back with your code: read the answers, see whether your name was asked for or opened. --say adds what is
    in a file; --erase has everything erased.

    Example: safeconduct voice return 7kq2m-0a9vd-x4tnb-c8h3r-w5ezp --say more.txt --at https://host.example:8443
    """
    from safeconduct.node.source import Line, come_back
    from safeconduct.protocol.explain import moment_s

    text = content_of(say).decode() if say is not None else None
    told = come_back(Line(at), code, text, erase)
    if erase:
        answer(told, "everything of it is erased here", json)
        return
    lines = [f"{moment_s(each['at_ms'])}  {each['text']}" for each in told["replies"]] or ["no answer yet"]
    for each in told["looked"]:
        state = f"opened {moment_s(each['opened_ms'])}" if each["opened_ms"] else "not opened"
        lines.append(f"your name was asked for {moment_s(each['asked_ms'])}: {state}, {each['agreed']} of "
                     f"{each['needed']} agreed")  # fmt: skip
    lines.append(f"kept until {moment_s(told['keep_until_ms'])}")
    answer(told, lines, json)


@app.command
def desk(
    desk: str,
    *,
    title: str,
    readers: list[str],
    keepers: list[str],
    threshold: int = 2,
    keep_days: int = 365,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Open a desk. --readers: officers of your own party, by name; --keepers: officers of both sides, --threshold
    of whom open a name together. Everybody named has to join before it takes reports.

    Example: safeconduct voice desk concerns --title "Concerns" --readers Noor --keepers Noor --keepers Lin
      --keepers Amal --threshold 2 --at http://127.0.0.1:8443 --key host-noor.key
    """  # fmt: skip
    from safeconduct.errors import BadInput

    signed_in = desk_at(at, key)
    officers = {each["name"]: each["key"] for each in signed_in.get("/api/voices")["officers"]}
    for each in (*readers, *keepers):
        if each not in officers:
            raise BadInput(f"there is no officer {each!r}", next_step=f"there are: {', '.join(sorted(officers))}")
    body = {"desk": desk, "title": title, "readers": [officers[each] for each in readers],
            "keepers": [officers[each] for each in keepers], "threshold": threshold,
            "keep_days": keep_days}  # fmt: skip
    answer(signed_in.sign("desk.opened/1", body), f"desk {desk} waits for everybody whom it names to join", json)


@app.command
def join(desk: str, identity: Path, *, of: str | None = None, at: At, key: Key, json: Json = False) -> None:
    """Take your place at a desk, of your party or of another (--of), with the age key in IDENTITY; made unless
    there is one.

    Example: safeconduct voice join concerns lin.age --of host --at http://127.0.0.1:8444 --key company-lin.key
    """
    import pyrage

    from safeconduct.errors import BadInput
    from safeconduct.node.folder import write_private

    signed_in = desk_at(at, key)
    desks = signed_in.get("/api/voices")["desks"]
    found = [each for each in desks if each["desk"] == desk and of in (None, each["party"]) and each["is_named"]]
    if len(found) != 1:
        raise BadInput(f"no one desk {desk!r} names you", next_step="see: safeconduct voice show")
    if not identity.exists():
        write_private(identity, f"{pyrage.x25519.Identity.generate()}\n".encode())
    recipient = str(pyrage.x25519.Identity.from_str(_identity(identity)).to_public())
    body = {"opened": found[0]["opened"], "officer": signed_in.signer.key_id, "recipient": recipient}
    answer(signed_in.sign("desk.joined/1", body), f"joined with {recipient}; keep {identity} to yourself", json)


@app.command
def close(desk: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Close a desk of your party: it takes no more reports.

    Example: safeconduct voice close concerns --reason "Moved" --at http://127.0.0.1:8443 --key host-noor.key
    """
    answer(desk_at(at, key).sign("desk.closed/1", {"desk": desk, "reason": reason}), f"desk {desk} is closed", json)


@app.command
def show(*, at: At, key: Key, json: Json = False) -> None:
    """Desks, reports that came, and whose name was asked for.

    Example: safeconduct voice show --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.protocol.explain import moment_s

    told = desk_at(at, key).get("/api/voices")
    lines = []
    for each in told["desks"]:
        state = (
            "open" if each["is_open"] else "closed" if each["is_closed"] else f"waits for {len(each['missing'])}"
        )
        lines.append(f"desk {each['desk']} of {each['party']}, {each['title']}: {state}")
    for each in told["voices"]:
        asked = each["asked"]
        opened = "" if not asked else "; name opened" if asked["opened_ms"] else "; name asked for"
        erased = "; erased" if each["is_erased"] else ""
        said = f"{each['from_source']} more from its source, {each['from_desk']} answers"
        when = moment_s(each["at_ms"])
        lines.append(f"{each['voice'][:12]}  {when}, desk {each['desk']}: {said}{opened}{erased}")
    answer(told, lines or ["no desks yet"], json)


@app.command
def read(voice: str, *, identity: Identity, at: At, key: Key, json: Json = False) -> None:
    """Read a report, what its source added, and the answers. Your log says that you read it.

    Example: safeconduct voice read 3f9a --identity noor.age --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.node.source import read_thread
    from safeconduct.protocol.explain import moment_s

    found = _one(desk_at(at, key), voice)
    said = read_thread(found, _identity(identity))
    lines = [f"{moment_s(each['at_ms'])}  {each['who']}: {each['text']}" for each in said]
    answer(said, lines, json)


@app.command
def reply(voice: str, file: Path, *, identity: Identity, at: At, key: Key, json: Json = False) -> None:
    """Answer the source with what is in FILE; sealed here, to the source and to who can read the report.

    Example: safeconduct voice reply 3f9a answer.txt --identity noor.age --at http://127.0.0.1:8443 --key noor.key
    """
    from safeconduct.node.voice_seal import seal_message

    signed_in = desk_at(at, key)
    report = _one(signed_in, voice)["report"]
    sealed = seal_message(content_of(file).decode(), [report["source"], report["thread"]])
    body = signed_in.post_file(f"/api/voices/{_name(signed_in, voice)}/content", sealed)
    answer(signed_in.sign("voice.answered/1", body), "answered: the source reads it with the code", json)


@app.command
def bar(voice: str, officer: str, *, at: At, key: Key, json: Json = False) -> None:
    """Say that an officer of the desk, by key id, is concerned by a report: no more part in it.

    Example: safeconduct voice bar 3f9a 0123456789abcdef0123456789abcdef --at http://127.0.0.1:8443 --key noor.key
    """
    signed_in = desk_at(at, key)
    body = {"voice": _name(signed_in, voice), "officer": officer}
    answer(signed_in.sign("voice.barred/1", body), "barred", json)


@app.command
def ask(voice: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Ask the keepers to let you open who the source is. The source sees that you asked.

    Example: safeconduct voice ask 3f9a --reason "to protect them" --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.node.source import asked_body
    from safeconduct.records.units import KeyId

    signed_in = desk_at(at, key)
    body = asked_body(_one(signed_in, voice), KeyId(signed_in.signer.key_id), reason)
    answer(signed_in.sign("identity.asked/1", body), "asked: the keepers see it at their nodes", json)


@app.command
def agree(
    voice: str, *, refuse: str | None = None, identity: Identity, at: At, key: Key, json: Json = False
) -> None:
    """As a keeper, agree that the name is opened to whoever asks; --refuse gives a reason instead.

    Example: safeconduct voice agree 3f9a --identity lin.age --at http://127.0.0.1:8444 --key company-lin.key
    """
    from safeconduct.node.source import answered_body
    from safeconduct.records.units import KeyId

    signed_in = desk_at(at, key)
    found = _listed(signed_in, voice)
    body = answered_body(found, KeyId(signed_in.signer.key_id), _identity(identity), refuse)
    answer(signed_in.sign("identity.answered/1", body), "refused" if refuse is not None else "agreed", json)


@app.command
def who(voice: str, *, identity: Identity, at: At, key: Key, json: Json = False) -> None:
    """Open who the source is, once enough keepers have agreed to your asking.

    Example: safeconduct voice who 3f9a --identity noor.age --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.node.source import name_of

    name = name_of(_one(desk_at(at, key), voice), _identity(identity))
    answer({"name": name}, name or "the source gave no name", json)


def _listed(signed_in: Any, voice: str) -> dict[str, Any]:
    from safeconduct.errors import BadInput

    found = [each for each in signed_in.get("/api/voices")["voices"] if each["voice"].startswith(voice)]
    if len(found) != 1:
        raise BadInput(f"{len(found)} reports begin with {voice!r}", next_step="see: safeconduct voice show")
    one: dict[str, Any] = found[0]
    return one


def _name(signed_in: Any, voice: str) -> str:
    return str(_listed(signed_in, voice)["voice"])


def _one(signed_in: Any, voice: str) -> dict[str, Any]:
    found: dict[str, Any] = signed_in.get(f"/api/voices/{_name(signed_in, voice)}")
    return found


def _identity(file: Path) -> str:
    from safeconduct.errors import BadInput

    lines = content_of(file).decode(errors="replace").splitlines()
    found = next((line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")), None)
    if found is None:
        raise BadInput("holds no age key", where=str(file), next_step="make one: safeconduct voice join DESK FILE")
    return found
