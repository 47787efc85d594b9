"""The monitor: rules in, facts in, verdicts out. It owns no clock; equal logs give equal verdicts.

Arrival order does not matter: `logs.Logs` lets through what counts, `docket.Docket` judges each duty.
Nothing that has been decided changes while the logs only grow. A log that signed two records for one place
is cut before it, and everything is judged again from what is left.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from safeconduct.records.units import Digest, Origin
from safeconduct.state.fact import Complete, Logged

from .docket import Docket
from .judge import FAR, Proof, Row
from .logs import Logs
from .rule import Rule, rule_digest
from .verdict import Verdict, in_order

MANY: Final = 2_000
"""From so many facts on a docket without a past is brought up to date by columns. Same verdicts, only sooner."""


class Force(msgspec.Struct, frozen=True):
    """A rule and the span in which duties may arise under it: from (included), to (excluded)."""

    rule: Rule
    from_ms: int
    to_ms: int


class Monitor:
    """Judges rules over several logs.

    rules: in force from the start. logs: the origins whose records count; all must be complete up to a time
    before that time is final. first_seq: the seq of a log's first record. A seq that is missing is a gap,
    unless `held` says that the log is held beyond it. tick_ms: facts come at whole multiples of this.
    remembers: without it memory is bounded by the rules (see memory.py), but a rule that is added later sees
    no past, and forks are left to the ledger.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        logs: Sequence[Origin],
        *,
        first_seq: int = 0,
        tick_ms: int = 1,
        remembers: bool = True,
    ) -> None:
        self._logs = Logs(logs, first_seq, remembers=remembers)
        self.tick_ms = tick_ms
        self.forces: dict[Digest, Force] = {}
        self._dockets: dict[Digest, list[Docket]] = {}
        self._by_kind: dict[tuple[str, int], list[Docket]] | None = None
        self._all_heeding: list[Docket] = []
        self.counted: list[Row] = []
        self.restarts = 0
        """How often a fork made it judge everything again. Verdicts told before the last time are void."""
        for rule in rules:
            self.add_rule(rule)

    @property
    def watermark(self) -> int:
        """All logs are complete up to this time, in ms; -1 before every log has promised something."""
        return self._logs.watermark

    @property
    def logs(self) -> Logs:
        """What of each log counts: watermarks, forks, excluded records."""
        return self._logs

    def add_rule(self, rule: Rule, from_ms: int | None = None) -> None:
        """Judge this rule too, for triggers from `from_ms` on. Facts that came before still count as past."""
        starts = [ms for ms in (rule.from_ms, from_ms) if ms is not None]
        force = Force(rule, max(starts, default=-FAR), FAR if rule.to_ms is None else rule.to_ms)
        digest = rule_digest(rule)
        if digest in self.forces:
            return
        self.forces[digest] = force
        self._dockets[digest] = self._open(digest, force)
        watermark = self._watermark_ticks()
        for docket in self._dockets[digest]:
            if len(self.counted) >= MANY and docket.can_add_many:
                docket.add_many(self.counted, watermark)
                continue
            for row in self.counted:
                docket.add(row)
            docket.settle(watermark)

    def end_rule(self, digest: Digest, to_ms: int) -> None:
        """No duty arises under this rule from `to_ms` on, and those that had are dropped.

        Duties that arose before run to their due. Call it before the watermark reaches `to_ms`.
        """
        force = self.forces[digest]
        self.forces[digest] = msgspec.structs.replace(force, to_ms=min(force.to_ms, to_ms))
        for docket in self._dockets[digest]:
            docket.end(-(-self.forces[digest].to_ms // self.tick_ms))

    def feed(self, items: Iterable[Logged | Complete]) -> None:
        """Take what arrived, in any order."""
        if self._logs.put(items):
            self._judge_all_again()
        else:
            self._advance()

    def held(self, log: Origin, upto_seq: int) -> None:
        """Every record of the log with seq <= upto_seq has been fed, or carries no fact."""
        self._logs.hold(log, upto_seq)
        self._advance()

    def changes(self) -> tuple[Verdict, ...]:
        """Verdicts that opened or changed since the last call, in the order of time and key."""
        changed = {(v.rule, v.duty, v.at_ms, v.key): v for docket in self._all_dockets() for v in docket.changes()}
        return in_order(changed.values())

    def dropped(self) -> tuple[Verdict, ...]:
        """Pending verdicts told earlier whose duty turned out not to have arisen. Ask after `changes`."""
        return in_order(v for d in self._all_dockets() for v in d.dropped())

    def pending(self) -> tuple[Verdict, ...]:
        """Verdicts that are still open."""
        return in_order(v for d in self._all_dockets() for v in d.pending())

    def late(self, now_ms: int) -> tuple[Verdict, ...]:
        """Pending verdicts whose due has passed by this clock: the live alarm, provisional."""
        now = now_ms // self.tick_ms
        return in_order(v for d in self._all_dockets() for v in d.late(now))

    def missed(self, now_ms: int) -> tuple[Verdict, ...]:
        """The late ones that no record held here meets: a duty that only looks back is late until all logs
        are complete, but it rings only if what it looks for is not there."""
        now = now_ms // self.tick_ms
        return in_order(v for d in self._all_dockets() for v in d.missed(now))

    def next_due_ms(self) -> int | None:
        """The earliest due of a pending verdict; None without one. It is late one tick after."""
        dues = [due for d in self._all_dockets() if (due := d.next_due()) is not None]
        return min(dues) * self.tick_ms if dues else None

    def dockets(self) -> list[tuple[Digest, Docket]]:
        """Every docket with its rule, in the order of the rules."""
        return [(digest, docket) for digest, dockets in self._dockets.items() for docket in dockets]

    def resume(self, forces: Mapping[Digest, Force], counted: Iterable[Row]) -> None:
        """Stand as an earlier run stood; its dockets are to be resumed one by one."""
        self.forces, self.counted = dict(forces), list(counted)
        self._dockets = {digest: self._open(digest, force) for digest, force in forces.items()}

    def _advance(self) -> None:
        items = self._logs.take()
        watermark = self._watermark_ticks()
        heeding = self._heeding()
        rows: list[Row] = []
        for item in items:
            fact = item.fact
            # what no rule speaks of need not be made ready, unless a rule may come later
            if self._logs.remembers or heeding.get((fact.name, len(fact.args)), self._all_heeding):
                rows.append(self._row(item))
        if self._logs.remembers:
            self.counted.extend(rows)
        fresh = [d for d in self._all_dockets() if d.can_add_many] if len(rows) >= MANY else []
        for docket in fresh:
            docket.add_many(rows, watermark)
        for row in rows:
            for docket in heeding.get((row.name, len(row.args)), self._all_heeding):
                if not fresh or docket not in fresh:
                    docket.add(row)
        for docket in self._all_dockets():
            if not fresh or docket not in fresh:
                docket.settle(watermark)

    def _heeding(self) -> dict[tuple[str, int], list[Docket]]:
        """Which dockets a fact of this name and number of arguments goes to; any other goes to `_all_heeding`."""
        if self._by_kind is None:
            dockets = self._all_dockets()
            self._all_heeding = [d for d in dockets if d.heeds is None]
            kinds = {kind for d in dockets for kind in d.heeds or ()}
            self._by_kind = {kind: [d for d in dockets if d.heeds is None or kind in d.heeds] for kind in kinds}
        return self._by_kind

    def _judge_all_again(self) -> None:
        self._logs.recount()
        self.counted = []
        self.restarts += 1
        self._dockets = {digest: self._open(digest, force) for digest, force in self.forces.items()}
        self._advance()

    def _open(self, digest: Digest, force: Force) -> list[Docket]:
        skew = force.rule.skew_ms // self.tick_ms
        duties = enumerate(force.rule.duties)
        self._by_kind = None
        dockets = [Docket(digest, i, duty, self.tick_ms, skew) for i, duty in duties]
        for docket in dockets:
            docket.from_t = -(-force.from_ms // self.tick_ms)
            docket.to_t = -(-force.to_ms // self.tick_ms)
        return dockets

    def _all_dockets(self) -> list[Docket]:
        return [docket for dockets in self._dockets.values() for docket in dockets]

    def _watermark_ticks(self) -> int:
        return self._logs.watermark // self.tick_ms

    def _row(self, item: Logged) -> Row:
        fact = item.fact
        return Row(fact.name, fact.args, Proof(fact.t_ms // self.tick_ms, item.log, item.seq, item.id))
