"""Which rules have been in force, and when: read off the accord's own records in the canonical order.

A rule that was suspended still governs the duties that arose before, so its spans are kept. Both ends of a span
are proven times: nobody can date a suspension back to escape a duty, or an agreement back to create one.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from safeconduct.accord.accord import Accord, Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import BadInput
from safeconduct.protocol.rule import Rule, load_rule, rule_digest
from safeconduct.records.clause import ClausePosition, ClauseProposed, ProtocolContent
from safeconduct.records.party import PartyAdmitted, PartyFounded, PartyRemoved
from safeconduct.records.units import ClauseId, Digest, Ms, PartyId, RecordId
from safeconduct.state.bracket import is_late_entered
from safeconduct.state.introduce import introduce
from safeconduct.state.model import State
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.refusal import Refusal

_CHANGES_MEMBERS: Final = (PartyFounded, PartyAdmitted, PartyRemoved)
CHANGES_FORCE: Final = (ClauseProposed, ClausePosition, *_CHANGES_MEMBERS)


class Span(msgspec.Struct, frozen=True):
    """From included, to excluded; None while it lasts."""

    from_ms: Ms
    to_ms: Ms | None = None

    def covers(self, t_ms: int) -> bool:
        """Whether a duty that arises then arises under the rule."""
        return self.from_ms <= t_ms and (self.to_ms is None or t_ms < self.to_ms)


class Running(msgspec.Struct, frozen=True):
    """A protocol clause that is or was in force, with its rule."""

    clause: ClauseId
    meaning: Digest
    rule: Rule
    spans: tuple[Span, ...]

    @property
    def is_in_force(self) -> bool:
        """Whether it is in force now."""
        return self.spans[-1].to_ms is None

    def covers(self, t_ms: int) -> bool:
        """Whether a duty that arises then arises under the rule."""
        return any(span.covers(t_ms) for span in self.spans)


def running_of(order: Iterable[Placed], state: State) -> dict[Digest, Running]:
    """Every rule that has ever been in force, by its digest. order: all placed records; state: after them.

    A clause whose rule this version cannot judge is left out: it is in force, but by people only.
    """
    parties = Parties()
    accord, proven = ACCORD.empty, dict[RecordId, Ms]()
    running: dict[Digest, Running] = {}
    for placed in order:
        body = placed.entry.record.body
        if not isinstance(body, CHANGES_FORCE) or placed.entry.id in state.refused:
            continue
        if isinstance(body, _CHANGES_MEMBERS):
            changed = introduce(parties, placed.entry)
            parties = changed if isinstance(changed, Parties) else parties
        else:
            after = ACCORD.reduce(accord, placed, state.parties)
            if isinstance(after, Refusal):
                continue
            accord, proven[placed.entry.id] = after, proven_ms(placed)
        members = parties.members
        members_ms = proven_ms(placed) if isinstance(body, _CHANGES_MEMBERS) else Ms(0)
        now = {
            digest: (clause, rule, _since_ms(clause, members, proven, members_ms))
            for digest, (clause, rule) in _in_force(accord, members).items()
        }
        _note(running, now, proven_ms(placed))
    return running


def proven_ms(placed: Placed) -> Ms:
    """The record's claimed time, or the earliest that is possible where the claim is too old to be true."""
    at_ms = placed.entry.record.at_ms
    return placed.not_before_ms if is_late_entered(at_ms, placed.not_before_ms) else at_ms


def _in_force(accord: Accord, parties: frozenset[PartyId]) -> dict[Digest, tuple[Clause, Rule]]:
    found: dict[Digest, tuple[Clause, Rule]] = {}
    for clause in accord.in_force(parties):
        if isinstance(clause.content, ProtocolContent):
            try:
                rule = load_rule(clause.content.rule.encode())
            except (BadInput, RecursionError):  # a rule nested a thousand levels deep must not stop a node
                continue
            found.setdefault(rule_digest(rule), (clause, rule))
    return found


def _since_ms(clause: Clause, members: frozenset[PartyId], proven: Mapping[RecordId, Ms], members_ms: Ms) -> Ms:
    """From the last signature of a member on; where that was there already, from when the members changed."""
    return max(members_ms, *(proven[clause.positions[party].record] for party in members))


def _note(running: dict[Digest, Running], now: Mapping[Digest, tuple[Clause, Rule, Ms]], at_ms: Ms) -> None:
    """Open the spans of rules that have come into force, close those of rules that are no longer."""
    for digest, known in list(running.items()):
        if known.is_in_force and digest not in now:
            last = Span(known.spans[-1].from_ms, max(at_ms, known.spans[-1].from_ms))
            running[digest] = msgspec.structs.replace(known, spans=(*known.spans[:-1], last))
    for digest, (clause, rule, since_ms) in now.items():
        old = running.get(digest)
        if old is None or not old.is_in_force:
            spans = (*(old.spans if old else ()), Span(since_ms))
            running[digest] = Running(clause.clause, clause.meaning, rule, spans)
