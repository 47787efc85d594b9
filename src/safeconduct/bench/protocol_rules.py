"""Ten rules and a trace for `bench protocol`: five duties with a bounded future, five that look back or count."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec
import numpy as np

from safeconduct.protocol import Rule
from safeconduct.protocol.columns import Columns
from safeconduct.protocol.formal import formal_rule
from safeconduct.records.units import Ms, Origin, RecordId
from safeconduct.state.fact import Complete, Fact, Logged

EVENTS: Final = ("alarm", "ack", "enter", "exit", "check", "approve", "revoke", "release")
LOG: Final = Origin("bench/a/1")
SECOND_MS: Final = 1_000


class BenchRule(NamedTuple):
    """`formula` has BOUND for its bound in seconds and LONG for twice that.

    rtamt, reelay: the same rule in the language of that tool, for one key; None where it cannot say it.
    """

    name: str
    formula: str
    rtamt: str | None
    reelay: str | None

    def rule(self, bound_s: int) -> Rule:
        """The rule in our engine."""
        return formal_rule(_bounded(f"ALWAYS FORALL. {self.formula}", bound_s))

    def for_rtamt(self, bound_s: int) -> str | None:
        """Signal temporal logic over signals of 1 and -1."""
        return None if self.rtamt is None else _bounded(self.rtamt, bound_s)

    def for_reelay(self, bound_s: int) -> str | None:
        """Past metric temporal logic over propositions."""
        return None if self.reelay is None else _bounded(self.reelay, bound_s)


RULES: Final = (
    BenchRule(
        "answered within",
        "alarm(x) IMPLIES (EVENTUALLY[0,BOUND] ack(x))",
        "(alarm>0) implies (eventually[0:BOUND](ack>0))",
        None,
    ),
    BenchRule(
        "answered later, within",
        "alarm(x) IMPLIES (EVENTUALLY(0,BOUND] ack(x))",
        "(alarm>0) implies (eventually[1:BOUND](ack>0))",
        None,
    ),
    BenchRule(
        "stay freed by a check",
        "enter(x) IMPLIES (EVENTUALLY[0,BOUND] (check(x) OR exit(x)))",
        "(enter>0) implies (eventually[0:BOUND]((check>0) or (exit>0)))",
        None,
    ),
    BenchRule(
        "stay since the last check",
        "check(x) AND ((NOT exit(x)) SINCE[0,*) enter(x)) IMPLIES (EVENTUALLY(0,BOUND] (check(x) OR exit(x)))",
        "((check>0) and ((not(exit>0)) since (enter>0))) implies (eventually[1:BOUND]((check>0) or (exit>0)))",
        None,
    ),
    BenchRule(
        "escalation",
        "alarm(x) IMPLIES ((EVENTUALLY[0,BOUND] ack(x)) OR (EVENTUALLY[0,LONG] check(x)))",
        "(alarm>0) implies ((eventually[0:BOUND](ack>0)) or (eventually[0:LONG](check>0)))",
        None,
    ),
    BenchRule(
        "approved and not revoked",
        "release(x) IMPLIES ((NOT revoke(x)) SINCE[0,*) approve(x))",
        "(release>0) implies ((not(revoke>0)) since (approve>0))",
        "{release} -> ((not {revoke}) since {approve})",
    ),
    BenchRule(
        "checked not long before",
        "release(x) IMPLIES (ONCE[0,BOUND] check(x))",
        "(release>0) implies (once[0:BOUND](check>0))",
        "{release} -> (once[0:BOUND]{check})",
    ),
    BenchRule(
        "no entry soon after an exit",
        "enter(x) IMPLIES (NOT (ONCE[0,BOUND] exit(x)))",
        "(enter>0) implies (not(once[0:BOUND](exit>0)))",
        "{enter} -> (not (once[0:BOUND]{exit}))",
    ),
    BenchRule(
        "at most two in a span",
        "check(x) IMPLIES (NOT (AT LEAST 3 (id_q): (ONCE[0,BOUND] check(x,id_q))))",
        None,
        None,
    ),
    BenchRule(
        "at least two within",
        "alarm(x) IMPLIES (AT LEAST 2 (id_q): (EVENTUALLY[0,LONG] check(x,id_q)))",
        None,
        None,
    ),
)


class Trace(msgspec.Struct, frozen=True):
    """One fact a second, the i-th at second i: each of a random key and a random event. Shapes (n,)."""

    n_keys: int
    key: np.ndarray[tuple[int], np.dtype[np.int64]]
    event: np.ndarray[tuple[int], np.dtype[np.int64]]

    def __len__(self) -> int:
        return len(self.key)

    def columns(self) -> Columns:
        """As the columnar path takes it. Ticks of one second."""
        return Columns(
            t=np.arange(len(self), dtype=np.int64),
            kind=self.event,
            kinds=tuple((name, 1) for name in EVENTS),
            args=(self.key,),
            codes={f"k{i}": i for i in range(self.n_keys)},
        )

    def batches(self, size: int) -> list[list[Logged | Complete]]:
        """As a log sends it: after each `size` facts a promise to be complete up to the last one."""
        return list(self.stream(size))

    def stream(self, size: int) -> Iterator[list[Logged | Complete]]:
        """The same, each made when it is asked for."""
        seq = 0
        for start in range(0, len(self), size):
            keys = self.key[start : start + size].tolist()
            names = [EVENTS[event] for event in self.event[start : start + size].tolist()]
            batch: list[Logged | Complete] = []
            for i, (key, name) in enumerate(zip(keys, names, strict=True), start):
                fact = Fact(Ms(i * SECOND_MS), name, (f"k{key}",))
                batch.append(Logged(RecordId(f"{i:064x}"), LOG, seq, fact))
                seq += 1
            batch.append(Complete(LOG, seq, Ms((start + len(keys) - 1) * SECOND_MS)))
            seq += 1
            yield batch


def trace(n: int, n_keys: int, seed: int = 5) -> Trace:
    """n facts over n_keys keys; the same seed gives the same facts."""
    rng = np.random.default_rng(seed)
    return Trace(n_keys, rng.integers(0, n_keys, n), rng.integers(0, len(EVENTS), n))


def one_event(n: int, n_keys: int, event: str) -> Trace:
    """n facts of one event, keys in turn."""
    return Trace(n_keys, np.arange(n) % n_keys, np.full(n, EVENTS.index(event)))


def _bounded(text: str, bound_s: int) -> str:
    return text.replace("BOUND", str(bound_s)).replace("LONG", str(2 * bound_s))
