"""The response to an incident: board, tasks, resources, situation report, review."""

from pathlib import Path
from typing import Any, Literal

from cyclopts import App

from .answer import Json, answer
from .asking import own_party
from .file import content_of
from .options import At, Key, desk_at

app = App(name="response", help="Note on the board, set tasks, place resources, print the situation, review.")


@app.command
def show(*, at: At, key: Key, json: Json = False) -> None:
    """Every incident that somebody responds to: both rooms' board, tasks, resources, reviews.

    Example: safeconduct response show --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.protocol.explain import moment_s

    told = desk_at(at, key).get("/api/responses")
    lines = []
    for each in told:
        lines.append(f"incident {each['incident']}")
        lines += [f"  {moment_s(line['happened_ms'])}  {line['party']}: {line['text']}" for line in each["board"]]
        for task in each["tasks"]:
            state = "done" if task["task"]["done_ms"] else "OVERDUE" if task["is_overdue"] else "open"
            lines.append(
                f"  task {task['task']['task']} of {task['task']['owner']}, {state}: {task['task']['text']}"
            )
        lines += [f"  {one['party']}: {one['count']} x {one['what']}, {one['place']}" for one in each["resources"]]
        for review in each["reviews"]:
            waits = f"waits for {', '.join(review['unsigned'])}" if review["unsigned"] else "signed by everybody"
            lines.append(f"  review {review['id']}: {len(review['findings'])} findings, {waits}")
    answer(told, lines or ["nobody responds to anything"], json)


@app.command
def note(incident: str, text: str, *, when: str | None = None, at: At, key: Key, json: Json = False) -> None:
    """Note on the board what happened or was said; --when: if that is not now.

    Example: safeconduct response note gate-3 "Smoke behind the hall" --at http://127.0.0.1:8443 --key host-ravi.key
    """
    from .moment import moment_ms

    desk = desk_at(at, key)
    happened_ms = moment_ms(when) if when else desk.get("/api/state")["now_ms"]
    body = {"incident": incident, "text": text, "happened_ms": happened_ms}
    answer(desk.sign("board.noted/1", body), "noted, in both rooms", json)


@app.command
def task(
    task: str, text: str, *, incident: str, owner: str, due: str, at: At, key: Key, json: Json = False
) -> None:
    """Set a task. It binds another party once that has taken it.

    Example: safeconduct response task road "Close the road" --incident gate-3 --owner company
      --due 2026-05-01T12:00 --at http://127.0.0.1:8443 --key host-ravi.key
    """
    from .moment import moment_ms

    body = {"task": task, "incident": incident, "text": text, "owner": owner, "due_ms": moment_ms(due)}
    answer(desk_at(at, key).sign("task.set/1", body), f"task {task} is set", json)


@app.command
def take(task: str, *, at: At, key: Key, json: Json = False) -> None:
    """Take on a task that was set for your party, until its time.

    Example: safeconduct response take road --at http://127.0.0.1:8444 --key company-ada.key
    """
    desk = desk_at(at, key)
    body = {"task": task, "due_ms": _task(desk, task)["due_ms"]}
    answer(desk.sign("task.taken/1", body), f"task {task} is taken on", json)


@app.command
def done(task: str, *, note: str, at: At, key: Key, json: Json = False) -> None:
    """Say that a task, or an action of a review, is done, and how one can tell.

    Example: safeconduct response done road --note "Closed since 11:40" --at URL --key FILE
    """
    answer(desk_at(at, key).sign("task.done/1", {"task": task, "note": note}), f"task {task} is done", json)


@app.command
def place(
    resource: str,
    what: str,
    stands: Literal["ready", "on_the_way", "there", "out"],
    *,
    incident: str,
    count: int = 1,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Say where a resource of your party stands.

    Example: safeconduct response place amb-1 "Ambulance" there --incident gate-3 --at URL --key FILE
    """  # fmt: skip
    body = {"resource": resource, "incident": incident, "what": what, "count": count, "place": stands}
    answer(desk_at(at, key).sign("resource.placed/1", body), f"{count} x {what}: {stands}", json)


@app.command
def review(
    review: str,
    file: Path,
    *,
    incident: str,
    summary: str = "",
    lang: Literal["en", "zh", "ur"] = "en",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Draft the review from a JSON file: a list of findings {"text":…,"clause":…,"verdict":…,"action":…,"todo":…,
    "owner":…,"due":"2026-05-08T12:00"}.

    Example: safeconduct response review r1 findings.json --incident gate-3 --at URL --key FILE
    """  # fmt: skip
    import msgspec

    from safeconduct.errors import BadInput

    from .moment import moment_ms

    try:
        findings = msgspec.json.decode(content_of(file), type=list[dict[str, Any]])
    except msgspec.DecodeError as error:
        raise BadInput(f"is no list of findings: {error}", where=str(file), next_step="see the help") from error
    for each in findings:
        each.setdefault("clause", None)
        each.setdefault("verdict", None)
        if "due" in each:
            each["due_ms"] = moment_ms(str(each.pop("due")))
    body = {"review": review, "incident": incident, "lang": lang, "summary": summary, "findings": findings}
    answer(desk_at(at, key).sign("review.drafted/1", body), f"review {review} is drafted", json)


@app.command
def sign(review: str, *, at: At, key: Key, json: Json = False) -> None:
    """Sign a review as it stands, and take on the actions that are your party's.

    Example: safeconduct response sign r1 --at http://127.0.0.1:8444 --key company-lin.key
    """
    from safeconduct.errors import BadInput

    desk = desk_at(at, key)
    found = [each for told in desk.get("/api/responses") for each in told["reviews"] if each["id"] == review]
    if not found:
        raise BadInput(f"there is no review {review!r}", next_step="see: safeconduct response show")
    own = own_party(desk)
    takes = [
        {"action": each["action"], "due_ms": each["due_ms"]}
        for each in found[0]["findings"]
        if each["owner"] == own
    ]
    body = {"review": review, "draft": found[0]["draft"], "takes": takes, "reservations": []}
    answer(desk.sign("review.signed/1", body), f"signed; actions taken on: {len(takes)}", json)


@app.command(name="print")
def print_(
    incident: str, file: Path, *, lang: Literal["en", "zh", "ur"] = "en", at: At, key: Key, json: Json = False
) -> None:
    """Print the situation report as PDF.

    Example: safeconduct response print gate-3 situation.pdf --lang ur --at URL --key FILE
    """
    file.write_bytes(desk_at(at, key).file(f"/response/{incident}/situation.pdf?lang={lang}"))
    answer({"file": str(file)}, f"{file} is written", json)


def _task(desk: Any, name: str) -> dict[str, Any]:
    from safeconduct.errors import BadInput

    tasks = [each["task"] for told in desk.get("/api/responses") for each in told["tasks"]]
    found: dict[str, Any] | None = next((each for each in tasks if each["task"] == name), None)
    if found is None:
        raise BadInput(f"there is no task {name!r}", next_step="see: safeconduct response show")
    return found
