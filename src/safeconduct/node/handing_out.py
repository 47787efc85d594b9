"""What of the register leaves as a file: to whom, in which format, and what that audience may see of it."""

from typing import Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.exports.incidents import INCIDENT_FORMATS, Format
from safeconduct.incident.sharing import Audience, Reach, Released, released
from safeconduct.records.units import IncidentId, PartyId

from .incident_search import Query, selected
from .node import Node

ROWS_MAX: Final = 50_000


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`to`: public, community, or a member. `incidents`: these only; without them, what the query selects."""

    format: str
    to: str
    query: Query = Query()
    incidents: tuple[IncidentId, ...] = ()


class HandedOut(msgspec.Struct, frozen=True):
    """A file, and how many incidents of the selection are in it, or are held back."""

    content: bytes
    format: Format
    shown: int
    held_back: int


def hand_out(node: Node, wanted: Wanted) -> HandedOut:
    """The caller brought the index to the state. Raises BadInput."""
    made = INCIDENT_FORMATS.get(wanted.format)
    if made is None:
        raise BadInput(
            f"no format {wanted.format!r}", where="$.format", next_step="one of: " + ", ".join(INCIDENT_FORMATS)
        )
    with node.incidents.lock:
        names = list(wanted.incidents) or _names(node, wanted.query)
        told = [(name, node.incidents.told(name)) for name in names]
    missing = next((name for name, reports in told if not reports), None)
    if wanted.incidents and missing is not None:
        raise BadInput(f"there is no incident {missing!r}", next_step="see: safeconduct incident list")
    shown: tuple[Released, ...] = released(told, audience(node, wanted.to))
    return HandedOut(made.write(shown, node.clock.now_ms()), made, len(shown), len(told) - len(shown))


def audience(node: Node, to: str) -> Audience:
    """Raises BadInput for a name that is no member: nobody knows what it may read."""
    members = node.truth.parties
    if to in ("public", "community"):
        reach: Reach = "public" if to == "public" else "community"
        return Audience(reach, members)
    if to not in members:
        raise BadInput(
            f"{to!r} is no member: {', '.join(sorted(members))}", where="$.to", next_step="or: public, community"
        )
    return Audience("party", members, PartyId(to))


def _names(node: Node, query: Query) -> list[IncidentId]:
    register = node.incidents.register
    chosen = selected(register.table, query, register.found(query.text)).n
    if len(chosen) > ROWS_MAX:
        raise BadInput(
            f"{len(chosen)} incidents are selected, {ROWS_MAX} go into one file",
            next_step="select fewer: by day, kind or place",
        )
    return [name for name, _ in register.lines(chosen.tolist())]
