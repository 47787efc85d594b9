"""The fold, by its definition: give every record its depth, sort, apply one after the other. Slow, obvious."""

from collections.abc import Iterable

from safeconduct.joint import REDUCERS
from safeconduct.records.log import Head, LogCompleted
from safeconduct.state.entry import Blank, Entry
from safeconduct.state.fold import Admission
from safeconduct.state.model import State
from safeconduct.state.placed import Placed


def fold(entries: Iterable[Entry | Blank]) -> State:
    """The state of complete logs: every head that a record has seen must be among the entries.

    The first record in the order that ends a log cuts it; then all begins anew with what is left.
    """
    everything, ends = list(entries), dict[str, int]()
    while True:
        held = {(e.log, e.index): e for e in everything if e.index < ends.get(e.log, e.index + 1)}
        state, found = _fold(held, ends)
        if found is None:
            return state
        ends.update(found)


def _fold(held: dict[tuple[str, int], Entry | Blank], ends: dict[str, int]) -> tuple[State, dict[str, int] | None]:
    def until(head: Head) -> int:
        return min(head.size, ends.get(head.origin, head.size))

    depths: dict[tuple[str, int], int] = {}

    def depth(log: str, index: int) -> int:
        if index < 0:
            return 0
        if (log, index) not in depths:
            entry = held[log, index]
            seen = () if isinstance(entry, Blank) else entry.record.seen
            heads = [depth(head.origin, until(head) - 1) for head in seen if head.origin != log]
            depths[log, index] = 1 + max([depth(log, index - 1), *heads])
        return depths[log, index]

    def vouched(log: str, size: int) -> int:
        own = [held[log, index] for index in range(size)]
        return max(
            (e.record.at_ms for e in own if isinstance(e, Entry) and {"node"} == e.record.body.SIGNERS), default=0
        )

    def not_before(log: str, index: int) -> int:
        before = [entry for at in range(index + 1) if isinstance(entry := held[log, at], Entry)]
        heads = [vouched(head.origin, until(head)) for e in before for head in e.record.seen if head.origin != log]
        own = [e.record.body.complete_to_ms for e in before[:-1] if isinstance(e.record.body, LogCompleted)]
        return max([0, *heads, *own])

    placed = sorted(
        (
            Placed(entry, depth(log, index), not_before(log, index))
            for (log, index), entry in held.items()
            if isinstance(entry, Entry)
        ),
        key=lambda each: each.position,
    )
    admission, state = Admission(REDUCERS), State()
    for each in placed:
        state = admission.step(state, each)
        for log, closed in state.parties.closed.items():
            if closed.size < ends.get(log, closed.size + 1):
                return state, {log: closed.size}
    return state, None
