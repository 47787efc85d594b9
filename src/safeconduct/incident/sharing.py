"""Who may read a report: its label (TLP 2.0, FIRST) and its owner's limits. What is not allowed here is denied, and
every export asks."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

from safeconduct.records.units import IncidentId, PartyId

from .summary import STRICTEST, Summary, Told, summary

Reach: TypeAlias = Literal["community", "party", "public"]


class Audience(msgspec.Struct, frozen=True):
    """Who will read. `party` where it is one party; `members`: who belongs to the accord."""

    reach: Reach
    members: frozenset[PartyId]
    party: PartyId | None = None


class Released(msgspec.Struct, frozen=True):
    """An incident as an audience may see it: its summary is of these reports only. Made by `released` alone."""

    summary: Summary
    reports: tuple[Told, ...]


def may_read(told: Told, audience: Audience) -> bool:
    """Whether that audience may have that report.

    RED is for the eyes of those to whom it was given, so it leaves in no file; AMBER+STRICT stays in its own
    organisation, or with whom its owner names; AMBER among the members; GREEN in the community; CLEAR is public.
    """
    named = {told.party, *told.share_with}
    if told.share_with and audience.party not in named:
        return False
    match told.tlp:
        case "RED":
            return False
        case "AMBER+STRICT":
            return audience.party is not None and audience.party in named
        case "AMBER":
            return audience.party is not None and audience.party in audience.members | {told.party}
        case "GREEN":
            return audience.reach != "public"
        case "CLEAR":
            return True


def released(incidents: Iterable[tuple[IncidentId, tuple[Told, ...]]], audience: Audience) -> tuple[Released, ...]:
    """What of them that audience may see; an incident of which it may see nothing is left out."""
    found = []
    for incident, told in incidents:
        allowed = tuple(each for each in told if may_read(each, audience))
        if allowed:
            found.append(Released(summary(incident, allowed), allowed))
    return tuple(found)


def label(shown: Iterable[Released]) -> str:
    """What the whole is labelled: the strictest of its parts."""
    return max((each.summary.tlp for each in shown), key=lambda tlp: STRICTEST[tlp], default="CLEAR")
