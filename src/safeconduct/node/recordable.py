"""Which events of the vocabulary can be recorded here: by an officer with the role, by a feed or a device."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from safeconduct.records.alarm import AlarmAcknowledged, AlarmEscalated, AlarmRaised, AlarmResolved
from safeconduct.records.body import Body
from safeconduct.records.dispatch import BadgeShown, GrantTurned
from safeconduct.records.journey import MovementDiverted, TravellerSpoke
from safeconduct.records.meeting import ActionDone, MinutesSigned
from safeconduct.records.movement import (
    MovementApproved,
    MovementOrdered,
    MovementRefused,
    MovementReleased,
    MovementReported,
    MovementRequested,
    MovementStopped,
)
from safeconduct.records.risk import RiskLapsed, RiskRated
from safeconduct.records.watch import CheckMade
from safeconduct.state.model import State
from safeconduct.watch.devices import DEVICES
from safeconduct.watch.reduce import GROUND

from .config import Config

SIGNED: Final[Mapping[str, type[Body]]] = MappingProxyType({
    "action_done": ActionDone, "action_taken": MinutesSigned,
    "alarm_acknowledged": AlarmAcknowledged, "alarm_escalated": AlarmEscalated, "alarm_raised": AlarmRaised,
    "alarm_resolved": AlarmResolved, "appointed": MovementOrdered, "approved": MovementApproved,
    "arrived": MovementReported, "badge_left": BadgeShown, "badge_seen": BadgeShown, "checked": CheckMade,
    "checked_in": MovementReported, "departed": MovementReported, "diverted": MovementDiverted,
    "grant_began": GrantTurned, "grant_lapsed": GrantTurned, "panic": TravellerSpoke, "refused": MovementRefused,
    "released": MovementReleased, "requested": MovementRequested, "risk_lapsed": RiskLapsed,
    "risk_rated": RiskRated, "started": MovementReported,
    "stopped": MovementStopped,
})  # fmt: skip
"""The record that shows the event. Whoever may sign it can show it."""
SEEN: Final = frozenset({"blind", "entered", "left", "reporting", "seeing", "silent"})
TRACKED: Final = frozenset(
    {"approached", "came_near", "halted", "late", "moved_on", "off_corridor", "on_corridor", "receded", "went_far"}
)
"""Takes positions: a camera sees who is there, not how far from whom."""
CALLED_OUT: Final = frozenset({"distress", "tampered"})
"""Takes a device with an alarm button, or one that watches its own case."""
WATCHED: Final = SEEN | TRACKED | CALLED_OUT
"""What the watch derives from positions and sightings. A test compares both with the facts of the domains."""

_BUTTONS: Final = frozenset({"cot", "osmand", "traccar", "traccar-client"})
_PLACED: Final = frozenset({"frigate", "gate", "plate"})
"""Feeds that say who is in which zone, and no position."""


def recordable(state: State, config: Config) -> frozenset[str]:
    """The events that some officer of a member, or some feed, can record now.

    Of another party's feeds nothing is known but the devices that it has enrolled and what has been delivered.
    """
    members = state.parties.members
    roles = {
        role for officer in state.parties.officers.values() if officer.party in members for role in officer.roles
    }
    signed = {event for event, body in SIGNED.items() if body.SIGNERS & roles}
    kinds = [feed.kind for feed in config.feeds]
    kinds += [device.enrolled.kind for device in state.of(DEVICES).devices.values()]
    watched = SEEN if kinds or state.of(GROUND).feeds else frozenset[str]()
    tracked = TRACKED if any(kind not in _PLACED for kind in kinds) else frozenset[str]()
    called_out = CALLED_OUT if _BUTTONS & set(kinds) else frozenset[str]()
    return frozenset(signed | watched | tracked | called_out)
