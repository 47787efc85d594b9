"""Who may do what, by the clauses in force and each party's own roles: decided by Cedar, default deny."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from safeconduct.records.body import Role
from safeconduct.records.clause import MandateAct, MandateContent
from safeconduct.records.units import ClauseId, KeyId, Ms, Name, PartyId, Resource
from safeconduct.state.parties import Officer, Parties

from . import cedar
from .accord import Accord

_MINUTE_MS: Final = 60_000
_DAY_MIN: Final = 1_440


class Asked(msgspec.Struct, frozen=True):
    """An act under a mandate. `count`: people; `resolution_m`: how coarse the positions are that are wanted."""

    act: MandateAct
    party: PartyId
    role: Role
    at_ms: Ms
    on: Resource | None = None
    count: int = 1
    resolution_m: int = 100_000


ANSWERS_FOR: Final[Mapping[MandateAct, frozenset[Role]]] = {
    "accompany": frozenset({"security"}),
    "attend_meetings": frozenset({"security", "liaison"}),
    "be_present": frozenset({"security"}),
    "read_documents": frozenset({"security", "liaison"}),
    "see_facts": frozenset({"security"}),
    "see_feed": frozenset({"security"}),
}
"""Whose own authority an act of a mandate lies in: nobody gives others more than their role answers for."""


class Decision(msgspec.Struct, frozen=True):
    """Whether, and by which clauses; where not, which clauses would allow it once they are in force."""

    is_allowed: bool
    clauses: tuple[ClauseId, ...] = ()
    wanting: tuple[ClauseId, ...] = ()


class Line(msgspec.Struct, frozen=True):
    """One line of the matrix: what a mandate gives to whom. `officers`: how many there are who could use it."""

    clause: ClauseId
    number: int
    title: Name
    mandate: MandateContent
    is_in_force: bool
    officers: int


class Overlap(msgspec.Struct, frozen=True):
    """Two mandates in force give the same with different limits: the wider one makes the other's limits void."""

    one: ClauseId
    other: ClauseId


class Authority:
    """The policies of one state. `zones`: which site each zone belongs to. `lent`: who is a deputy in which role
    now. `now_ms`: for what the matrix calls in force; an act is decided by its own time."""

    def __init__(
        self,
        accord: Accord,
        parties: Parties,
        own: PartyId,
        zones: Iterable[tuple[str, str]] = (),
        lent: frozenset[tuple[KeyId, Role]] = frozenset(),
        now_ms: Ms | None = None,
    ):
        import cedarpy  # 20 ms: only where somebody asks

        self._cedar: Any = cedarpy
        self._parties, self._lent = parties, lent
        members = parties.members or frozenset(parties.parties)
        self._mandates = [
            (clause, clause.content) for clause in accord.numbered() if isinstance(clause.content, MandateContent)
        ]
        clauses = [clause for clause, _ in self._mandates]
        windows = zip(clauses, accord.windows(clauses, members), strict=True)
        self._windows = {clause.clause: window for clause, window in windows if window is not None}
        self._now_ms = now_ms
        self._zones = tuple(zones)
        self._entities = cedarpy.Entities.from_json_str(msgspec.json.encode(self._all_entities()).decode())
        permits = [
            cedar.mandate_policy(clause.clause, mandate, self._windows[clause.clause])
            for clause, mandate in self._mandates
            if clause.clause in self._windows
        ]
        self.policies: str = "\n".join([cedar.role_policies(own), *permits])
        """All of them as text, to read and to check elsewhere."""
        self._set = cedarpy.PolicySet.from_str(self.policies)

    def may_sign(self, key: KeyId, kind: str) -> bool:
        """Whether that officer may sign records of that type for the node's own party."""
        return self._ask(f'Officer::"{key}"', kind, 'Any::"any"', {})[0]

    def may_read(self, key: KeyId) -> bool:
        """Whether that officer may read what the node's own party knows."""
        return self._ask(f'Officer::"{key}"', cedar.READ, 'Any::"any"', {})[0]

    def decide(self, asked: Asked) -> Decision:
        """Whether the clauses in force allow that act."""
        context = {
            "count": asked.count,
            "at_ms": asked.at_ms,
            "minute": asked.at_ms // _MINUTE_MS % _DAY_MIN,
            "resolution_m": asked.resolution_m,
        }
        principal = f'Role::"{asked.party}/{asked.role}"'
        is_allowed, reasons = self._ask(principal, asked.act, cedar.uid(asked.on), context)
        if is_allowed:
            clauses = tuple(ClauseId(each.removeprefix("clause:")) for each in reasons)
            return Decision(is_allowed=True, clauses=clauses)
        wanting = [
            clause.clause
            for clause, mandate in self._mandates
            if not self._holds(clause.clause, asked.at_ms)
            and (mandate.act, mandate.party) == (asked.act, asked.party)
        ]
        return Decision(is_allowed=False, wanting=tuple(wanting))

    def matrix(self) -> list[Line]:
        """Who could do what, by every mandate on the table."""
        return [
            Line(
                clause=clause.clause,
                number=clause.number,
                title=clause.title,
                mandate=mandate,
                is_in_force=self._holds(clause.clause, self._now_ms),
                officers=sum(
                    officer.party == mandate.party and mandate.role in self._roles(key, officer)
                    for key, officer in self._parties.officers.items()
                ),
            )
            for clause, mandate in self._mandates
        ]

    def overlaps(self) -> list[Overlap]:
        """Mandates in force that differ only in their limits."""
        lines = [line for line in self.matrix() if line.is_in_force]
        return [
            Overlap(one.clause, other.clause)
            for at, one in enumerate(lines)
            for other in lines[at + 1 :]
            if _same_act(one.mandate, other.mandate) and one.mandate != other.mandate
        ]

    def _holds(self, clause: ClauseId, at_ms: Ms | None) -> bool:
        window = self._windows.get(clause)
        return window is not None and (at_ms is None or window.covers(at_ms))

    def _ask(
        self, principal: str, action: str, resource: str, context: Mapping[str, object]
    ) -> tuple[bool, list[str]]:
        request = {
            "principal": principal,
            "action": f'Action::"{action}"',
            "resource": resource,
            "context": context,
        }
        answer = self._cedar.is_authorized(request, self._set, self._entities)
        return bool(answer.allowed), sorted(answer.diagnostics.id_annotations_by_reason.values())

    def _roles(self, key: KeyId, officer: Officer) -> set[Role]:
        return {*officer.roles, *(role for deputy, role in self._lent if deputy == key)}

    def _all_entities(self) -> list[dict[str, object]]:
        officers = [
            cedar.entity(
                "Officer", key, [("Role", f"{officer.party}/{role}") for role in sorted(self._roles(key, officer))]
            )
            for key, officer in sorted(self._parties.officers.items())
        ]
        return [*officers, *(cedar.entity("Zone", zone, [("Site", site)]) for zone, site in self._zones)]


def _same_act(one: MandateContent, other: MandateContent) -> bool:
    same = (one.act, one.party, one.role) == (other.act, other.party, other.role)
    return same and (not one.on or not other.on or bool(set(one.on) & set(other.on)))
