"""Incidents."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from . import incident_read
from .answer import Json, answer
from .options import At, Key, desk_at

app = App(name="incident", help="Read pages into drafts; report, import, join, split and hand out incidents.")
app.command(incident_read.read)
app.command(incident_read.group)
Days = Annotated[int, Parameter(name="--keep-days", help="For how many days it is kept.")]


@app.command
def report(
    title: str,
    *,
    type: str = "other",
    kind: Literal["incident", "near_miss", "breach", "finding"] = "incident",
    on: str | None = None,
    place: str = "",
    where: str | None = None,
    within: int = 0,
    fatalities: str = "",
    injured: str = "",
    said_by: str = "the reporter",
    source: str = "our own people",
    text: str = "",
    incident: str | None = None,
    tlp: Literal["CLEAR", "GREEN", "AMBER"] = "AMBER",
    keep_days: Days = 1_825,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Report something that happened, or nearly did. --where LAT,LON; numbers as 12, 3-5 or 10+.

    Example: safeconduct incident report "Shots at the gate" --type shooting --on 2026-05-01 --at URL --key FILE
    """
    from safeconduct.node.reporting import Told, reported

    told = Told(title, type, kind, on or "", place, where or "", within, fatalities, injured, said_by, source, text)
    body = reported(told, incident, tlp, keep_days)
    signed = desk_at(at, key).sign(body.TYPE, body)
    answer({"report": body.report, "record": signed}, f"report {body.report} is in the register", json)


@app.command
def confirm(
    draft: Path,
    *,
    incident: str | None = None,
    tlp: Literal["CLEAR", "GREEN", "AMBER"] = "AMBER",
    keep_days: Days = 1_825,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Confirm a draft that you have read and mended: the account as JSON, as a report of `incident show` has it.

    Example: safeconduct incident confirm draft.json --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.node.reporting import confirmed

    from .file import content_of

    body = confirmed(content_of(draft), str(draft), incident, tlp, keep_days)
    signed = desk_at(at, key).sign(body.TYPE, body)
    answer({"report": body.report, "record": signed}, f"report {body.report} is in the register", json)


@app.command
def join(incident: str, others: list[str], *, reason: str = "", at: At, key: Key, json: Json = False) -> None:
    """Say that the others are the same incident. Their names go on leading to it.

    Example: safeconduct incident join blast-1 blast-2 --reason "the same bridge" --at URL --key FILE
    """
    body = {"incident": incident, "others": others, "reason": reason}
    answer(desk_at(at, key).sign("incident.joined/1", body), f"{', '.join(others)} joined to {incident}", json)


@app.command
def split(incident: str, reports: list[str], *, reason: str = "", at: At, key: Key, json: Json = False) -> None:
    """Say that these reports tell of something else, which is called as the first of them is.

    Example: safeconduct incident split blast-1 blast-2 --reason "another day" --at URL --key FILE
    """
    body = {"incident": incident, "reports": reports, "reason": reason}
    answer(desk_at(at, key).sign("incident.split/1", body), f"{reports[0]} is an incident of its own", json)


@app.command(name="list")
def list_(
    text: str = "",
    *,
    type: list[str] | None = None,
    kind: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """The newest incidents, or those with all these words, in any of the three scripts.

    Example: safeconduct incident list "پل" --type roadside_bomb --at http://127.0.0.1:8443 --key host-noor.key
    """
    query = {"text": text, "types": type or [], "kinds": kind or [], "from_day": _day(since), "to_day": _day(until)}
    found = desk_at(at, key).post("/api/incidents/search", query)
    lines = [f"{found['total']} incidents{' and more' if found['is_capped'] else ''}"]
    lines += [
        f"  {each['id']}  {_when(each['row'][2])}  {each['row'][4]} ({each['row'][5] or '–'})"
        for each in found["lines"]
    ]
    answer(found, lines, json)


@app.command
def show(incident: str, *, at: At, key: Key, json: Json = False) -> None:
    """One incident by any name that it ever had: every report, with its own numbers and claims.

    Example: safeconduct incident show blast-1 --at http://127.0.0.1:8443 --key host-noor.key
    """
    found = desk_at(at, key).get(f"/api/incidents/{incident}")
    lines = [f"{found['id']}: {len(found['reports'])} reports, withheld: {found['withheld']}"]
    for told in found["reports"]:
        account = told["account"]
        lines.append(f"  {told['report']}  TLP:{told['tlp']}  {told['party']}  {account['title']}")
        lines.append(
            f"    {_when(account['from_ms'])}, {account['event_type']}, source: {account['source']['name']}"
        )
        lines += [f"    {_count(each)}" for each in account["counts"]]
        lines += [
            f"    {each['status']}: {each['name']}, as reported by {each['by']}" for each in account["claims"]
        ]
    answer(found, lines, json)


@app.command(name="import")
def import_(
    file: Path,
    *,
    batch: str | None = None,
    source: str | None = None,
    format: Literal["cap", "csv", "geojson", "mail", "misp"] | None = None,
    tlp: Literal["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"] = "AMBER+STRICT",
    share_with: list[str] | None = None,
    keep_days: Days = 1_825,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Take many reports from CSV (also with the columns of ACLED), GeoJSON, CAP, mail or a MISP event. If one row
    cannot be used none is taken, and each such row is named by its line.

    Example: safeconduct incident import events.csv --source "Field office" --at URL --key FILE
    """
    import sys

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from safeconduct.node.batching import take
    from safeconduct.node.reporting import wanted

    asked = wanted(file, batch, source, format or "", tlp, share_with or [], keep_days)
    desk = desk_at(at, key)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
        tasks = {name: progress.add_task(name, total=None) for name in ("read", "handed in", "indexed")}

        def told(what: str, count: int, total: int | None) -> None:
            progress.update(tasks[what], completed=count, total=total)

        taken = take(desk, file, asked, told)
    lines = [f"{taken.reports} reports taken as batch {taken.batch}"]
    lines += [f"  {file.name}:{note.line}: {note.what}" for note in taken.notes[:20]]
    answer(taken, lines, json)


@app.command
def export(
    file: Path,
    *,
    format: Literal["acled", "cap", "csv", "geojson", "misp"],
    to: str,
    text: str = "",
    type: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    incident: list[str] | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Hand incidents out: --to public, community, or a member by its id. What labels and limits keep from them is
    left out, and counted.

    Example: safeconduct incident export month.geojson --format geojson --to company --at URL --key FILE
    """
    query = {"text": text, "types": type or [], "from_day": _day(since), "to_day": _day(until)}
    asked = {"format": format, "to": to, "query": query, "incidents": incident or []}
    content, headers = desk_at(at, key).made("/api/incidents/export", asked)
    file.write_bytes(content)
    shown, held_back = int(headers["x-incidents"]), int(headers["x-incidents-held-back"])
    found = {"file": str(file), "incidents": shown, "held_back": held_back}
    answer(found, f"{file}: {shown} incidents for {to}, held back: {held_back}", json)


def _day(text: str | None) -> int | None:
    from .moment import moment_ms

    return None if text is None else moment_ms(text) // 86_400_000


def _when(t_ms: int | None) -> str:
    from datetime import UTC, datetime

    return "unknown day" if t_ms is None else f"{datetime.fromtimestamp(t_ms / 1000, UTC):%Y-%m-%d}"


def _count(count: dict[str, Any]) -> str:
    low, high = count["low"], count["high"]
    number = "unknown" if low is None else f"{low}" if low == high else f"{low}–{high if high is not None else '?'}"
    return f"{count['what']}: {number}, says {count['said_by']}"
