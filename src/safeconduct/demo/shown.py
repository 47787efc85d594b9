"""What a control room shows, read as its pages read it."""

import json
from typing import Any

from .phones import PICKUP
from .room import Room


def alarm(room: Room, clause: str) -> dict[str, Any]:
    """The alarm of that clause; empty where none is shown."""
    return next((each for each in room.get("/api/alarms") if each["clause"] == clause), {})


def has_answered(shown: dict[str, Any], party: str) -> bool:
    """Whether that party's room has acknowledged the alarm."""
    return shown.get("rooms", {}).get(party, {}).get("acknowledged_ms") is not None


def in_force(room: Room) -> int:
    """How many clauses are."""
    return sum(each["in_force_since_ms"] is not None for each in room.get("/api/accord"))


def pickup_inside(room: Room) -> str | None:
    """The name under which the pick-up stands in the outer ring: its plate, or the camera's own name where that
    was in the log before the plate was read (a node was down in between)."""
    assets = room.get("/api/watch")["assets"]
    inside = (each for each in assets if PICKUP in (each["id"], *each["also"]) and "outer" in each["zones"])
    return next((str(each["id"]) for each in inside), None)


def is_off_route(room: Room) -> bool:
    """Whether the timeline says that somebody left a corridor."""
    return any("off its route" in each["text"] for each in room.get("/api/timeline"))


def line(room: Room, record: str) -> dict[str, Any]:
    """That record on the timeline; empty where it is not shown."""
    return next((each for each in room.get("/api/timeline") if each["record_id"] == record), {})


def states_seen(room: Room, seen: dict[str, str]) -> dict[str, str]:
    """State by the cut of the logs that it is of: what was seen, and what the node says now."""
    said = room.get("/api/state")
    seen[json.dumps(said["logs"], sort_keys=True)] = said["state"]
    return seen
