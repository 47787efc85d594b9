"""Risks at this node: which of our ratings hold no more, and which clause keeps a movement from being approved."""

from safeconduct.accord.accord import Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import Denied
from safeconduct.protocol import formula
from safeconduct.protocol.rule import Rule, load_rule
from safeconduct.records.clause import ProtocolContent
from safeconduct.records.record import AnyBody
from safeconduct.records.risk import RiskLapsed
from safeconduct.records.units import MovementId, Ms, PartyId
from safeconduct.risk.reduce import RISKS
from safeconduct.risk.risk import Rating
from safeconduct.state.logs import LOGS
from safeconduct.state.model import State

from .truth import Truth


class Lapses:
    """`Node` calls it under the lock."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth

    def due(self, now_ms: Ms) -> list[AnyBody]:
        """Ratings of ours that hold no more and of which our log does not say so yet. Dated by their own end, so
        that it is one moment in every log, unless ours is promised to be complete to there already."""
        beat = self._truth.state.of(LOGS).heartbeats.get(self._truth.origin)
        floor_ms = beat.complete_to_ms + 1 if beat else 0
        bodies: list[AnyBody] = []
        for each in self._own():
            if each.lapsed_ms is None and not each.stands(now_ms):
                ended_ms = now_ms if each.is_closed else min(each.body.expires_ms + 1, now_ms)
                since_ms = Ms(max(ended_ms, floor_ms))
                bodies.append(RiskLapsed(each.body.risk, each.body.subject, each.record, since_ms))
        return bodies

    def next_ms(self, now_ms: Ms) -> Ms | None:
        """When the next rating of ours runs out."""
        ends = [each.body.expires_ms + 1 for each in self._own() if each.lapsed_ms is None]
        return Ms(min(ends)) if (ends := [end for end in ends if end > now_ms]) else None

    def _own(self) -> list[Rating]:
        risks = self._truth.state.of(RISKS).risks
        found = [risk.ratings.get(self._truth.party) for _, risk in sorted(risks.items())]
        return [each for each in found if each is not None]


def check_rated(state: State, parties: frozenset[PartyId], movement: MovementId, now_ms: Ms) -> None:
    """Raises Denied, and names the clause, where one in force wants a standing rating before a movement is
    approved, and there is none."""
    clause = next((each for each in state.of(ACCORD).in_force(parties, now_ms) if _wants_rating(each)), None)
    why = state.of(RISKS).wanting(f"movement/{movement}", now_ms) if clause else ""
    if clause and why:
        raise Denied(
            f"clause {clause.number}, {clause.title}, keeps it from being approved: {why}",
            f"rate it anew: safeconduct risk rate NAME --of movement/{movement}",
        )


def _wants_rating(clause: Clause) -> bool:
    if not isinstance(clause.content, ProtocolContent):
        return False
    rule: Rule = load_rule(clause.content.rule.encode())
    parts = [part for duty in rule.duties for part in formula.whole(duty)]
    return {"approved", "risk_rated"} <= {event.name for part in parts for event in formula.events(part)}
