"""The open duties of one form, whatever it is: which have arisen, what each is worth now, when to look again.

Cost of a fact: the open duties of its slice, never the history. Cost of an advance: the duties that change.
Plain forms are judged in less time and memory by plain_docket.py, with the same answers.
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from itertools import takewhile
from operator import itemgetter
from typing import Final, TypeAlias

from safeconduct.records.units import Digest, RecordId
from safeconduct.state.fact import Arg, Logged

from . import formula as f
from .anchor import Anchor, Part, Place, SavedAnchor
from .binding import Trigger, bind
from .compiled import compile_formula
from .judge import FAR, OPEN, Proof, Row, Truth, Value, View, Worth, ids
from .memory import keep_of, prune
from .outbox import Outbox
from .skew import interval_ends, judge_shifted
from .slicing import is_sparse, routes, slice_names
from .upcoming import rising
from .verdict import Bound, Status, Verdict

Reader: TypeAlias = Callable[[Logged], None]
_KeyOf: TypeAlias = Callable[[tuple[Arg, ...]], tuple[Arg, ...]]
_MET: Final = Value(Truth.TRUE)
_STATUS = {Truth.TRUE: Status.SATISFIED, Truth.FALSE: Status.VIOLATED, Truth.OPEN: Status.PENDING}


class Docket:
    """All duties of one form under one rule. Times are in ticks of `tick_ms`. span: ticks in which they arise."""

    def __init__(
        self, rule: Digest, number: int, duty: f.Duty, tick_ms: int, span: tuple[int, int], skew: int
    ) -> None:
        self.rule, self.number, self.duty, self.tick_ms = rule, number, duty, tick_ms
        self._from_t, self._to_t = span
        self.outbox = Outbox()
        self._skew, self._ends = skew, interval_ends(duty.must, tick_ms)
        self._trigger = Trigger(duty.trigger)
        self._guard = compile_formula(duty.guard, tick_ms) if duty.guard else None
        self._must = compile_formula(duty.must, tick_ms)
        self._until = compile_formula(duty.until, tick_ms) if duty.until else None
        self._names = f.key_names(duty.trigger)
        self._slice_names = slice_names(duty)
        self._is_sparse = all(is_sparse(part) for part in f.whole(duty))
        self.keep = keep_of(duty, tick_ms)
        self._routes: dict[tuple[str, int], list[_KeyOf]] = {}
        for route in routes(duty):
            self._routes.setdefault((route.name, route.arity), []).append(_key_of(route.positions))
        self._parts: dict[tuple[Arg, ...], Part] = {}
        self._instants = View()  # every instant, for rules in which silence is not nothing
        self._dirty: list[Part] = []
        self._expiries: list[tuple[int, int, Part]] = []
        self._wakes: list[tuple[int, int, Anchor]] = []
        self._dues: list[tuple[int, int, Anchor]] = []
        self._pushed = 0
        self._watermark = -1

    def readers(self) -> tuple[dict[str, Reader], Reader | None]:
        """What takes a counted fact, by the fact's name, and what takes a fact of any other name: None where
        instants without its events make no difference."""
        return {name: self._read for name, _ in self._routes}, None if self._is_sparse else self._read

    def _read(self, item: Logged) -> None:
        fact = item.fact
        t = fact.t_ms // self.tick_ms
        row = Row(fact.name, fact.args, Proof(t, item.log, item.seq, item.id))
        if not self._is_sparse and not self._instants.is_known(t):
            self._instants.instant(t)
            for part in self._parts.values():
                if not part.is_known(t):
                    part.instant(t)
                self._touch(part)
        is_trigger = row.name == self.duty.trigger.name and self._from_t <= t < self._to_t
        for key in self._keys(row):
            part = self._part(key)
            part.add(row)
            self._touch(part)
            if is_trigger:
                self._open(row, part, key)

    def _touch(self, part: Part) -> None:
        if not part.is_dirty:
            part.is_dirty = True
            self._dirty.append(part)

    def _keys(self, row: Row) -> Iterable[tuple[Arg, ...]]:
        """The slices that a fact belongs to, each once."""
        routes = self._routes.get((row.name, len(row.args)), ())
        if len(routes) == 1:
            return (routes[0](row.args),)
        return dict.fromkeys(key_of(row.args) for key_of in routes)

    def _part(self, key: tuple[Arg, ...]) -> Part:
        part = self._parts.get(key)
        if part is None:
            part = self._parts[key] = Part(key)
            part.times = list(self._instants.times)
            self._expire_later(part, self._watermark + 1)
        return part

    def settle(self, watermark: int) -> None:
        """Judge again what may have changed, at this watermark."""
        self._watermark = watermark
        for part in self._dirty:
            part.is_dirty = False
            if part.open:
                for anchor in list(part.open.values()):
                    self._judge(anchor)
            if len(part.times) >= 8:
                prune(part, self.keep, self._horizon(part))
        self._dirty.clear()
        self._expire()
        while self._dues and not _is_pending(self._dues[0][2]):
            heappop(self._dues)
        while self._wakes and self._wakes[0][0] <= watermark:
            wake, _, anchor = heappop(self._wakes)
            if anchor.is_open and anchor.wake == wake:
                self._judge(anchor)

    def suspend(self) -> tuple[list[Row], tuple[int, ...], tuple[SavedAnchor, ...]]:
        """What `resume` needs: facts, instants and open duties, in an order that is the same everywhere."""
        if self.keep.older == "none":  # what is forgotten when is no part of the state
            for part in self._parts.values():
                prune(part, self.keep, self._horizon(part))
        rows = {row: None for part in self._parts.values() for here in part.rows.values() for row in here}
        anchors = [
            SavedAnchor(anchor.at, {n: _arg(w) for n, w in anchor.env.items()}, tuple(anchor.anchors), anchor.told)
            for part in self._parts.values()
            for anchor in part.open.values()
        ]
        anchors.sort(key=lambda a: (a.at, a.proofs, sorted((k, str(v)) for k, v in a.env.items())))
        return sorted(rows, key=lambda r: (r.proof, r.name)), self._instants_needed(), tuple(anchors)

    def _instants_needed(self) -> tuple[int, ...]:
        """Every instant that an open duty, or one that comes, can look back on."""
        if self._is_sparse:
            return ()
        open_parts = [part.times for part in self._parts.values() if part.open]
        return tuple(sorted({*self._instants.times, *(t for times in open_parts for t in times)}))

    def resume(
        self, rows: Iterable[Row], instants: Iterable[int], anchors: Iterable[SavedAnchor], watermark: int
    ) -> None:
        """Stand as an earlier run stood when it was suspended at this watermark."""
        self._watermark = watermark
        self._instants.times = list(instants)
        for row in rows:
            for key in self._keys(row):
                self._part(key).add(row)
        for saved in anchors:
            key = tuple(saved.env[name] for name in self._slice_names)
            place = (saved.at, tuple(saved.env[name] for name in self._names))
            anchor = self._arise(place, dict(saved.env), self._part(key))
            anchor.anchors, anchor.told = list(saved.proofs), saved.told
            self._judge(anchor)

    def upcoming(self, after: int) -> Iterator[Verdict]:
        """Pending verdicts that are due at `after` or later, by due. Read it before the next fact."""
        for due, _, anchor in rising(self._dues):
            if due >= after and anchor.told is not None and _is_pending(anchor):
                yield anchor.told

    def missed(self, now: int) -> list[Verdict]:
        """Pending verdicts whose due lies before now and that are broken if nothing more arrives: what rings."""
        overdue = takewhile(lambda entry: entry[0] < now, rising(self._dues))
        anchors = [anchor for _, _, anchor in overdue if _is_pending(anchor)]
        return [a.told for a in anchors if a.told is not None and self._is_missed(a, now)]

    def _is_missed(self, anchor: Anchor, now: int) -> bool:
        view = anchor.part
        kept = view.watermark, view.wake
        view.watermark = max(now, self._watermark)  # as if all that will ever come were here
        try:
            if self._guard and self._guard.value(view, anchor.at, anchor.env).truth is not Truth.TRUE:
                return False
            return self._value(anchor)[0] is Status.VIOLATED
        finally:
            view.watermark, view.wake = kept

    def n_facts(self) -> int:
        """How many facts it remembers."""
        return sum(len(here) for part in self._parts.values() for here in part.rows.values())

    def _open(self, row: Row, part: Part, key: tuple[Arg, ...]) -> None:
        t = row.proof.t
        env = bind(self._trigger, row)
        if env is None or tuple([env[name] for name in self._slice_names]) != key:
            return
        place = (t, tuple([env[name] for name in self._names]))
        anchor = part.open.get(place)
        if anchor is None:
            anchor = self._arise(place, env, part)
        if not anchor.anchors:
            anchor.anchors.append(row.proof)
        elif row.proof not in anchor.anchors:
            anchor.anchors.append(row.proof)
            anchor.anchors.sort()

    def _arise(self, place: Place, env: dict[str, Worth], part: Part) -> Anchor:
        anchor = part.open[place] = Anchor(place, env, part)
        anchor.due = self._must.due(anchor.at, env)
        self._pushed += 1
        heappush(self._dues, (anchor.due, self._pushed, anchor))
        return anchor

    def _judge(self, anchor: Anchor) -> None:
        view = anchor.part
        view.watermark, view.wake = self._watermark, FAR
        guard = self._guard.value(view, anchor.at, anchor.env) if self._guard else _MET
        if guard.truth is Truth.FALSE:
            self._drop(anchor)
            return
        status, value = (Status.PENDING, OPEN) if guard.truth is Truth.OPEN else self._value(anchor)
        is_anchor_whole = view.passed(anchor.at)
        witness = ids(value.proofs) if value.is_final else None
        verdict = self._verdict(anchor, status, witness)
        if verdict != anchor.told:
            anchor.told = verdict
            self.outbox.changed.append(verdict)
        if status is not Status.PENDING and value.is_final and is_anchor_whole:
            self._close(anchor)
            return
        anchor.wake = view.wake
        if view.wake < FAR:
            self._pushed += 1
            heappush(self._wakes, (view.wake, self._pushed, anchor))

    def _value(self, anchor: Anchor) -> tuple[Status, Value]:
        """What becomes of the duty: `must`, over all skews, unless a later instant replaced it first."""
        view = anchor.part
        if self._skew:
            own = frozenset(proof.log for proof in anchor.anchors)
            status, value = judge_shifted(self._must, self._ends, view, anchor.at, anchor.env, own, self._skew)
        else:
            value = self._must.value(view, anchor.at, anchor.env)
            status = _STATUS[value.truth]
        if self._until is None:
            return status, value
        met = min((p.t for p in value.proofs), default=FAR) if value.truth is Truth.TRUE else FAR
        for t in view.rising(anchor.at + 1, anchor.due, anchor.at):
            if t >= met or not view.passed(t):
                break
            again = self._until.value(view, t, anchor.env)
            if again.truth is Truth.TRUE:
                return Status.SUPERSEDED, again
        if value.truth is Truth.TRUE and not view.passed(max(met, anchor.at)):
            return Status.PENDING, OPEN
        return status, value

    def _verdict(self, anchor: Anchor, status: Status, witness: tuple[RecordId, ...] | None) -> Verdict:
        return Verdict(
            rule=self.rule,
            duty=self.number,
            at_ms=anchor.at * self.tick_ms,
            key=anchor.told.key if anchor.told else tuple([Bound(n, _arg(anchor.env[n])) for n in self._names]),
            anchor=ids(anchor.anchors),
            due_ms=anchor.due * self.tick_ms,
            status=status,
            witness=witness,
        )

    def _drop(self, anchor: Anchor) -> None:
        self._close(anchor)
        if anchor.told is not None:
            self.outbox.dropped.append(anchor.told)

    def _close(self, anchor: Anchor) -> None:
        anchor.is_open = False
        part = anchor.part
        part.open.pop(anchor.place, None)
        if not part.open:
            self._expire_later(part, max(self._watermark + 1, part.times[-1] if part.times else 0))

    def _horizon(self, part: Part) -> int:
        oldest = min((anchor.at for anchor in part.open.values()), default=self._watermark + 1)
        return min(oldest, self._watermark + 1) - self.keep.lookback - self._skew

    def _expire(self) -> None:
        """Forget slices of which nothing is left."""
        if self.keep.older != "none":
            return
        if not self._is_sparse:
            prune(self._instants, self.keep, self._watermark + 1 - self.keep.lookback - self._skew)
        while self._expiries and self._expiries[0][0] <= self._watermark:
            _, _, part = heappop(self._expiries)
            part.is_expiring = False
            if part.open:
                continue  # when the last of them closes it comes here again
            if part.rows and part.times[-1] < self._horizon(part):
                part.rows.clear()
                part.times.clear()
            elif part.rows:
                prune(part, self.keep, self._horizon(part))
            if part.rows:
                self._expire_later(part, max(self._watermark + 1, part.times[-1]))
            else:
                del self._parts[part.key]

    def _expire_later(self, part: Part, t: int) -> None:
        if self.keep.older == "none" and not part.is_expiring:
            part.is_expiring = True
            self._pushed += 1
            heappush(self._expiries, (t + self.keep.lookback + self._skew, self._pushed, part))


def _key_of(positions: tuple[int, ...]) -> _KeyOf:
    """What takes the arguments at these positions out of a fact's."""
    if len(positions) == 1:
        (at,) = positions
        return lambda args: (args[at],)
    return itemgetter(*positions) if positions else lambda _: ()


def _is_pending(anchor: Anchor) -> bool:
    return anchor.is_open and (anchor.told is None or anchor.told.status is Status.PENDING)


def _arg(worth: Worth) -> Arg:
    assert isinstance(worth, str | int)  # noqa: S101 - a trigger binds its variables to values of facts
    return worth
