"""The accord: its clauses, who has a voice, the threat level and who is silent; from these, what is in force."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import immutables
import msgspec

from safeconduct.records.clause import LevelsContent
from safeconduct.records.seat import Seat
from safeconduct.records.units import ClauseId, Digest, Ms, PartyId
from safeconduct.wire import canonical

from .clause import AnyStand, Clause, Counter, Position
from .seats import Seats, signatories
from .window import ALWAYS, Level, Quiet, Stated, Window, level_of, meet, of_notice, of_silence, of_term

__all__ = ["Accord", "AnyStand", "Clause", "Counter", "Position", "Why"]

Why: TypeAlias = Literal["alone", "ended", "level", "not_silent", "not_yet", "open", "over", "silent", "withdrawn"]
"""What keeps a clause from being in force."""
_NO_QUIET = Quiet()


class Accord(msgspec.Struct, frozen=True):
    """All clauses, agreed or not: an accord works while half of it is still open."""

    clauses: immutables.Map[ClauseId, Clause] = immutables.Map()
    loaded: immutables.Map[tuple[ClauseId, PartyId], Digest] = immutables.Map()
    """Which meaning each party's node says it judges by."""
    seats: Seats = immutables.Map()
    levels: immutables.Map[PartyId, Stated] = immutables.Map()
    quiet: immutables.Map[tuple[PartyId, PartyId], Quiet] = immutables.Map()
    """Who is silent, by whose node."""
    heard_ms: Ms = Ms(0)
    """Since when nobody is silent any more."""

    def numbered(self) -> list[Clause]:
        """The clauses by number, without those that were withdrawn."""
        there = (clause for clause in self.clauses.values() if not clause.is_withdrawn)
        return sorted(there, key=lambda clause: (clause.number, clause.clause))

    def signers(self, members: frozenset[PartyId]) -> frozenset[PartyId]:
        """The members without whose signature nothing is in force."""
        return signatories(self.seats, members)

    def seat(self, party: PartyId, members: frozenset[PartyId]) -> Seat:
        """Where a member sits."""
        if party not in members or party in self.signers(members):
            return "full"
        given = [seat for seat, _ in self.seats.get(party, {}).values() if seat != "full"]
        return "observer" if "observer" in given else "review"

    def level(self, members: frozenset[PartyId]) -> Level | None:
        """The threat level that holds; None while no clause in force says how it follows."""
        return self._level(self.signers(members))

    def _level(self, signers: frozenset[PartyId]) -> Level | None:
        for clause in self.numbered():
            if isinstance(clause.content, LevelsContent):
                window = self._window(clause, signers, None)
                if window is not None:
                    return level_of(clause.content, window, self.levels, signers)
        return None

    def window(self, clause: Clause, members: frozenset[PartyId]) -> Window | None:
        """From when to when the clause holds if nothing more is said; None where it does not."""
        return self.windows([clause], members)[0]

    def windows(self, clauses: Sequence[Clause], members: frozenset[PartyId]) -> list[Window | None]:
        """The same for many."""
        signers = self.signers(members)
        is_levelled = any(clause.terms is not None and clause.terms.levels for clause in clauses)
        level = self._level(signers) if is_levelled else None
        return [self._window(clause, signers, level) for clause in clauses]

    def _window(self, clause: Clause, signers: frozenset[PartyId], level: Level | None) -> Window | None:
        if len(signers) < 2 or clause.is_withdrawn:
            return None
        found: Window | None = ALWAYS
        for party in signers:
            found = meet(found, of_notice(clause.positions.get(party), clause.meaning, clause.terms))
            if found is None:
                return None
        if clause.terms is not None:
            found = meet(found, of_term(clause.terms))
            found = meet(found, of_silence(clause.terms.silence, self._quietest(), self.heard_ms))
            if clause.terms.levels:
                is_level = level is not None and level.level in clause.terms.levels
                found = meet(found, level.holds if is_level and level is not None else None)
        return meet(found, Window(Ms(0), clause.ended_ms))

    def _quietest(self) -> Quiet | None:
        return min(self.quiet.values(), default=None, key=lambda each: (each.since_ms, each.noted_ms))

    def in_force_since(self, clause: Clause, members: frozenset[PartyId], at_ms: Ms | None = None) -> Ms | None:
        """Since when it has been in force; None where it is not. at_ms: the time asked about; without it, whatever
        all have signed and nothing has ended counts, though it may begin later or have run out."""
        window = self.window(clause, members)
        if window is None or (at_ms is not None and not window.covers(at_ms)):
            return None
        return window.from_ms

    def in_force(self, members: frozenset[PartyId], at_ms: Ms | None = None) -> list[Clause]:
        """What runs; `at_ms` as in `in_force_since`."""
        clauses = self.numbered()
        windows = zip(clauses, self.windows(clauses, members), strict=True)
        return [clause for clause, window in windows if window and (at_ms is None or window.covers(at_ms))]

    def why_not(self, clause: Clause, members: frozenset[PartyId], at_ms: Ms) -> Why | None:
        """What keeps the clause from being in force; None where nothing does."""
        window, signers = self.window(clause, members), self.signers(members)
        if window is not None and window.covers(at_ms):
            return None
        if clause.is_withdrawn:
            return "withdrawn"
        if len(signers) < 2:
            return "alone"
        if any(clause.stand(party) != "agreed" for party in signers):
            return "open"
        if clause.ended_ms is not None and clause.ended_ms <= at_ms:
            return "ended"
        terms = clause.terms
        if terms is not None and (term := of_term(terms)) is not None and not term.covers(at_ms):
            return "not_yet" if at_ms < term.from_ms else "over"
        if terms is not None and terms.silence is not None:
            holds = of_silence(terms.silence, self._quietest(), self.heard_ms)
            if holds is None or not holds.covers(at_ms):
                return "not_silent" if terms.silence.runs == "only" else "silent"
        return "level" if terms is not None and terms.levels else "over"

    def digest(self, members: frozenset[PartyId], at_ms: Ms | None = None) -> Digest | None:
        """One digest over all that is in force; None while nothing is."""
        running = {clause.clause: clause.meaning for clause in self.in_force(members, at_ms)}
        return Digest(canonical.digest(running)) if running else None
