"""The monitor: rules in, facts in, verdicts out. It owns no clock; equal logs give equal verdicts.

Arrival order does not matter: `logs.Logs` lets through what counts, `docket.Docket` judges each duty.
Nothing that has been decided changes while the logs only grow. A log that signed two records for one place
is cut before it, and everything is judged again from what is left.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import takewhile
from operator import attrgetter
from typing import TypeAlias

import msgspec

from safeconduct.records.units import Digest, Origin
from safeconduct.state.fact import Complete, Logged

from .coverage import is_plain
from .docket import Docket, Reader
from .judge import FAR
from .logs import Logs
from .plain_docket import PlainDocket
from .rule import Rule, rule_digest
from .verdict import Verdict, in_order, latest_in_order

AnyDocket: TypeAlias = Docket | PlainDocket


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
        self._dockets: dict[Digest, list[AnyDocket]] = {}
        self._readers: dict[str, list[Reader]] | None = None
        self._read_all: list[Reader] = []
        self.counted: list[Logged] = []
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
        for docket in self._dockets[digest]:
            readers, others = docket.readers()
            for item in self.counted:
                read = readers.get(item.fact.name, others)
                if read is not None:
                    read(item)
            docket.settle(self._watermark_ticks())

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
        """Verdicts that opened or changed since the last call, each as it stands, in the order of time and key."""
        return latest_in_order(v for d in self._all_dockets() for v in d.outbox.take_changed())

    def dropped(self) -> tuple[Verdict, ...]:
        """Pending verdicts told earlier whose duty turned out not to have arisen. Ask after `changes`."""
        return in_order(v for d in self._all_dockets() for v in d.outbox.take_dropped())

    def pending(self) -> tuple[Verdict, ...]:
        """Verdicts that are still open."""
        return in_order(self.upcoming())

    def upcoming(self, after_ms: int = -FAR) -> Iterator[Verdict]:
        """Verdicts that are still open and due at `after_ms` or later, by due: who takes the first few walks only a
        few. Read it before anything else is fed."""
        after = -(-after_ms // self.tick_ms)
        return merge(*[docket.upcoming(after) for docket in self._all_dockets()], key=attrgetter("due_ms"))

    def late(self, now_ms: int) -> tuple[Verdict, ...]:
        """Pending verdicts whose due has passed by this clock: the live alarm, provisional."""
        now = now_ms // self.tick_ms
        return in_order(takewhile(lambda verdict: verdict.due_ms // self.tick_ms < now, self.upcoming()))

    def missed(self, now_ms: int) -> tuple[Verdict, ...]:
        """The late ones that no record held here meets: a duty that only looks back is late until all logs
        are complete, but it rings only if what it looks for is not there."""
        now = now_ms // self.tick_ms
        return in_order(v for d in self._all_dockets() for v in d.missed(now))

    def dockets(self) -> list[tuple[Digest, AnyDocket]]:
        """Every docket with its rule, in the order of the rules."""
        return [(digest, docket) for digest, dockets in self._dockets.items() for docket in dockets]

    def resume(self, forces: Mapping[Digest, Force], counted: Iterable[Logged]) -> None:
        """Stand as an earlier run stood; its dockets are to be resumed one by one."""
        self.forces, self.counted = dict(forces), list(counted)
        self._dockets = {digest: self._open(digest, force) for digest, force in forces.items()}

    def _advance(self) -> None:
        items = self._logs.take()
        if self._logs.remembers:
            self.counted.extend(items)
        readers_of, others = (self._readers if self._readers is not None else self._listen()).get, self._read_all
        for item in items:
            for read in readers_of(item.fact.name, others):
                read(item)
        watermark = self._watermark_ticks()
        for docket in self._all_dockets():
            docket.settle(watermark)

    def _listen(self) -> dict[str, list[Reader]]:
        """Who takes a fact of this name; of any other name `_read_all` do."""
        all_readers = [docket.readers() for docket in self._all_dockets()]
        names = dict.fromkeys(name for readers, _ in all_readers for name in readers)
        self._read_all = [others for _, others in all_readers if others is not None]
        self._readers = {
            name: [read for readers, others in all_readers if (read := readers.get(name, others)) is not None]
            for name in names
        }
        return self._readers

    def _judge_all_again(self) -> None:
        self._logs.recount()
        self.counted = []
        self.restarts += 1
        self._dockets = {digest: self._open(digest, force) for digest, force in self.forces.items()}
        self._advance()

    def _open(self, digest: Digest, force: Force) -> list[AnyDocket]:
        self._readers = None
        skew = force.rule.skew_ms // self.tick_ms
        span = (-(-force.from_ms // self.tick_ms), -(-force.to_ms // self.tick_ms))
        return [
            PlainDocket(digest, i, duty, self.tick_ms, span)
            if is_plain(duty) and not skew
            else Docket(digest, i, duty, self.tick_ms, span, skew)
            for i, duty in enumerate(force.rule.duties)
        ]

    def _all_dockets(self) -> list[AnyDocket]:
        return [docket for dockets in self._dockets.values() for docket in dockets]

    def _watermark_ticks(self) -> int:
        return self._logs.watermark // self.tick_ms
