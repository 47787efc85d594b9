"""Dispatch: people of one party on another's ground."""

from typing import Literal

from cyclopts import App

from .answer import Json, answer
from .asking import known
from .options import At, Key, desk_at

app = App(name="dispatch", help="Ask for people on another's ground, grant it, check badges.")


@app.command
def show(*, at: At, key: Key, json: Json = False) -> None:
    """Every request, who has answered how, what is granted and until when.

    Example: safeconduct dispatch show --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.protocol.explain import moment_s

    dispatches = desk_at(at, key).get("/api/dispatches")
    lines = []
    for each in dispatches:
        asked, grant = each["asked"], each["grant"]
        lines.append(
            f"{each['id']}  {each['asked_by']} asks for {asked['count']} {asked['people']} at {asked['site']}"
        )
        if grant:
            state = "live" if each["is_live"] else "not live"
            lines.append(f"   granted: {grant['count']} until {moment_s(grant['to_ms'])}, {state}")
        elif each["unanswered"]:
            lines.append(f"   waits for {', '.join(each['unanswered'])}")
        else:
            lines.append("   refused")
    answer(dispatches, lines or ["no dispatches yet"], json)


@app.command
def request(
    dispatch: str,
    *,
    mandate: str,
    why: str,
    people: str,
    count: int,
    site: str,
    begins: str,
    ends: str,
    command: str,
    equipment: str = "",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Ask to have people of your own at a site, under a mandate in force and somebody's command.

    Example: safeconduct dispatch request d1 --mandate ground --why "Escort" --people guards --count 6 --site works
      --begins 2026-05-01T06:00 --ends 2026-05-04T06:00 --command host --at URL --key FILE
    """
    from .moment import moment_ms

    body = {"dispatch": dispatch, "mandate": mandate, "why": why, "people": people, "count": count, "site": site,
            "from_ms": moment_ms(begins), "to_ms": moment_ms(ends), "command": command,
            "equipment": equipment}  # fmt: skip
    answer(desk_at(at, key).sign("dispatch.requested/1", body), f"dispatch {dispatch} is asked for", json)


@app.command
def discuss(dispatch: str, text: str, *, at: At, key: Key, json: Json = False) -> None:
    """Ask or answer something about a request.

    Example: safeconduct dispatch discuss d1 "Will they be armed?" --at http://127.0.0.1:8443 --key host-noor.key
    """
    body = {"dispatch": dispatch, "text": text}
    answer(desk_at(at, key).sign("dispatch.discussed/1", body), "said", json)


@app.command
def grant(
    dispatch: str,
    *,
    count: int | None = None,
    begins: str | None = None,
    ends: str | None = None,
    conditions: str = "",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Consent to the request as it stands, or to fewer people, for a shorter time, on conditions.

    Example: safeconduct dispatch grant d1 --count 4 --conditions "Outer ring only" --at URL --key FILE
    """
    from .moment import moment_ms

    desk = desk_at(at, key)
    found = known(desk, "dispatch", dispatch)
    asked = found["asked"]
    body = {"dispatch": dispatch, "request": found["request"], "consent": "granted",
            "count": asked["count"] if count is None else count,
            "from_ms": moment_ms(begins) if begins else asked["from_ms"],
            "to_ms": moment_ms(ends) if ends else asked["to_ms"], "conditions": conditions}  # fmt: skip
    answer(desk.sign("dispatch.answered/1", body), f"dispatch {dispatch}: {body['count']} granted", json)


@app.command
def refuse(dispatch: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Refuse the request as it stands.

    Example: safeconduct dispatch refuse d1 --reason "Not on our ground" --at URL --key FILE
    """
    desk = desk_at(at, key)
    found = known(desk, "dispatch", dispatch)
    body = {"dispatch": dispatch, "request": found["request"], "consent": "refused", "count": 0,
            "from_ms": 0, "to_ms": 0, "conditions": reason}  # fmt: skip
    answer(desk.sign("dispatch.answered/1", body), f"dispatch {dispatch} is refused", json)


@app.command
def roster(dispatch: str, badges: list[str], *, at: At, key: Key, json: Json = False) -> None:
    """Name who comes, by badge: no more than were granted.

    Example: safeconduct dispatch roster d1 b-1 b-2 b-3 b-4 --at http://127.0.0.1:8444 --key company-lin.key
    """
    desk = desk_at(at, key)
    body = {"dispatch": dispatch, "request": known(desk, "dispatch", dispatch)["request"], "badges": badges}
    answer(desk.sign("dispatch.rostered/1", body), f"dispatch {dispatch}: {len(badges)} badges", json)


@app.command
def recall(dispatch: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """End it at once. Either side may.

    Example: safeconduct dispatch recall d1 --reason "Task done" --at URL --key FILE
    """
    body = {"dispatch": dispatch, "reason": reason}
    answer(desk_at(at, key).sign("dispatch.recalled/1", body), f"dispatch {dispatch} is recalled", json)


@app.command
def badge(
    badge: str,
    way: Literal["ask", "in", "out", "met"],
    *,
    site: str,
    gate: str | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> int:
    """At the gate: `ask` whether a live grant covers a badge; let it `in`, or turn it away where none does; let it
    `out`; or record that it was `met` inside. Exit code 1: turned away, or not covered.

    Example: safeconduct dispatch badge b-1 in --site works --at http://127.0.0.1:8443 --key host-sami.key
    """
    desk = desk_at(at, key)
    found = desk.get(f"/api/badges/{badge}/{site}")
    is_granted = found["is_granted"]
    told = "is covered by a live grant" if is_granted else "is NOT covered by a live grant"
    if way == "ask":
        answer(found, f"badge {badge} {told}", json)
        return 0 if is_granted else 1
    shown = "turned_away" if way == "in" and not is_granted else way
    signed = desk.sign("badge.shown/1", {"badge": badge, "site": site, "way": shown, "gate": gate})
    answer(signed, f"badge {badge} {told}: {shown.replace('_', ' ')}", json)
    return 1 if shown == "turned_away" or (way == "met" and not is_granted) else 0
