"""Meetings, minutes and actions."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from .answer import Json, answer
from .asking import known, own_party
from .file import content_of
from .options import At, Key, desk_at

app = App(name="meeting", help="Call meetings, sign minutes, finish what was taken on.")


@app.command
def show(*, at: At, key: Key, json: Json = False) -> None:
    """Every meeting, who comes, and what its minutes wait for; and what is still to be done.

    Example: safeconduct meeting show --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.protocol.explain import moment_s

    desk = desk_at(at, key)
    meetings, actions = desk.get("/api/meetings"), desk.get("/api/actions")
    lines = []
    for each in meetings:
        state = "cancelled" if each["cancelled"] is not None else moment_s(each["begins_ms"])
        answers = ", ".join(f"{party}: {said or 'no answer'}" for party, said in each["answers"].items())
        lines.append(f"{each['id']}  {each['title']}, {each['place']}: {state} ({answers})")
        if each["draft"]:
            waits = ", ".join(each["unsigned"])
            lines.append(f"   minutes wait for {waits}" if waits else "   minutes are signed by everybody")
    for action in actions:
        late = "OVERDUE since" if action["is_overdue"] else "due"
        lines.append(
            f"action {action['id']} of {action['owner']}, {late} {moment_s(action['due_ms'])}: {action['text']}"
        )
    answer({"meetings": meetings, "actions": actions}, lines or ["no meetings yet"], json)


