"""The clauses on record: which duties arose under each, what became of them, and who says otherwise.

A duty that both nodes have judged is *final*. One whose due time has passed, but for which not every log is
complete yet, is *provisional*. Where a log that it waits for has gone silent it cannot be judged at all: it is
never shown as kept, unless the clause itself says what it counts as meanwhile.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

import msgspec
from msgspec import UNSET

from safeconduct.accord.accord import Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.joint import Running, alarm_id, verdict_digest
from safeconduct.protocol.reduce import VERDICTS, Judged
from safeconduct.protocol.rule import Rule
from safeconduct.protocol.verdict import Status, Verdict
from safeconduct.records.clause import ProtocolContent
from safeconduct.records.units import AlarmId, ClauseId, Digest, Ms, PartyId
from safeconduct.state.logs import LOGS

from .node import HEARTBEAT_MS, Node

Outcome: TypeAlias = Literal["open", "kept", "violated", "unjudged", "superseded", "within-skew"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("kept", "violated", "unjudged", "open", "superseded", "within-skew")
SILENT_MS: Final = 5 * HEARTBEAT_MS
"""A log that has promised nothing for so long is silent, where the clause says nothing else: five heartbeats."""
BUCKETS_MAX: Final = 48
_WIDTHS_MIN: Final = (1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1_440, 10_080, 43_200, 525_600)
_DECIDED: Final[Mapping[Status, Outcome]] = {
    Status.SATISFIED: "kept",
    Status.VIOLATED: "violated",
    Status.SUPERSEDED: "superseded",
    Status.WITHIN_SKEW: "within-skew",
}


class Silence(msgspec.Struct, frozen=True, order=True):
    """A party whose log has gone silent; `since_ms` is its last heartbeat, None before the first."""

    party: PartyId
    since_ms: Ms | None


class Duty(msgspec.Struct, frozen=True):
    """One duty that arose, and what became of it so far.

    `digest` names the verdict once it is final here. `waits_for`: the silent logs that keep it from being judged;
    `is_by_default`: the clause says what it counts as meanwhile.
    `is_missed`: no record held here meets it, although its due time has passed.
    """

    id: AlarmId
    clause: ClauseId
    running: Running
    verdict: Verdict
    outcome: Outcome
    is_missed: bool
    digest: Digest | None
    judged: Judged | None
    waits_for: tuple[Silence, ...] = ()
    is_by_default: bool = False

    @property
    def is_contested(self) -> bool:
        """Whether a party holds that the verdict is wrong."""
        return self.judged is not None and self.judged.is_contested

    @property
    def logged_by(self) -> tuple[PartyId, ...]:
        """Whose nodes have logged the very same verdict."""
        return tuple(sorted(self.judged.by)) if self.judged else ()

    def is_shown_as(self, status: str) -> bool:
        """Whether a list of that status holds it. What is contested keeps its outcome beside that."""
        return self.is_contested if status == "contested" else self.outcome == status


class Bucket(msgspec.Struct, frozen=True):
    """How many duties arose in one stretch of time, by what became of them; the contested are a part of those."""

    from_ms: Ms
    counts: Mapping[Outcome, int]
    contested: int


class OnRecord(msgspec.Struct, frozen=True):
    """One protocol clause with all duties under it, the newest first."""

    clause: ClauseId
    on_table: Clause | None
    is_in_force: bool
    duties: tuple[Duty, ...]

    def count(self, status: str) -> int:
        """How many duties a list of that status holds."""
        return sum(duty.is_shown_as(status) for duty in self.duties)

    def buckets(self, first_ms: int, width_ms: int) -> list[Bucket]:
        """The duties by when they arose, from `first_ms` on. Stretches without any are left out."""
        found: dict[int, list[Duty]] = {}
        for duty in self.duties:
            found.setdefault((duty.verdict.at_ms - first_ms) // width_ms, []).append(duty)
        return [
            Bucket(
                Ms(first_ms + number * width_ms),
                {each: n for each in OUTCOMES if (n := sum(duty.outcome == each for duty in duties))},
                sum(duty.is_contested for duty in duties),
            )
            for number, duties in sorted(found.items())
        ]


def on_record(node: Node, now_ms: Ms) -> list[OnRecord]:
    """Every protocol clause that is in force or has ever made a duty, by number."""
    state, parties = node.truth.state, node.truth.parties
    duties: dict[ClauseId, list[Duty]] = {}
    for duty in _duties(node, now_ms):
        duties.setdefault(duty.clause, []).append(duty)
    known = state.of(ACCORD).clauses
    in_force = {
        clause.clause
        for clause in state.of(ACCORD).in_force(parties, now_ms)
        if isinstance(clause.content, ProtocolContent)
    }
    found = [
        OnRecord(clause, known.get(clause), clause in in_force, tuple(reversed(duties.get(clause, ()))))
        for clause in in_force | duties.keys()
    ]
    return sorted(found, key=lambda each: (each.on_table.number if each.on_table else 0, each.clause))


def silences(node: Node, now_ms: Ms, lag_ms: int = SILENT_MS) -> tuple[Silence, ...]:
    """The members whose logs have promised nothing for so long."""
    state = node.truth.state
    found = []
    for party in node.truth.parties:
        known = state.parties.parties.get(party)
        beat = state.of(LOGS).heartbeats.get(known.log) if known else None
        if beat is None or now_ms - beat.at_ms > lag_ms:
            found.append(Silence(party, beat.at_ms if beat else None))
    return tuple(sorted(found, key=lambda silence: silence.party))


def span(clauses: Iterable[OnRecord], now_ms: Ms) -> tuple[int, int]:
    """(start, width of a bucket), in ms, so that all duties up to now fit into `BUCKETS_MAX` buckets."""
    starts = [duty.verdict.at_ms for clause in clauses for duty in clause.duties]
    first_ms = min(starts, default=now_ms)
    last_ms = max(now_ms, *starts) if starts else now_ms
    for minutes in _WIDTHS_MIN:
        width_ms = minutes * 60_000
        start_ms = first_ms - first_ms % width_ms
        if (last_ms - start_ms) // width_ms < BUCKETS_MAX:
            return start_ms, width_ms
    return first_ms, (last_ms - first_ms) // (BUCKETS_MAX - 1) + 1


def _duties(node: Node, now_ms: Ms) -> list[Duty]:
    missed = {alarm_id(verdict) for verdict in node.duties.missed(now_ms)}
    silent: dict[int, tuple[Silence, ...]] = {}
    judged = node.truth.state.of(VERDICTS).verdicts
    found = []
    for running, verdict in node.duties.verdicts():
        duty = alarm_id(verdict)
        is_final = verdict.status is not Status.PENDING and verdict.witness is not None
        digest = verdict_digest(verdict) if is_final else None
        rule = running.rule
        lag_ms = SILENT_MS if rule.lag_ms is UNSET else rule.lag_ms
        if lag_ms not in silent:
            silent[lag_ms] = silences(node, now_ms, lag_ms)
        waits_for = _waits_for(node, verdict, silent[lag_ms], now_ms)
        found.append(
            Duty(
                id=duty,
                clause=running.clause,
                running=running,
                verdict=verdict,
                outcome=_outcome(verdict, rule, now_ms, duty in missed, waits_for),
                is_missed=duty in missed,
                digest=digest,
                judged=judged.get(digest) if digest else None,
                waits_for=waits_for,
                is_by_default=bool(waits_for) and rule.silence is not UNSET,
            )
        )
    return found


def _waits_for(node: Node, verdict: Verdict, silent: Sequence[Silence], now_ms: Ms) -> tuple[Silence, ...]:
    """The silent logs that are not complete past the due time of a duty that is still undecided after it."""
    if verdict.status is not Status.PENDING or verdict.due_ms >= now_ms:
        return ()
    state = node.truth.state
    beats = state.of(LOGS).heartbeats
    return tuple(
        each
        for each in silent
        if (beat := beats.get(state.parties.parties[each.party].log)) is None
        or beat.complete_to_ms <= verdict.due_ms
    )


def _outcome(verdict: Verdict, rule: Rule, now_ms: Ms, is_missed: bool, waits_for: Sequence[Silence]) -> Outcome:
    if verdict.status is not Status.PENDING:
        return _DECIDED[verdict.status]
    if verdict.due_ms >= now_ms:
        return "open"
    if waits_for and rule.silence is UNSET:
        return "unjudged"
    if waits_for and rule.silence == "violated":
        return "violated"
    return "violated" if is_missed else "kept"
