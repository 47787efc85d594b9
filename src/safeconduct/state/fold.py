"""The fold: records in, state out. Same logs, same state, in any order of arrival.

The canonical order is by depth (one more than the deepest record in the signer's view), then log, then index.
It depends on each record's own past only, so a new record never changes the order of the old ones; one that was
slow on its way is put in its place, and the fold goes on from the state kept just before it.

A record may end another log (`closing.py`). What that log holds beyond does not exist for the fold, wherever it
stands in the order; so then everything is put in order again, from the records that are left.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from safeconduct.records.log import LogCompleted, LogCosigned
from safeconduct.records.units import INT_MAX, Ms, Origin, PartyId, RecordId
from safeconduct.wire import dsse

from .bracket import Bracket
from .chain import Link, extend
from .closing import CLOSING, note_heads
from .deputies import holds
from .entry import Blank, Entry, party_of
from .introduce import introduce
from .model import State
from .parties import Closed, Parties
from .placed import Placed, Position
from .reducer import Reducer
from .refusal import Refusal

_KEEP_ALL: Final = 2_048
"""The newest states are all kept, of the older ones every `_KEEP_EACH`th."""
_KEEP_EACH: Final = 256
_NODE_ONLY: Final = frozenset({"node"})


class Admission:
    """Judges whether a record counts, and applies it. Holds a memory of signatures already verified."""

    def __init__(self, reducers: Sequence[Reducer[object]]) -> None:
        self._reducers = {name: reducer for reducer in reducers for name in reducer.handles}
        self._signed: dict[tuple[RecordId, str], bool] = {}

    def step(self, state: State, placed: Placed) -> State:
        """The state after that record."""
        state = msgspec.structs.replace(state, parties=note_heads(state.parties, placed.entry))
        after = self._admit(state, placed)
        if isinstance(after, Refusal):
            after = msgspec.structs.replace(state, refused=state.refused.set(placed.entry.id, after.reason))
        sizes = after.sizes.set(placed.entry.log, placed.entry.index + 1)
        return msgspec.structs.replace(after, sizes=sizes)

    def _admit(self, state: State, placed: Placed) -> State | Refusal:
        entry, record = placed.entry, placed.entry.record
        if record.party != party_of(entry.log):
            return Refusal(f"a record of {record.party} in the log of {party_of(entry.log)}")
        if record.party in state.parties.removed:
            return Refusal(f"{record.party} has been removed")
        if entry.index and not state.parties.writes(record.party, entry.log):
            return Refusal(f"{entry.log} is no log of {record.party}: none has founded or succeeded it")
        parties = introduce(state.parties, entry) if entry.index == 0 else None
        if isinstance(parties, Refusal):
            return parties
        officer = (parties or state.parties).officers.get(record.by)
        if officer is None or officer.party != record.party:
            return Refusal(f"the key {record.by} is not enrolled for {record.party}")
        if not record.body.SIGNERS.intersection(officer.roles) and not self._is_deputy(state.parties, placed):
            needs = ", ".join(sorted(record.body.SIGNERS))
            return Refusal(f"{officer.name} may not sign {record.type}: it takes the role {needs}")
        if not self._is_signed(entry, officer.public):
            return Refusal("the signature does not hold")
        link = Link(entry.id, record.body.RANK, record.party)
        chain, standing = extend(state.chain(record.object), link, record.prev)
        state = msgspec.structs.replace(state, chains=state.chains.set(record.object, chain))
        if standing != "stands":
            return self._rival(state, placed, standing)
        if parties is None:
            parties = introduce(state.parties, entry)
        if isinstance(parties, Refusal):
            return parties
        if parties is not None:
            return msgspec.structs.replace(state, parties=parties)
        return self._reduce(state, placed)

    @staticmethod
    def _is_deputy(parties: Parties, placed: Placed) -> bool:
        """Whether the signer may in another's place, both when it claims to act and when it can have acted at
        all."""
        record = placed.entry.record
        times = {record.at_ms, max(record.at_ms, placed.not_before_ms)}
        return any(all(holds(parties, record.by, role, at) for at in times) for role in record.body.SIGNERS)

    def _rival(self, state: State, placed: Placed, standing: str) -> State:
        reason = f"{standing}: another act on {placed.entry.record.object} came between"
        return msgspec.structs.replace(state, refused=state.refused.set(placed.entry.id, reason))

    def _reduce(self, state: State, placed: Placed) -> State | Refusal:
        reducer = self._reducers.get(placed.entry.record.type)
        if reducer is None:
            return Refusal(f"no part of the state takes {placed.entry.record.type}")
        part = reducer.reduce(state.of(reducer), placed, state.parties)
        if isinstance(part, Refusal):
            return part
        return msgspec.structs.replace(state, slices=state.slices.set(reducer.name, part))

    def _is_signed(self, entry: Entry, public: str) -> bool:
        known = self._signed.get((entry.id, public))
        if known is None:
            known = self._signed[(entry.id, public)] = dsse.verify(entry.envelope, public)
        return known


class Past(msgspec.Struct, frozen=True):
    """One earlier moment of the logs."""

    state: State
    since: tuple[Placed, ...]
    """Records that came later, in the canonical order."""


class _Log:
    """What the order needs to know of one log, a value for each record in it."""

    def __init__(self) -> None:
        self.depths: list[int] = []
        self.not_before: list[Ms] = []
        self.vouched: list[Ms] = []
        """Running maximum of the times in records of the party's node."""
        self.complete_to = Ms(0)