@app.command
def call(
    meeting: str,
    *,
    title: str,
    place: str,
    begins: str,
    ends: str,
    topic: list[str] | None = None,
    clause: list[str] | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Call a meeting, or change the call: every answer to the call before falls away. --clause puts a clause of the
    accord on the agenda, --topic anything else.

    Example: safeconduct meeting call weekly-3 --title "Security meeting" --place Works --begins 2026-05-01T09:00
      --ends 2026-05-01T10:00 --clause patrols --topic "Night shifts" --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.errors import BadInput

    from .moment import moment_ms

    desk = desk_at(at, key)
    titles = {each["id"]: each["title"] for each in desk.get("/api/accord")} if clause else {}
    for each in clause or []:
        if each not in titles:
            raise BadInput(f"there is no clause {each!r}", next_step="see: safeconduct accord show")
    agenda = [{"kind": "clause", "title": titles[each], "about": each} for each in clause or []]
    agenda += [{"kind": "topic", "title": each, "about": ""} for each in topic or []]
    body = {"meeting": meeting, "title": title, "place": place, "begins_ms": moment_ms(begins),
            "ends_ms": moment_ms(ends), "agenda": agenda}  # fmt: skip
    answer(desk.sign("meeting.called/1", body), f"meeting {meeting} is called", json)


@app.command
def cancel(meeting: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Cancel a meeting that your party called.

    Example: safeconduct meeting cancel weekly-3 --reason "Road closed" --at URL --key FILE
    """
    body = {"meeting": meeting, "reason": reason}
    answer(desk_at(at, key).sign("meeting.cancelled/1", body), f"meeting {meeting} is cancelled", json)


@app.command
def reply(
    meeting: str,
    said: Literal["accepted", "tentative", "declined"],
    *,
    note: str = "",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Say whether your party comes, to the call as it stands.

    Example: safeconduct meeting reply weekly-3 accepted --at http://127.0.0.1:8444 --key company-lin.key
    """
    desk = desk_at(at, key)
    body = {"meeting": meeting, "call": known(desk, "meeting", meeting)["call"], "answer": said, "note": note}
    answer(desk.sign("meeting.answered/1", body), f"meeting {meeting}: {said}", json)


@app.command
def attend(meeting: str, people: list[str], *, at: At, key: Key, json: Json = False) -> None:
    """Record who was there for your party, by pseudonym.

    Example: safeconduct meeting attend weekly-3 officer-1 officer-2 --at URL --key FILE
    """
    body = {"meeting": meeting, "people": people}
    answer(desk_at(at, key).sign("meeting.attended/1", body), f"{len(people)} people were there", json)


@app.command
def minutes(
    meeting: str, file: Path, *, lang: Literal["en", "zh", "ur"] = "en", at: At, key: Key, json: Json = False
) -> None:
    """Draft the minutes from a JSON file: a list of notes {"kind":"note","text":…,"item":0}, decisions
    {"kind":"decision","text":…,"clause":…} and actions
    {"kind":"action","text":…,"action":…,"owner":…,"due":"2026-05-08T12:00"}.

    Example: safeconduct meeting minutes weekly-3 minutes.json --at http://127.0.0.1:8443 --key host-noor.key
    """
    import msgspec

    from safeconduct.errors import BadInput

    from .moment import moment_ms

    try:
        lines = msgspec.json.decode(content_of(file), type=list[dict[str, Any]])
    except msgspec.DecodeError as error:
        raise BadInput(
            f"is no list of lines: {error}", where=str(file), next_step="see the command's help"
        ) from error
    for line in lines:
        if "due" in line:
            line["due_ms"] = moment_ms(str(line.pop("due")))
    body = {"meeting": meeting, "lang": lang, "lines": lines}
    answer(desk_at(at, key).sign("minutes.drafted/1", body), f"minutes of {meeting} are drafted", json)


@app.command
def sign(
    meeting: str,
    *,
    reserve: Annotated[list[str] | None, Parameter(help="a reservation, as 3:We did not agree to this")] = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Sign the minutes as they stand, and take on the actions that are your party's.

    Example: safeconduct meeting sign weekly-3 --reserve "2:Only on weekdays" --at URL --key FILE
    """
    from safeconduct.errors import BadInput

    desk = desk_at(at, key)
    found = known(desk, "meeting", meeting)
    if found["draft"] is None:
        raise BadInput("there are no minutes to sign", next_step=f"safeconduct meeting minutes {meeting} FILE")
    own = own_party(desk)
    reservations = []
    for each in reserve or []:
        number, _, text = each.partition(":")
        if not number.isdigit() or not text:
            raise BadInput(f"no reservation: {each!r}", next_step="say line and reason, as 3:We did not agree")
        reservations.append({"line": int(number), "text": text.strip()})
    takes = [
        {"action": line["action"], "due_ms": line["due_ms"]}
        for line in found["lines"]
        if line["kind"] == "action" and line["owner"] == own
    ]
    body = {"meeting": meeting, "draft": found["draft"], "takes": takes, "reservations": reservations}
    signed = desk.sign("minutes.signed/1", body)
    answer(signed, f"minutes of {meeting} are signed; actions taken on: {len(takes)}", json)


@app.command
def done(action: str, *, note: str, at: At, key: Key, json: Json = False) -> None:
    """Say that an action of your party is done, and how one can tell.

    Example: safeconduct meeting done fence --note "Mended, see photograph 12" --at URL --key FILE
    """
    body = {"action": action, "note": note}
    answer(desk_at(at, key).sign("action.done/1", body), f"action {action} is done", json)


@app.command(name="reply-file")
def reply_file(file: Path, *, at: At, key: Key, json: Json = False) -> None:
    """Answer a call by the file that a calendar made (iCalendar, METHOD:REPLY). Your own party's answer only.

    Example: safeconduct meeting reply-file reply.ics --at http://127.0.0.1:8444 --key company-lin.key
    """
    desk = desk_at(at, key)
    body = desk.post_file("/api/meetings/reply", content_of(file))
    answer(desk.sign("meeting.answered/1", body), f"meeting {body['meeting']}: {body['answer']}", json)


@app.command
def agenda(meeting: str, file: Path, *, check: bool = False, at: At, key: Key, json: Json = False) -> None:
    """Write the agenda as a file to carry; with --check, see whether such a file is still what was called.

    Example: safeconduct meeting agenda weekly-3 agenda.json --at http://127.0.0.1:8443 --key host-noor.key
    """
    desk = desk_at(at, key)
    if check:
        found = desk.post_file("/api/meetings/agenda", content_of(file))
        answer(found, f"{file} is the agenda of {found['meeting']} as it was called", json)
        return
    known(desk, "meeting", meeting)
    file.write_bytes(desk.file(f"/api/meetings/{meeting}/agenda.json"))
    answer({"file": str(file)}, f"{file} is written", json)


@app.command(name="print")
def print_(
    meeting: str,
    file: Path,
    *,
    what: Literal["minutes", "pack"] = "minutes",
    lang: Literal["en", "zh", "ur"] = "en",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Print the minutes or the meeting's pack as PDF.

    Example: safeconduct meeting print weekly-3 pack.pdf --what pack --lang ur --at URL --key FILE
    """
    desk = desk_at(at, key)
    known(desk, "meeting", meeting)
    file.write_bytes(desk.file(f"/meetings/{meeting}/{what}.pdf?lang={lang}"))
    answer({"file": str(file)}, f"{file} is written", json)


@app.command
def calendar(meeting: str, file: Path, *, at: At, key: Key, json: Json = False) -> None:
    """Write the invitation, its update or its cancellation as an iCalendar file.

    Example: safeconduct meeting calendar weekly-3 weekly-3.ics --at http://127.0.0.1:8443 --key host-noor.key
    """
    desk = desk_at(at, key)
    known(desk, "meeting", meeting)
    file.write_bytes(desk.file(f"/api/meetings/{meeting}/invitation.ics"))
    answer({"file": str(file)}, f"{file} is written", json)
