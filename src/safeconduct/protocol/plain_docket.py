"""The open duties of one plain form, in little memory: what `docket.Docket` does for any duty.

Cost of a fact: the open duties of its slice, never the history. Cost of an advance: the slices in which a duty
changes. An open duty at rest takes 40 bytes; a slice some 300 more.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush, merge
from operator import attrgetter
from typing import Final

from safeconduct.records.units import Digest, Origin, RecordId
from safeconduct.state.fact import Arg, Logged

from . import formula as f
from .docket import Reader
from .judge import FAR
from .marks import Marks, Seen, first_after, ids_of
from .naming import Naming, Use
from .outbox import Outbox
from .plain import FALSE, OPEN, TRUE, UNDECIDED, compile_plain, turns_of
from .slice import (
    Key,
    SavedSlice,
    Slice,
    Waking,
    anchor,
    each_resting,
    in_order,
    instants,
    rest,
    save_slice,
    wake,
)
from .slicing import slice_names
from .upcoming import by_due, rising
from .verdict import Status, Verdict

_STATUS: Final = (Status.VIOLATED, Status.PENDING, Status.SATISFIED)
_ANY_LOG: Final = Origin("")
_at, _at_ms = attrgetter("at"), attrgetter("at_ms")


class PlainDocket:
    """All duties of one form under one rule. Times are in ticks of `tick_ms`. span: ticks in which they arise."""

    def __init__(self, rule: Digest, number: int, duty: f.Duty, tick_ms: int, span: tuple[int, int]) -> None:
        self.rule, self.number, self.tick_ms = rule, number, tick_ms
        self._from_t, self._to_t = span
        self.outbox = Outbox()
        self._marks = Marks()
        self._must = compile_plain(duty.must, tick_ms, self._marks)
        self._guard = compile_plain(duty.guard, tick_ms, self._marks) if duty.guard else None
        self._turns, ends = turns_of(duty, tick_ms)
        self._stages, self._ahead = ends[1:-1], ends[-1]
        self._naming = Naming(duty.trigger, slice_names(duty))
        self._uses: dict[str, list[Use]] = {duty.trigger.name: [self._naming.use(duty.trigger, None)]}
        for mark, events in enumerate(self._marks.marks):
            for event in events:
                self._uses.setdefault(event.name, []).append(self._naming.use(event, mark))
        self._slices: dict[Key, Slice] = {}
        self._unseen: list[list[Seen]] = [[] for _ in self._marks.marks]
        """Stands in every slice that has seen nothing."""
        self._marked: list[Slice] = []
        self._fresh: list[tuple[Slice, Waking]] = []
        self._dues: list[tuple[int, Slice]] = []
        """Each slice with pending duties, at a time not later than the first of their dues."""
        self._looks: list[tuple[int, Slice]] = []
        """Each slice in which the watermark alone changes something before that."""
        self._watermark = -1

    def readers(self) -> tuple[dict[str, Reader], None]:
        """What takes a counted fact, by the fact's name. Facts of other names make no difference."""
        return {name: self._reader(uses) for name, uses in self._uses.items()}, None

    def settle(self, watermark: int) -> None:
        """Judge again what may have changed, at this watermark."""
        self._watermark = watermark
        for part in self._marked:
            self._review(part)
        for part, duty in self._fresh:
            if duty.is_awake:
                self._judge(part, duty)
                if part.look_at == FAR:
                    self._tidy(part)
        self._marked.clear()
        self._fresh.clear()
        while self._looks and self._looks[0][0] <= watermark:
            at, part = heappop(self._looks)
            if at == part.look_at:
                part.look_at = FAR
                self._review(part)
                self._look(part, self._next_stage(part))
        while self._dues and self._dues[0][0] <= watermark:
            due, part = heappop(self._dues)
            if due == part.due_at:
                part.due_at = FAR
                self._judge_resting(part, watermark - self._ahead + 1)
                self._expect(part, self._first_due(part))
                self._tidy(part)

    def upcoming(self, after: int) -> Iterator[Verdict]:
        """Pending verdicts that are due at `after` or later, by due. Read it before the next fact."""
        slices = self._by_due()
        return by_due((due * self.tick_ms, self._pending(part, after - self._ahead)) for due, part in slices)

    def missed(self, now: int) -> list[Verdict]:
        """Pending verdicts whose due lies before now and that are broken if nothing more arrives: what rings."""
        as_if = max(now, self._watermark)  # as if all that will ever come were here
        found: list[Verdict] = []
        for due, part in self._by_due():
            if due >= now:
                break
            for verdict in self._pending(part, -FAR):
                at = verdict.at_ms // self.tick_ms
                if at + self._ahead >= now:
                    break
                arose = self._guard is None or self._guard(part.seen, at, as_if)[0] == TRUE
                if arose and self._must(part.seen, at, as_if)[0] == FALSE:
                    found.append(verdict)
        return found

    def n_facts(self) -> int:
        """How many facts it remembers."""
        return sum(len(found) for part in self._slices.values() for found in part.seen)

    def suspend(self) -> tuple[SavedSlice, ...]:
        """What `resume` needs, in an order that is the same everywhere."""
        saved = []
        for part in list(self._slices.values()):
            self._tidy(part)  # what is forgotten when is no part of the state
            if part.resting is not None or part.waking is not None or part.seen is not self._unseen:
                saved.append(save_slice(part, self._watermark))
        return tuple(sorted(saved, key=lambda each: in_order(each.key)))

    def resume(self, slices: Iterable[SavedSlice], watermark: int) -> None:
        """Stand as an earlier run stood when it was suspended at this watermark."""
        self._watermark = watermark
        for saved in slices:
            key = self._naming.key(saved.key)
            part = self._slices[key] = Slice(key, self._unseen)
            if any(saved.seen):
                part.seen = [list(found) for found in saved.seen]
            for at, record in saved.resting:
                rest(part, at, record)
            self._expect(part, self._first_due(part))
            for each in saved.waking:
                duty = Waking(each.at, each.values, each.proofs())
                duty.told = self._verdict(part, duty.at, duty.values, ids_of(duty.proofs), *each.told)
                self._wake(part, duty)
            self._review(part)
            self._look(part, self._next_stage(part))

    def _reader(self, uses: list[Use]) -> Reader:
        """What takes a counted fact of one name: the innermost loop of all."""
        slices, tick_ms, others = self._slices, self.tick_ms, self._naming.others

        def read(item: Logged) -> None:
            fact = item.fact
            args = fact.args
            seen: Seen = (fact.t_ms // tick_ms, item.log, item.seq, item.id)
            for use in uses:
                arity, fixed, key_of, mark = use
                if len(args) != arity or (fixed and not use.fits(args)):
                    continue
                if mark is None and not self._from_t <= seen[0] < self._to_t:
                    continue
                key = key_of(args)
                part = slices.get(key)
                if part is None:
                    part = slices[key] = Slice(key, self._unseen)
                if mark is None:
                    self._arise(part, tuple([args[i] for i in others]) if others else (), seen)
                else:
                    self._see(part, mark, seen)

        return read

    def _see(self, part: Slice, mark: int, seen: Seen) -> None:
        if part.seen is self._unseen:
            part.seen = list(self._unseen)
        found = part.seen[mark]
        if not found:
            part.seen[mark] = [seen]  # an empty one may stand in other slices too
        elif found[-1] < seen:
            found.append(seen)
        elif found[(i := bisect_left(found, seen))] != seen:
            found.insert(i, seen)
        if not part.is_marked:
            part.is_marked = True
            self._marked.append(part)

    def _arise(self, part: Slice, values: tuple[Arg, ...], seen: Seen) -> None:
        duty = part.waking.get((seen[0], values)) if part.waking else None
        if duty is None:
            duty = Waking(seen[0], values, (seen,))
            self._wake(part, duty)
        elif seen not in duty.proofs:
            duty.proofs = tuple(sorted((*duty.proofs, seen)))
        self._fresh.append((part, duty))

    def _wake(self, part: Slice, duty: Waking) -> None:
        if part.waking is None:
            part.waking = {}
        part.waking[duty.at, duty.values] = duty

    def _close(self, part: Slice, duty: Waking) -> None:
        duty.is_awake = False
        assert part.waking is not None  # noqa: S101 - the duty is one of them
        del part.waking[duty.at, duty.values]
        if not part.waking:
            part.waking = None

    def _review(self, part: Slice) -> None:
        """Judge everything that is open in a slice."""
        part.is_marked = False
        self._judge_resting(part, FAR)
        for duty in list(part.waking.values()) if part.waking else ():
            self._judge(part, duty)
        self._tidy(part)

    def _judge_resting(self, part: Slice, to_t: int) -> None:
        """Judge those that arose before to_t. What is decided closes, or wakes while its witness may change."""
        if part.resting is None:
            return
        decided: list[int] = []
        for i, at in enumerate(instants(part.resting)):
            if at >= to_t:
                break
            truth, proofs, is_final = self._must(part.seen, at, self._watermark)
            if truth == OPEN:
                continue
            decided.append(i)
            record = anchor(part.resting, i)
            witness = ids_of(proofs) if is_final else None
            verdict = self._verdict(part, at, (), (record,), _STATUS[truth], witness)
            self.outbox.changed.append(verdict)
            if not is_final:
                duty = Waking(at, (), ((at, _ANY_LOG, 0, record),))
                duty.told = verdict
                self._wake(part, duty)
        if decided:
            wake(part, decided)

    def _judge(self, part: Slice, duty: Waking) -> None:
        """Judge one that is awake: tell what is new; then it closes, goes to rest, or is looked at again."""
        at, watermark = duty.at, self._watermark
        arisen = TRUE if self._guard is None else self._guard(part.seen, at, watermark)[0]
        if arisen == FALSE:
            self._close(part, duty)
            if duty.told is not None:
                self.outbox.dropped.append(duty.told)
            return
        truth, proofs, is_final = self._must(part.seen, at, watermark) if arisen == TRUE else UNDECIDED
        self._tell(part, duty, _STATUS[truth], ids_of(proofs) if is_final else None)
        if truth == OPEN:
            self._expect(part, at + self._ahead)
        if at <= watermark and (is_final or self._can_rest(part, duty, truth)):
            self._close(part, duty)
            return
        self._look(part, next((t for turn in self._turns if (t := at + turn) > watermark), FAR))
        if truth != OPEN:
            self._look(part, first_after(part.seen, watermark))

    def _can_rest(self, part: Slice, duty: Waking, truth: int) -> bool:
        """Let it rest if nothing more is to be known of it than when it arose and by what record."""
        if truth != OPEN or duty.values or len(duty.proofs) > 1 or not rest(part, duty.at, duty.proofs[0][3]):
            return False
        for stage in self._stages:
            self._look(part, duty.at + stage)
        return True

    def _tell(self, part: Slice, duty: Waking, status: Status, witness: tuple[RecordId, ...] | None) -> None:
        told, anchors = duty.told, ids_of(duty.proofs)
        if told is None or told.status is not status or told.witness != witness or told.anchor != anchors:
            duty.told = self._verdict(part, duty.at, duty.values, anchors, status, witness)
            self.outbox.changed.append(duty.told)

    def _expect(self, part: Slice, due: int) -> None:
        if due < part.due_at:
            part.due_at = due
            heappush(self._dues, (due, part))

    def _first_due(self, part: Slice) -> int:
        """The earliest due of a pending duty; FAR without one."""
        ats = [duty.at for duty in (part.waking or {}).values() if duty.is_pending]
        if part.resting is not None:
            ats.append(part.resting[0])
        return min(ats) + self._ahead if ats else FAR

    def _look(self, part: Slice, t: int) -> None:
        if t < part.look_at:
            part.look_at = t
            heappush(self._looks, (t, part))

    def _next_stage(self, part: Slice) -> int:
        """The first watermark at which an interval of a resting duty is over, but not its last; FAR without one."""
        if part.resting is None:
            return FAR
        ats = instants(part.resting)
        over = [(stage, bisect_left(ats, self._watermark - stage + 1)) for stage in self._stages]
        return min([ats[i] + stage for stage, i in over if i < len(ats)], default=FAR)

    def _tidy(self, part: Slice) -> None:
        """Forget what no duty can miss, and the slice when nothing is left."""
        is_idle = part.resting is None and part.waking is None
        if part.seen is not self._unseen:
            oldest = self._watermark + 1
            if part.resting is not None:
                oldest = min(oldest, part.resting[0])
            if part.waking is not None:
                oldest = min(oldest, *[duty.at for duty in part.waking.values()])
            fades_at = self._marks.forget(part.seen, oldest)
            if fades_at is None:
                part.seen = self._unseen
            elif is_idle:
                self._look(part, max(fades_at, self._watermark + 1))
        if is_idle and part.seen is self._unseen and part.due_at == part.look_at == FAR:
            self._slices.pop(part.key, None)

    def _by_due(self) -> Iterator[tuple[int, Slice]]:
        """Slices with pending duties, each once, at a time not later than the first of their dues; these rise."""
        passed: set[Slice] = set()
        for due, part in rising(self._dues):
            if due == part.due_at and part not in passed:
                passed.add(part)
                yield due, part

    def _pending(self, part: Slice, from_t: int) -> Iterator[Verdict]:
        """Pending verdicts of duties that arose at from_t or later, by time."""
        waking = [duty for duty in (part.waking or {}).values() if duty.at >= from_t and duty.is_pending]
        told = [duty.told for duty in sorted(waking, key=_at) if duty.told is not None]
        resting = (
            self._verdict(part, at, (), (record,), Status.PENDING, None)
            for at, record in each_resting(part, from_t)
        )
        return merge(resting, told, key=_at_ms) if told else resting

    def _verdict(
        self,
        part: Slice,
        at: int,
        values: tuple[Arg, ...],
        anchors: tuple[RecordId, ...],
        status: Status,
        witness: tuple[RecordId, ...] | None,
    ) -> Verdict:
        key, at_ms = self._naming.bounds(part.key, values), at * self.tick_ms
        due_ms = at_ms + self._ahead * self.tick_ms
        return Verdict(self.rule, self.number, at_ms, key, anchors, due_ms, status, witness)