class Fold:
    """Takes entries as they come and keeps the state. No clock, no disk: the same everywhere."""

    def __init__(self, reducers: Sequence[Reducer[object]]) -> None:
        self._admission = Admission(reducers)
        self._entries: dict[Origin, dict[int, Entry | Blank]] = {}
        self._ends: dict[Origin, int] = {}
        """Where logs are cut while records are put in order."""
        self._closed: dict[Origin, int] = {}
        """What the state says of it: differs from `_ends` only while a new end is being taken in."""
        self._begin()
        self.restarts = 0
        """How often a log's end made everything be put in order again: then what was placed before may be gone."""

    @property
    def state(self) -> State:
        """What all entries so far say."""
        return self._states[len(self._order)]

    @property
    def order(self) -> Sequence[Placed]:
        """All placed records in the canonical order. Do not change."""
        return self._order

    def placed(self, log: Origin) -> int:
        """How many entries of that log have their place. Entries past that wait for something they have seen, or
        lie beyond the end of a closed log."""
        return len(self._logs[log].depths) if log in self._logs else 0

    def find(self, record: RecordId) -> Placed | None:
        """The record of that id, if it has its place."""
        return self._by_id.get(record)

    def bracket(self, placed: Placed) -> Bracket:
        """What is proven of that record's time."""
        entry = placed.entry
        cosigned_ms: list[Ms] = []
        for held in self._cosigned.get(entry.log, {}).values():
            at = bisect_right(held, entry.index, key=lambda each: each[0])
            cosigned_ms += [ms for _, ms, record in held[at:] if record not in self.state.refused][:1]
        return Bracket(entry.record.at_ms, placed.not_before_ms, min(cosigned_ms, default=None))

    def as_of(self, t_ms: Ms) -> "Past":
        """What the logs said at that time, and what came after it. A record was there once its party's node had
        vouched for no later time, nor it claimed one itself, and all that it has seen was there."""
        ended: dict[Origin, int] = {}
        first, since = len(self._order), list[Placed]()
        for at, placed in enumerate(self._order):
            entry = placed.entry
            is_there = entry.log not in ended and self._written_ms(entry) <= t_ms
            if not is_there or any(ended.get(each.origin, INT_MAX) < each.size for each in entry.record.seen):
                ended.setdefault(entry.log, entry.index)
                first = min(first, at)
                since.append(placed)
        start = max(known for known in self._states if known <= first)
        state = self._states[start]
        for placed in self._order[start:]:
            if placed.entry.index < ended.get(placed.entry.log, INT_MAX):
                state = self._admission.step(state, placed)
        return Past(state, tuple(since))

    def _written_ms(self, entry: Entry) -> int:
        """When it was written, by its own log: no claim counts that the log itself shows to be too late."""
        vouched = self._logs[entry.log].vouched
        known_ms = vouched[entry.index]
        if entry.record.at_ms <= known_ms:
            return known_ms
        later = bisect_right(vouched, known_ms)
        return min(entry.record.at_ms, vouched[later]) if later < len(vouched) else entry.record.at_ms

    def add(self, entries: Iterable[Entry | Blank]) -> list[Placed]:
        """Give each entry its place once all that it has seen is here. Returns those placed now, in order."""
        is_beyond = False
        for entry in entries:
            held = self._entries.setdefault(entry.log, {})
            self._logs.setdefault(entry.log, _Log())
            if entry.index not in held:
                held[entry.index] = entry
                is_beyond |= entry.index >= self._end(entry.log) and _may_close(entry)
        before = self._by_id
        new = self._settle()
        if is_beyond or self._closings() != self._closed:
            fresh = {placed.entry.id for placed in new}
            self._start_over()
            new = [each for each in self._order if each.entry.id in fresh or each.entry.id not in before]
        return new

    def _begin(self) -> None:
        self._logs: dict[Origin, _Log] = {log: _Log() for log in self._entries}
        self._order: list[Placed] = []
        self._positions: list[Position] = []
        self._states: dict[int, State] = {0: State()}
        self._whole_from = 0
        """From here on every state is kept; before it every `_KEEP_EACH`th."""
        self._by_id: dict[RecordId, Placed] = {}
        self._cosigned: dict[Origin, dict[PartyId, list[tuple[int, Ms, RecordId]]]] = {}

    def _start_over(self) -> None:
        """Put everything in order as if nothing were known of ends; at the first record in the order that ends a
        log, cut that log and begin again. So which ends count does not depend on what came first."""
        self.restarts += 1
        self._ends = {}
        while True:
            self._begin()
            self._settle()
            found = self._first_end()
            if found is None:
                break
            self._ends.update(found)
        self._closed = self._closings()

    def _first_end(self) -> dict[Origin, int] | None:
        if all(self._end(log) <= size for log, size in self._closings().items()):
            return None
        state = State()
        for placed in self._order:
            state = self._admission.step(state, placed)
            for log, closed in state.parties.closed.items():
                if closed.size < self._end(log):
                    return {log: closed.size}
        return None

    def _closings(self) -> dict[Origin, int]:
        closed: Mapping[Origin, Closed] = self.state.parties.closed
        return {log: each.size for log, each in closed.items()}

    def _end(self, log: Origin) -> int:
        return self._ends.get(log, INT_MAX)

    def _settle(self) -> list[Placed]:
        new: list[Placed] = []
        while moved := [placed for name, log in list(self._logs.items()) for placed in self._ready(name, log)]:
            new.extend(moved)
        new.sort(key=lambda placed: placed.position)
        self._insert(new)
        return new

    def _ready(self, name: Origin, log: _Log) -> Iterable[Placed]:
        held, end = self._entries[name], self._end(name)
        while len(log.depths) < end and (entry := held.get(len(log.depths))) is not None:
            if isinstance(entry, Blank) or entry.id in self._by_id:  # nobody says again what stands, to undo it
                self._place_blank(log)
            elif (placed := self._place(log, entry)) is not None:
                yield placed
            else:
                return

    def _place(self, log: _Log, entry: Entry) -> Placed | None:
        record = entry.record
        depth = log.depths[-1] if log.depths else 0
        not_before = max(log.not_before[-1] if log.not_before else 0, log.complete_to)
        for head in record.seen:
            other = self._logs.get(head.origin)
            size = min(head.size, self._end(head.origin))
            if size == 0 or head.origin == entry.log:
                continue
            if other is None or len(other.depths) < size:
                return None
            depth = max(depth, other.depths[size - 1])
            not_before = max(not_before, other.vouched[size - 1])
        vouched = log.vouched[-1] if log.vouched else Ms(0)
        if record.body.SIGNERS == _NODE_ONLY:
            vouched = max(vouched, record.at_ms)
        if isinstance(record.body, LogCompleted):
            log.complete_to = max(log.complete_to, record.body.complete_to_ms)
        if isinstance(record.body, LogCosigned):
            head = record.body.head
            held = self._cosigned.setdefault(head.origin, {}).setdefault(record.party, [])
            if not held or head.size > held[-1][0]:
                held.append((head.size, record.body.cosigned_ms, entry.id))
        log.depths.append(depth + 1)
        log.not_before.append(Ms(not_before))
        log.vouched.append(vouched)
        placed = self._by_id[entry.id] = Placed(entry, depth + 1, Ms(not_before))
        return placed

    @staticmethod
    def _place_blank(log: _Log) -> None:
        log.depths.append((log.depths[-1] if log.depths else 0) + 1)
        log.not_before.append(log.not_before[-1] if log.not_before else Ms(0))
        log.vouched.append(log.vouched[-1] if log.vouched else Ms(0))

    def _insert(self, new: Sequence[Placed]) -> None:
        if not new:
            return
        first = bisect_left(self._positions, new[0].position)
        before = len(self._order)
        self._order[first:] = sorted([*self._order[first:], *new], key=lambda placed: placed.position)
        self._positions[first:] = [placed.position for placed in self._order[first:]]
        start = first if first >= self._whole_from else first - first % _KEEP_EACH
        for at in range(start + 1, before + 1):
            self._states.pop(at, None)
        state = self._states[start]
        for at in range(start, len(self._order)):
            state = self._admission.step(state, self._order[at])
            self._states[at + 1] = state
        self._whole_from = min(self._whole_from, start + 1)
        self._forget()

    def _forget(self) -> None:
        """Old states go, but for a few: a record that late is rare, and then costs a longer way."""
        while self._whole_from < len(self._order) - _KEEP_ALL:
            if self._whole_from % _KEEP_EACH:
                del self._states[self._whole_from]
            self._whole_from += 1


def _may_close(entry: Entry | Blank) -> bool:
    return isinstance(entry, Entry) and isinstance(entry.record.body, CLOSING)
