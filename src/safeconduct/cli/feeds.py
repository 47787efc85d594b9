"""Feeds and the devices that may report: part of `safeconduct watch`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from .answer import Json, answer
from .file import content_of
from .options import At, Key, desk_at

if TYPE_CHECKING:
    from safeconduct.node.desk import Desk

_DAY_MS = 86_400_000


def feeds(*, at: At, key: Key, json: Json = False) -> None:
    """Every feed: its connection, what it sent, what was refused and why; and devices in quarantine.

    Example: safeconduct watch feeds --at http://127.0.0.1:8443 --key host-founder.key
    """
    known = desk_at(at, key).get("/api/feeds")
    lines: list[str] = []
    for each in known["feeds"]:
        link = each["link"]
        refused = ", ".join(f"{count} {reason}" for reason, count in sorted(each["refused"].items()))
        state = "" if link is None else f"  {link['state']} {link['where']}{_lost(link)}"
        lines.append(f"{each['feed']}: {each['accepted']} taken, refused: {refused or 'none'}{state}")
        lines += [f"    {reason}: {last['said']}" for reason, last in sorted(each["last"].items()) if last["said"]]
    for each in known["unknown_devices"]:
        lines.append(f"in quarantine: {each['kind']} {each['device']}, {each['count']} times, {each['why']}")
    answer(known, lines or ["nothing has come in yet"], json)


def _lost(link: dict[str, Any]) -> str:
    lost = f", lost {link['lost']} times" if link["lost"] else ""
    return f"{lost} ({link['why']})" if link["why"] else lost


def devices(*, at: At, key: Key, json: Json = False) -> None:
    """Every enrolled device: what it is about, how it proves itself, until when, when it was last heard.

    Example: safeconduct watch devices --at http://127.0.0.1:8443 --key host-founder.key
    """
    known = desk_at(at, key).get("/api/devices")
    lines = [
        f"{each['kind']} {each['device']}: {each['asset'] or 'reports of others'}, proof: {each['proof']}"
        f"{'' if each['holds'] else ', ENDED'}"
        for each in known
    ]
    answer(known, lines or ["no devices are enrolled"], json)


def device(
    name: Annotated[str, Parameter(help="What the device calls itself: for OwnTracks the user, or `user-device`.")],
    *,
    kind: str = "owntracks",
    asset: Annotated[str | None, Parameter(help="What it is about; if not given, as its name.")] = None,
    others: Annotated[bool, Parameter(help="It reports of others: a plate reader, a gate, a server.")] = False,
    proof: Literal["password", "encryption", "none"] = "password",
    days: Annotated[int, Parameter(help="How long the enrolment holds.")] = 90,
    qr: Annotated[bool, Parameter(help="Print a code for the phone's camera, too.")] = False,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Enrol a phone, tracker, gate or server, and print its secret once. It may report from now on.

    Example: safeconduct watch device bus-1 --at http://127.0.0.1:8443 --key host-founder.key
    """
    import hashlib
    import secrets
    import sys

    desk = desk_at(at, key)
    secret = None if proof == "none" else secrets.token_urlsafe(24)
    digest = None if secret is None else hashlib.sha256(secret.encode()).hexdigest()
    about = None if others else asset or name
    until_ms = desk.get("/api/state")["now_ms"] + days * _DAY_MS
    body = {
        "kind": kind, "device": name, "keep_until_ms": until_ms, "asset": about, "proof": proof,
        "secret_sha256": digest, "name": None,
    }  # fmt: skip
    signed = desk.sign("device.enrolled/1", body)
    if proof == "encryption":
        desk.post(f"/api/devices/{kind}/{name}/secret", {"secret": secret})
    value = {"kind": kind, "device": name, "asset": about, "secret": secret, "record": signed.id}
    url = f"{at.rstrip('/')}/feeds/{kind}"
    said = [f"{name} is enrolled until {days} days from now. It reports to {url}"]
    if secret is not None:
        said.append(f"user {name}, password {secret} (shown once)")
    if kind == "owntracks" and secret is not None:
        config = _owntracks(url, name, secret, proof)
        said.append(f"In OwnTracks open: {config}")
        value["config"] = config
        if qr:
            import segno

            segno.make(config, error="l").terminal(out=sys.stderr, compact=True)
    answer(value, said, json)


