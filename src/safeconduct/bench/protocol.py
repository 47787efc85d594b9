"""`bench protocol`: ten rules over a million facts, on the columnar path and live, beside other monitors.

A figure in facts/s counts every fact of the trace once for each rule that judges it. Each rule is run alone,
sorting included; facts already stand in columns (columnar) or as objects (live). Both give evidence: the anchor
and the witness records of every verdict, unless it says so.
"""

import gc
import time
import tracemalloc
from collections.abc import Callable, Iterable
from functools import partial
from statistics import median
from typing import Final, TypeVar

import numpy as np

from safeconduct.protocol import Monitor, Rule
from safeconduct.protocol.columnar import JudgedColumns, judge_columns
from safeconduct.protocol.columns import Columns, Sorted
from safeconduct.protocol.formula import Duty
from safeconduct.protocol.snapshot import load, save
from safeconduct.protocol.verdict import verdict_bytes
from safeconduct.records.units import Ms
from safeconduct.state.fact import Complete, Logged

from .protocol_rivals import NAMES, ONLINE, rival, version
from .protocol_rules import LOG, RULES, SECOND_MS, BenchRule, Trace, one_event, trace
from .report import Aim, Figure, Run

FACTS: Final = 1_000_000
KEYS: Final = 50_000
BOUND_S: Final = 43_200
"""Facts of one key come 50,000 s apart on average: about half of the duties are met in time."""
BATCH: Final = 1_000
"""Facts that arrive together, live, before a promise to be complete."""
RIVAL_BOUND_S: Final = 10
VIOLATED: Final = 0
T = TypeVar("T")


