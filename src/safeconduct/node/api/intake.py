"""What each feed sent and why some of it was not taken; devices, known and unknown, and what we tell them."""

import msgspec
from litestar import get, post
from litestar.params import FromPath

from safeconduct.errors import BadInput
from safeconduct.feeds import owntracks_out
from safeconduct.node.node import Node
from safeconduct.node.reception import quarantined
from safeconduct.node.regions import circles
from safeconduct.records.units import DeviceId, Ms
from safeconduct.watch.devices import DEVICES, Device
from safeconduct.watch.reduce import GROUND

from .guard import AnyRequest, body_of, node_of, officer_of

_JOINS_MAX = 1_000


@get("/api/feeds")
async def intake(request: AnyRequest) -> dict[str, object]:
    """Since the node started: what was taken, refused by reason, how connections stand, who is in quarantine."""
    officer_of(request)
    node = node_of(request)
    known = node.intake
    return {
        "feeds": [
            {
                "feed": feed,
                "accepted": tally.accepted,
                "newest_ms": tally.newest_ms,
                "refused": dict(tally.refused),
                "last": {reason: {"at_ms": at_ms, "said": said} for reason, (at_ms, said) in tally.last.items()},
                "link": msgspec.to_builtins(known.links.get(feed)),
            }
            for feed, tally in node.intake.every()
        ],
        "unknown_devices": [
            {
                "kind": each.kind,
                "device": each.device,
                "feed": each.feed,
                "why": each.why,
                "count": each.count,
                "first_ms": each.first_ms,
                "newest_ms": each.newest_ms,
                "held": len(each.held),
            }
            for each in quarantined(node)
        ],
        "more_unknown": known.unnamed,
    }


@get("/api/devices")
async def devices(request: AnyRequest) -> list[dict[str, object]]:
    """This party's enrolled devices, and who enrolled them."""
    officer_of(request)
    node = node_of(request)
    state = node.truth.state
    return [
        {
            "kind": each.enrolled.kind,
            "device": each.enrolled.device,
            "asset": each.enrolled.asset,
            "name": each.enrolled.name,
            "proof": each.enrolled.proof,
            "keep_until_ms": each.enrolled.keep_until_ms,
            "holds": each.holds(node.clock.now_ms()),
            "enrolled_by": state.parties.name(each.by),
            "enrolled_ms": each.at_ms,
        }
        for each in state.of(DEVICES).of(node.config.party)
    ]


@get("/api/joins")
async def joins(request: AnyRequest) -> list[dict[str, object]]:
    """Names that a party's watch took for one vehicle, the newest first."""
    officer_of(request)
    ground = node_of(request).truth.state.of(GROUND)
    newest = sorted(ground.joins.items(), key=lambda each: (-each[1].t_ms, each[0]))
    return [
        {"other": other, "kept": ground.names.get(other, each.kept), "party": each.party, "t_ms": each.t_ms}
        for other, each in newest[:_JOINS_MAX]
    ]


class Secret(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The secret of a device that encrypts: its digest is in the log already."""

    secret: str


@post("/api/devices/{kind:str}/{device:str}/secret", status_code=200)
async def keep_secret(request: AnyRequest, kind: FromPath[str], device: FromPath[str]) -> dict[str, str]:
    """Let the node open what that device encrypts. 403 unless it is the secret that was enrolled."""
    officer_of(request)
    node = node_of(request)
    given = await body_of(request, Secret)
    known = node.truth.state.of(DEVICES)
    node.secrets.keep(known, node.config.party, kind, DeviceId(device), given.secret)
    return {"device": device}


class Asking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to ask a phone: where it is, and, with `zones`, to watch our zones itself."""

    zones: bool = False


@post("/api/devices/{kind:str}/{device:str}/ask", status_code=200)
async def ask(request: AnyRequest, kind: FromPath[str], device: FromPath[str]) -> dict[str, int]:
    """Ask an enrolled phone for its position. It hears of it with its next report, or from its broker at once."""
    officer_of(request)
    node = node_of(request)
    wanted = await body_of(request, Asking)
    found = _enrolled(node, kind, device)
    now_ms: Ms = node.clock.now_ms()
    said = [owntracks_out.report_location()]
    if wanted.zones:
        said.append(owntracks_out.set_waypoints(circles(node.truth.state), now_ms))
    for payload in said:
        node.commands.tell(kind, found.enrolled.device, payload)
    return {"waiting": len(said)}


def _enrolled(node: Node, kind: str, device: str) -> Device:
    found = node.truth.state.of(DEVICES).find(node.config.party, kind, DeviceId(device))
    if found is None or not found.holds(node.clock.now_ms()):
        raise BadInput(f"no {kind} device {device!r} is enrolled", next_step="see: safeconduct watch devices")
    if kind != "owntracks":
        raise BadInput(f"{kind} devices cannot be asked", next_step="only OwnTracks phones take commands")
    return found


HANDLERS = (intake, devices, joins, keep_secret, ask)
