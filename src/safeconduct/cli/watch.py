"""Alarms, checks, devices."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from .answer import Json, answer
from .feeds import ask, device, devices, feeds, import_file, join, joins, part, retire
from .file import content_of
from .options import At, Key, desk_at

if TYPE_CHECKING:
    from safeconduct.node.desk import Desk

app = App(name="watch", help="Alarms, checks, feeds, devices.")
for command in (feeds, devices, device, retire, ask, joins, join, part):
    app.command(command)
app.command(import_file, name="import")


@app.command
def alarms(*, at: At, key: Key, json: Json = False) -> None:
    """Every alarm, and what each room did about it. Exit code 1 while one is not resolved.

    Example: safeconduct watch alarms --at http://127.0.0.1:8443 --key host-founder.key
    """
    import sys

    known = desk_at(at, key).get("/api/alarms")
    lines: list[str] = []
    for each in known:
        state = "resolved" if each["is_resolved"] else "OPEN"
        lines += [f"{each['id'][:12]}  {state}  {each['text']}"]
        lines += [f"    {party}: {_room(room)}" for party, room in each["rooms"].items()]
    answer(known, lines or ["no alarms"], json)
    if any(not each["is_resolved"] for each in known):
        sys.exit(1)


def _room(room: dict[str, int | None]) -> str:
    if room["acknowledged_ms"] is None:
        return "has not answered"
    raised_ms = room["raised_ms"] or room["acknowledged_ms"]
    return f"answered after {(room['acknowledged_ms'] - raised_ms) // 1000} s"


@app.command
def acknowledge(alarm: str, *, note: str = "", at: At, key: Key, json: Json = False) -> None:
    """Take an alarm: its id, or the beginning of it.

    Example: safeconduct watch acknowledge 3f9a --at http://127.0.0.1:8443 --key host-founder.key
    """
    desk = desk_at(at, key)
    found = _alarm(desk, alarm)
    signed = desk.sign("alarm.acknowledged/1", {"alarm": found, "note": note})
    answer(signed, f"alarm {found[:12]} is acknowledged", json)


@app.command
def resolve(
    alarm: str, *, because: str | None = None, note: str = "", at: At, key: Key, json: Json = False
) -> None:
    """Resolve an alarm. --because: the id of the record that shows it, for example a check.

    Example: safeconduct watch resolve 3f9a --note "Checked and clear" --at http://127.0.0.1:8443 --key k.key
    """
    desk = desk_at(at, key)
    found = _alarm(desk, alarm)
    signed = desk.sign("alarm.resolved/1", {"alarm": found, "because": because, "note": note})
    answer(signed, f"alarm {found[:12]} is resolved", json)


@app.command
def check(
    asset: str,
    zone: str,
    *,
    finding: Literal["clear", "suspicious", "dangerous"],
    note: str = "",
    when: str | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Record that you looked at that vehicle. --when: when you did, if that is not now: then it says late-entered.

    Example: safeconduct watch check pickup-1 outer --finding clear --at http://127.0.0.1:8443 --key k.key
    """
    from .moment import moment_ms

    body = {"asset": asset, "zone": zone, "finding": finding, "note": note}
    signed = desk_at(at, key).sign("check.made/1", body, moment_ms(when) if when else None)
    answer(signed, f"{asset} is checked at {zone}: {finding}", json)


@app.command
def replay(
    file: Path,
    *,
    feed: str,
    site: Path,
    until: Annotated[int, Parameter(help="UTC milliseconds: the clock runs on to there, so that silence counts.")],
    since: Annotated[int, Parameter(help="UTC milliseconds: what is older is left out.")] = 0,
    clause: Annotated[
        str | None, Parameter(help="Judge this sentence over the history, before anybody signs.")
    ] = None,
    json: Json = False,
) -> None:
    """What the watch makes of a recorded history at a site. SITE is GeoJSON: polygons with `id`, `kind` and, for
    rings that have one, `dwell_limit_s`. Prints facts in order of time; with --clause the verdicts instead, and the
    exit code is 1 if one is violated. FILE is as the feed writes it, or one message a line (from MQTT as
    `{"topic":…,"payload":…}`); messages that cannot be read are named on stderr. `--feed batch`: a disclosed
    batch of observations; `--feed parquet`: an hour that a node has put away, or a folder of them.

    Example: safeconduct watch replay fixes.csv --feed csv --site works.geojson --until 1790000000000 --json
    """
    import sys

    import msgspec

    from safeconduct.errors import BadInput
    from safeconduct.feeds import FEEDS, Names, csv
    from safeconduct.feeds.reading import name
    from safeconduct.records.units import AssetId, Ms
    from safeconduct.watch import read_site, to_line
    from safeconduct.watch import replay as replay_history

    from .replay import in_order, judged, lines_of, observations_of

    if feed not in FEEDS and feed != "parquet":
        raise BadInput(f"there is no feed {feed!r}", next_step=f"one of: {', '.join(sorted(FEEDS))}, parquet")
    config = read_site(content_of(site))
    known = Names(zones={str(zone.zone): zone.zone for zone in config.zones})
    seen, bad = observations_of(feed, file, Ms(until), known, AssetId(name(file.stem)))
    history = [each for each in seen if each.t_ms >= since]
    for line in bad:
        print(f"{file}:{line.line}: {line.reason}: {line.why}", file=sys.stderr)
    facts = replay_history(config, history, Ms(until)).facts
    names = csv.told_names(content_of(file)) if feed == "csv" else {}
    if clause is None:
        facts = in_order(facts, names)
        for told in (to_line(fact, names).decode() for fact in facts) if json else lines_of(facts, names):
            print(told)
        return
    verdicts = judged(clause, config, facts, Ms(until))
    for each in verdicts:
        print(msgspec.json.encode(each).decode() if json else f"{each['verdict']}: {each['text']}")
    if any(each["verdict"] == "violated" for each in verdicts):
        sys.exit(1)


def _alarm(desk: "Desk", start: str) -> str:
    from safeconduct.errors import BadInput

    found = [each["id"] for each in desk.get("/api/alarms") if each["id"].startswith(start)]
    if len(found) != 1:
        raise BadInput(f"{len(found)} alarms begin with {start!r}", next_step="see: safeconduct watch alarms")
    return str(found[0])