def _owntracks(url: str, user: str, secret: str, proof: str) -> str:
    """A link that OwnTracks opens: its settings, inside the link. It leads to no server, and is never fetched."""
    import base64

    import msgspec

    settings = {
        "_type": "configuration", "mode": 3, "url": url, "auth": True, "username": user, "password": secret,
        "deviceId": user, "tid": user[-2:], "cmd": True, "remoteConfiguration": False,
        **({"encryptionKey": secret} if proof == "encryption" else {}),
    }  # fmt: skip
    return f"owntracks:///config?inline={base64.b64encode(msgspec.json.encode(settings)).decode()}"


def retire(name: str, *, kind: str = "owntracks", reason: str = "", at: At, key: Key, json: Json = False) -> None:
    """End a device's enrolment: it is lost, or handed back. What it sends is quarantined from now on.

    Example: safeconduct watch retire bus-1 --reason lost --at http://127.0.0.1:8443 --key host-founder.key
    """
    body = {"kind": kind, "device": name, "reason": reason}
    signed = desk_at(at, key).sign("device.retired/1", body)
    answer(signed, f"{name} may report no longer", json)


def joins(*, at: At, key: Key, json: Json = False) -> None:
    """Names that a watch took for one vehicle: a tracker's and a plate, say.

    Example: safeconduct watch joins --at http://127.0.0.1:8443 --key host-founder.key
    """
    told = desk_at(at, key).get("/api/joins")
    answer(told, [f"{each['other']} = {each['kept']}, by {each['party']}" for each in told] or ["none"], json)


def join(other: str, kept: str, *, reason: str = "", at: At, key: Key, json: Json = False) -> None:
    """Say that two names are one vehicle: the watch goes on under KEPT, with the stay that OTHER has begun.

    Example: safeconduct watch join bus-1-phone bus-1 --at http://127.0.0.1:8443 --key host-founder.key
    """
    signed = desk_at(at, key).sign("asset.joined/1", {"other": other, "kept": kept, "reason": reason})
    answer(signed, f"{other} and {kept} are one vehicle", json)


def part(other: str, kept: str, *, reason: str = "", at: At, key: Key, json: Json = False) -> None:
    """Say that two names are two vehicles after all, whoever joined them. No feed joins them again.

    Example: safeconduct watch part track-17 kx-4471 --at http://127.0.0.1:8443 --key host-founder.key
    """
    signed = desk_at(at, key).sign("asset.parted/1", {"other": other, "kept": kept, "reason": reason})
    answer(signed, f"{other} and {kept} are two vehicles", json)


def ask(
    name: str,
    *,
    zones: Annotated[bool, Parameter(help="Send it our zones too, so that it reports at their edges.")] = False,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Ask an OwnTracks phone where it is. It answers when it next hears of us.

    Example: safeconduct watch ask bus-1 --at http://127.0.0.1:8443 --key host-founder.key
    """
    desk: Desk = desk_at(at, key)
    told = desk.post(f"/api/devices/owntracks/{name}/ask", {"zones": zones})
    answer(told, f"{name} is asked", json)


def import_file(
    file: Path,
    *,
    feed: Literal["gpx", "geojson", "csv", "nmea"],
    asset: Annotated[str | None, Parameter(help="What the file is about, where it does not say so itself.")] = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Take a file of positions: a logger's track, another system's export. A bad file changes nothing.

    Example: safeconduct watch import track.gpx --feed gpx --asset bus-1 --at http://127.0.0.1:8443 --key f.key
    """
    about = f"?asset={asset}" if asset else ""
    told = desk_at(at, key).post_file(f"/api/import/{feed}{about}", content_of(file))
    refused = ", ".join(f"{count} {reason}" for reason, count in sorted(told["refused"].items()))
    said = f"{told['observations']} observations of {', '.join(told['assets'])}; refused: {refused or 'none'}"
    answer(told, said, json)