def measure(run: Run) -> list[Figure]:
    """All figures. Rounds alternate between the rivals; the median of the rounds counts."""
    n = 20_000 if run.is_quick else FACTS
    rounds = 2 if run.is_quick else 3
    return [
        *_speed(trace(n, n // 20), rounds),
        *_beside_rivals(n // 10, rounds),
        *_more_keys(n),
        *_open_duties(n, rounds),
        _snapshot(n // 40),
    ]


def _speed(facts: Trace, rounds: int) -> list[Figure]:
    """Columnar with and without evidence and live, one rule at a time, in turn."""
    bare: dict[str, list[float]] = {rule.name: [] for rule in RULES}
    proven: dict[str, list[float]] = {rule.name: [] for rule in RULES}
    fed: dict[str, list[float]] = {rule.name: [] for rule in RULES}
    caught: dict[str, list[float]] = {rule.name: [] for rule in RULES}
    together: list[float] = []
    columns, bound_s = facts.columns(), _bound_s(facts)
    batches = facts.batches(BATCH)
    at_once = [[item for batch in batches[: len(batches) // 10] for item in batch]]
    duties = _duties(RULES, bound_s)
    _judge(duties, columns)  # the first run of anything is slower
    for _ in range(rounds):
        for rule, duty in zip(RULES, duties, strict=True):
            proven[rule.name].append(_seconds(partial(_judge, [duty], columns)))
            bare[rule.name].append(_seconds(partial(_judge, [duty], columns, with_evidence=False)))
        together.append(_seconds(partial(_judge, duties, columns)))
    for rule in RULES:  # once: each is long enough to be a mean in itself
        fed[rule.name].append(_seconds(partial(_feed, _monitor([rule], bound_s), batches)))
        caught[rule.name].append(_seconds(partial(_feed, _monitor([rule], bound_s), at_once)))
    few = batches[: len(batches) // 10]
    ten = 10 * _seconds(partial(_feed, _monitor(RULES, bound_s), few))
    n = len(facts)
    return [
        _rate("columnar, with evidence", n, proven, Aim("at least", 4_000_000)),
        _rate("columnar, without evidence", n, bare, None),
        Figure(
            "columnar, with evidence, ten rules together",
            len(RULES) * n / median(together),
            "facts/s",
            bound="each event sorted by key and time once for all ten",
        ),
        _rate("live, with evidence", n, fed, Aim("at least", 500_000)),
        Figure(
            "live, with evidence, ten rules together",
            len(RULES) * n / ten,
            "facts/s",
            bound=f"{BATCH:,} facts at a time, one monitor; a tenth of them",
        ),
        _rate("caught up with at once, with evidence", n // 10, caught, Aim("at least", 500_000)),
        *(_one_rule(rule, n, proven, bare, fed) for rule in RULES),
    ]


def _rate(name: str, n: int, spent: dict[str, list[float]], aim: Aim | None) -> Figure:
    rates = sorted(n / median(times) for times in spent.values())
    bound = f"median of ten rules, {n:,} facts each; slowest {rates[0]:,.0f}, fastest {rates[-1]:,.0f}"
    return Figure(name, median(rates), "facts/s", bound=bound, aim=aim)


def _one_rule(
    rule: BenchRule,
    n: int,
    proven: dict[str, list[float]],
    bare: dict[str, list[float]],
    fed: dict[str, list[float]],
) -> Figure:
    own = n / median(proven[rule.name])
    live = n / median(fed[rule.name])
    against = {"without evidence": own / (n / median(bare[rule.name])), "live": own / live}
    return Figure(f"  {rule.name}", own, "facts/s", against, f"live {live:,.0f}/s; {rule.formula}")


def _beside_rivals(n: int, rounds: int) -> list[Figure]:
    """Like beside like: what answers when all is in beside our columns, what answers fact by fact beside our live
    engine. One key, one fact a second, bounds of ten seconds: what suits tools that know no keys and sample time.

    Violations must be the same in number and in time before a speed is printed.
    """
    one_key, many = trace(n, 1, seed=6), trace(n // 5, 50, seed=7)
    figures = [
        Figure(f"{name}: not installed", 0.0, "", bound="pip install -e '.[bench]'")
        for name in ("rtamt", "reelay")
        if version(name) is None
    ]
    best: dict[tuple[str, str], tuple[float, str, float]] = {}
    for rule in RULES:
        for name in NAMES:
            compared = _compare(name, rule, many if name.endswith("forall") else one_key, rounds)
            if isinstance(compared, str):
                figures.append(Figure(f"{rule.name}: {name} differs", 0.0, "", bound=compared))
            elif compared is not None:
                figures.append(_beside(name, rule, compared))
                for ours in ("columnar", "live"):
                    kind = (ours, "online" if name in ONLINE else "offline")
                    if kind not in best or compared[name] > best[kind][0]:
                        said = f"{name}, {rule.name}: {compared[name]:,.0f}/s"
                        best[kind] = (compared[name], said, compared[ours] / compared[name])
    for (ours, mode), (_, said, ratio) in best.items():
        aim = Aim("at least", 20) if ours == "columnar" else None
        figures.append(
            Figure(f"{ours} against the best {mode} rival on its best rule", ratio, "times", {}, said, aim)
        )
    return figures


def _beside(name: str, rule: BenchRule, rates: dict[str, float]) -> Figure:
    ours = "live" if name in ONLINE else "columnar"
    said = ", ".join(f"{who} {rate:,.0f}/s" for who, rate in rates.items())
    return Figure(
        f"{ours} beside {name}: {rule.name}", rates[ours], "facts/s", {name: rates[ours] / rates[name]}, said
    )


def _compare(name: str, rule: BenchRule, facts: Trace, rounds: int) -> dict[str, float] | str | None:
    """Facts a second: of our two ways, and of theirs. A text where the verdicts differ; None where that tool cannot
    say it."""
    theirs = rival(name, rule, facts, RIVAL_BOUND_S)
    if theirs is None:
        return None
    columns, duties, batches = facts.columns(), _duties([rule], RIVAL_BOUND_S), facts.batches(BATCH)
    settled = len(facts) - 2 * RIVAL_BOUND_S  # beyond, they judge what is still open
    (judged,) = _judge(duties, columns)
    ours_at = [t for t in _violated_at(judged) if t < settled]
    theirs_at = [t for t in theirs()() if t < settled]
    if ours_at != theirs_at:
        return f"{len(ours_at)} violations here, {len(theirs_at)} there"
    spent: dict[str, list[float]] = {"columnar": [], "live": [], name: []}
    for _ in range(rounds):
        spent["columnar"].append(_seconds(partial(_judge, duties, columns)))
        spent["live"].append(_seconds(partial(_feed, _monitor([rule], RIVAL_BOUND_S), batches)))
        spent[name].append(_seconds(theirs()))
    return {who: len(facts) / median(times) for who, times in spent.items()}


def _violated_at(judged: JudgedColumns) -> list[int]:
    found: list[int] = np.unique(judged.at[judged.status == VIOLATED]).tolist()
    return found


def _more_keys(n: int) -> list[Figure]:
    """Cost of a fact with ten times the keys: over the same facts, and with as many facts for each key."""
    same, more = ((n, n // 20), (n, n // 2)), ((n // 10, n // 200), (n, n // 20))
    return [
        _key_cost(name, trace(*few), trace(*many), 3 if name == "columnar" else 1)
        for name in ("columnar", "live")
        for few, many in (same, more)
    ]


def _key_cost(name: str, few: Trace, many: Trace, rounds: int) -> Figure:
    works = [_work_of(name, facts) for facts in (few, many)]
    costs = []
    for _ in range(rounds):
        for rule in (RULES[0], RULES[6]):
            small, large = (_seconds(work(rule)) for work in works)
            costs.append((large / len(many)) / (small / len(few)))
    return Figure(
        f"{name}, a fact with ten times the keys",
        median(costs),
        "times the cost",
        bound=f"{len(few):,} facts over {few.n_keys:,} keys, {len(many):,} over {many.n_keys:,}",
        aim=Aim("at most", 1.3),
    )


def _work_of(name: str, facts: Trace) -> Callable[[BenchRule], Callable[[], object]]:
    """What judges a rule over these facts."""
    bound_s = _bound_s(facts)
    if name == "columnar":
        columns = facts.columns()
        return lambda rule: partial(_judge, _duties([rule], bound_s), columns)
    batches = facts.batches(BATCH)
    return lambda rule: partial(_feed, _monitor([rule], bound_s), batches)


def _open_duties(n: int, rounds: int) -> list[Figure]:
    """Memory of open duties, and how long the passing of a deadline takes beside them."""
    rule = RULES[0].rule(10 * FACTS)
    duty = rule.duties[0]
    alarms = one_event(n, n // 20, "alarm")
    columns = alarms.columns()
    held, judged = _held_mb(lambda: judge_columns(duty, columns, n, SECOND_MS))
    held += sum(array.nbytes for array in (columns.t, columns.kind, *columns.args)) / 2**20
    assert int((judged.status == 1).sum()) == n  # noqa: S101 - a bench that measured something else is no bench
    silence = [
        _seconds(lambda: judge_columns(duty, Sorted(columns), 10 * FACTS + 50, SECOND_MS)) for _ in range(rounds)
    ]
    live_held, monitor = _held_mb(lambda: _feed(_monitor_of([rule]), alarms.stream(BATCH)))
    assert sum(1 for _ in monitor.upcoming()) == n  # noqa: S101 - as above
    fired, seq = [], n + n // BATCH
    for i in range(rounds):
        last = Ms((10 * FACTS + 100 * (i + 1) - 1) * SECOND_MS)
        fired.append(_seconds(partial(_feed, monitor, [[Complete(LOG, seq + i, last)]])))
        assert next(monitor.upcoming()).due_ms == last + SECOND_MS  # noqa: S101 - as above
    scale = 1_000_000 / n
    return [
        Figure(
            "columnar, 1,000,000 open duties",
            held * scale,
            "MiB",
            bound=f"measured with {n:,}: facts and verdicts, without the table of key names",
            aim=Aim("at most", 64),
        ),
        Figure(
            "live, 1,000,000 open duties",
            live_held * scale,
            "MiB",
            bound=f"measured with {n:,}, 20 for each key: all that stays, names of keys and records too",
            aim=Aim("at most", 64),
        ),
        Figure(
            "columnar, silence heard",
            median(silence) * 1_000,
            "ms",
            bound=f"{n:,} open duties, all judged anew",
            aim=Aim("at most", 100),
        ),
        Figure(
            "live, silence heard",
            median(fired) * 1_000,
            "ms",
            bound=f"100 deadlines pass beside {n:,} open duties, until the verdicts are told",
            aim=Aim("at most", 100),
        ),
    ]


def _snapshot(n: int) -> Figure:
    """Saved, loaded and fed on: the same bytes as without a restart? The figure is the time to save and load."""
    facts = trace(n, n // 20)
    batches = facts.batches(BATCH)
    half = len(batches) // 2
    through = _feed(_monitor(RULES, _bound_s(facts)), batches[:half])
    saved = save(through)
    start = time.perf_counter()
    again = load(save(through))
    spent = time.perf_counter() - start
    is_same = save(again) == saved
    for batch in batches[half:]:
        through.feed(batch)
        again.feed(batch)
        is_same &= [verdict_bytes(v) for v in through.changes()] == [verdict_bytes(v) for v in again.changes()]
    is_same &= save(through) == save(again)
    said = "the same bytes at once and after feeding on" if is_same else "OTHER BYTES"
    return Figure("a snapshot and restart", spent, "s", bound=f"{said}; {n // 2:,} facts, ten rules")


def _duties(rules: Iterable[BenchRule], bound_s: int) -> list[Duty]:
    """One duty a rule, parsed: what a clause is, long before there are facts."""
    return [rule.rule(bound_s).duties[0] for rule in rules]


def _judge(duties: Iterable[Duty], columns: Columns, *, with_evidence: bool = True) -> list[JudgedColumns]:
    """All duties over facts that are sorted once for them; everything is settled."""
    table, watermark = Sorted(columns), len(columns.t) - 1
    return [judge_columns(duty, table, watermark, SECOND_MS, with_evidence=with_evidence) for duty in duties]


def _monitor(rules: Iterable[BenchRule], bound_s: int) -> Monitor:
    return _monitor_of([rule.rule(bound_s) for rule in rules])


def _monitor_of(rules: list[Rule]) -> Monitor:
    return Monitor(rules, [LOG], tick_ms=SECOND_MS, remembers=False)


def _feed(monitor: Monitor, batches: Iterable[list[Logged | Complete]]) -> Monitor:
    """Feed all and collect what it says, as a node does."""
    for batch in batches:
        monitor.feed(batch)
        monitor.changes()
        monitor.dropped()
    return monitor


def _bound_s(facts: Trace) -> int:
    """A bound that is met as often whatever the number of keys."""
    return BOUND_S * facts.n_keys // KEYS


def _seconds(work: Callable[[], object]) -> float:
    """Seconds of one core, so that other work on the machine counts less. Nothing here waits for anything."""
    gc.collect()
    gc.freeze()  # what was made for the bench is not the measured work's to look through
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.unfreeze()


def _held_mb(work: Callable[[], T]) -> tuple[float, T]:
    """MiB that stay allocated after the work, and what it gave."""
    gc.collect()
    tracemalloc.start()
    result = work()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / 2**20, result
