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

from .protocol_rivals import NAMES, rival, version
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
    n, n_keys = (50_000, 2_500) if run.is_quick else (FACTS, KEYS)
    n_live = 20_000 if run.is_quick else 100_000
    rounds = 2 if run.is_quick else 3
    return [
        *_speed(trace(n, n_keys), trace(n_live, n_live // 20), rounds),
        *_beside_rivals(5_000 if run.is_quick else 100_000, rounds),
        *_more_keys(n, n_live, rounds),
        *_open_duties(100_000 if run.is_quick else 1_000_000, 10_000 if run.is_quick else 100_000, rounds),
        _snapshot(n_live // 4),
    ]


def _speed(facts: Trace, live: Trace, rounds: int) -> list[Figure]:
    """Columnar with and without evidence and live, one rule at a time, in turn."""
    bare: dict[str, list[float]] = {rule.name: [] for rule in RULES}
    proven: dict[str, list[float]] = {rule.name: [] for rule in RULES}
    fed: dict[str, list[float]] = {rule.name: [] for rule in RULES}
    caught: dict[str, list[float]] = {rule.name: [] for rule in RULES}
    together: list[float] = []
    columns, bound_s = facts.columns(), _bound_s(facts)
    batches = live.batches(BATCH)
    at_once = [[item for batch in batches for item in batch]]
    duties = _duties(RULES, bound_s)
    _judge(duties, columns)  # the first run of anything is slower
    for _ in range(rounds):
        for rule in RULES:
            proven[rule.name].append(_seconds(partial(_judge, _duties([rule], bound_s), columns)))
            bare[rule.name].append(
                _seconds(partial(_judge, _duties([rule], bound_s), columns, with_evidence=False))
            )
            fed[rule.name].append(_seconds(partial(_feed, _monitor([rule], _bound_s(live)), batches)))
            caught[rule.name].append(_seconds(partial(_feed, _monitor([rule], _bound_s(live)), at_once)))
        together.append(_seconds(partial(_judge, duties, columns)))
    ten = _seconds(partial(_feed, _monitor(RULES, _bound_s(live)), batches))
    figures = [
        _rate("columnar, with evidence", len(facts), proven, Aim("at least", 4_000_000)),
        _rate("columnar, without evidence", len(facts), bare, None),
        Figure(
            "columnar, with evidence, ten rules together",
            len(RULES) * len(facts) / median(together),
            "facts/s",
            bound="sorted by key and time once for all ten",
        ),
        _rate("live, with evidence", len(live), fed, Aim("at least", 500_000)),
        Figure(
            "live, with evidence, ten rules together",
            len(RULES) * len(live) / ten,
            "facts/s",
            bound=f"{BATCH:,} facts at a time, one monitor; run once",
        ),
        _rate("caught up with at once, with evidence", len(live), caught, Aim("at least", 500_000)),
    ]
    return [*figures, *(_one_rule(rule, len(facts), len(live), proven, bare, fed) for rule in RULES)]


def _rate(name: str, n: int, spent: dict[str, list[float]], aim: Aim | None) -> Figure:
    rates = sorted(n / median(times) for times in spent.values())
    bound = f"median of ten rules, {n:,} facts each; slowest {rates[0]:,.0f}, fastest {rates[-1]:,.0f}"
    return Figure(name, median(rates), "facts/s", bound=bound, aim=aim)


def _one_rule(
    rule: BenchRule,
    n: int,
    n_live: int,
    proven: dict[str, list[float]],
    bare: dict[str, list[float]],
    fed: dict[str, list[float]],
) -> Figure:
    own = n / median(proven[rule.name])
    against = {
        "without evidence": own / (n / median(bare[rule.name])),
        "live": own / (n_live / median(fed[rule.name])),
    }
    return Figure(f"  {rule.name}", own, "facts/s", against, rule.formula)


def _beside_rivals(n: int, rounds: int) -> list[Figure]:
    """One key, one fact a second, bounds of ten seconds: what suits tools that know no keys and sample time.

    Violations must be the same in number and in time before a speed is printed.
    """
    one_key = trace(n, 1, seed=6)
    many = trace(n // 5, 50, seed=7)
    figures = [
        Figure(f"{name}: not installed", 0.0, "", bound="pip install -e '.[bench]'")
        for name in ("rtamt", "reelay")
        if version(name) is None
    ]
    best: tuple[float, str, float] | None = None
    for rule in RULES:
        rates: dict[str, float] = {}
        own: dict[str, float] = {}
        live: dict[str, float] = {}
        for name in NAMES:
            facts = many if name.endswith("forall") else one_key
            compared = _compare(name, rule, facts, rounds)
            if isinstance(compared, str):
                figures.append(Figure(f"{rule.name}: {name} differs", 0.0, "", bound=compared))
            elif compared is not None:
                own[name], rates[name] = compared
                fed = _seconds(partial(_feed, _monitor([rule], RIVAL_BOUND_S), facts.batches(BATCH)))
                live[name] = len(facts) / fed
        for name, rate in rates.items():
            figure = Figure(
                f"beside {name}: {rule.name}",
                own[name],
                "facts/s",
                {name: own[name] / rate},
                f"{name} {rate:,.0f}/s; our live engine {live[name]:,.0f}/s, {live[name] / rate:.2f} x {name}",
            )
            figures.append(figure)
            if best is None or rate > best[0]:
                best = (rate, f"{name}, {rule.name}", own[name] / rate)
    if best is not None:
        aim = Aim("at least", 20)
        figures.append(
            Figure("columnar against the best rival on its best rule", best[2], "times", {}, best[1], aim)
        )
    return figures


def _compare(name: str, rule: BenchRule, facts: Trace, rounds: int) -> tuple[float, float] | str | None:
    """Facts a second: ours, theirs. A text where the verdicts differ; None where that tool cannot say it."""
    theirs = rival(name, rule, facts, RIVAL_BOUND_S)
    if theirs is None:
        return None
    columns = facts.columns()
    settled = len(facts) - 2 * RIVAL_BOUND_S  # beyond, they judge what is still open
    (judged,) = _judge(_duties([rule], RIVAL_BOUND_S), columns)
    ours_at = [t for t in _violated_at(judged) if t < settled]
    theirs_at = [t for t in theirs()() if t < settled]
    if ours_at != theirs_at:
        return f"{len(ours_at)} violations here, {len(theirs_at)} there"
    ours_s, theirs_s = [], []
    for _ in range(rounds):
        ours_s.append(_seconds(partial(_judge, _duties([rule], RIVAL_BOUND_S), columns)))
        theirs_s.append(_seconds(theirs()))
    return len(facts) / median(ours_s), len(facts) / median(theirs_s)


def _violated_at(judged: JudgedColumns) -> list[int]:
    found: list[int] = np.unique(judged.at[judged.status == VIOLATED]).tolist()
    return found


def _more_keys(n: int, n_live: int, rounds: int) -> list[Figure]:
    """Cost of a fact with ten times the keys: over the same facts, and with as many facts for each key."""
    return [
        _key_cost("columnar", trace(n, n // 200), trace(n, n // 20), rounds),
        _key_cost("columnar", trace(n // 10, n // 200), trace(n, n // 20), rounds),
        _key_cost("live", trace(n_live, n_live // 200), trace(n_live, n_live // 20), rounds),
        _key_cost("live", trace(n_live // 10, n_live // 200), trace(n_live, n_live // 20), rounds),
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


def _open_duties(n: int, n_live: int, rounds: int) -> list[Figure]:
    """Memory of open duties, and how long the passing of a deadline takes beside them."""
    rule = RULES[0].rule(10 * FACTS)
    duty = rule.duties[0]
    alarms = one_event(n, KEYS, "alarm")
    columns = alarms.columns()
    held, judged = _held_mb(lambda: judge_columns(duty, columns, n, SECOND_MS))
    held += sum(array.nbytes for array in (columns.t, columns.kind, *columns.args)) / 2**20
    assert int((judged.status == 1).sum()) == n  # noqa: S101 - a bench that measured something else is no bench
    silence = [
        _seconds(lambda: judge_columns(duty, Sorted(columns), 10 * FACTS + 50, SECOND_MS)) for _ in range(rounds)
    ]
    batches = one_event(n_live, KEYS, "alarm").batches(BATCH)
    live_held, monitor = _held_mb(lambda: _feed(_monitor_of([rule]), batches))
    fired, seq = [], batches[-1][-1].seq + 1
    for i in range(rounds):
        last = Ms((10 * FACTS + 100 * (i + 1) - 1) * SECOND_MS)
        fired.append(_seconds(partial(monitor.feed, [Complete(LOG, seq + i, last)])))
        assert len(monitor.changes()) == 100  # noqa: S101 - as above
    scale = 1_000_000 / n_live
    return [
        Figure(
            "columnar, 1,000,000 open duties",
            held * 1_000_000 / n,
            "MiB",
            bound=f"measured with {n:,}: facts and verdicts, without the table of key names",
            aim=Aim("at most", 64),
        ),
        Figure(
            "live, 1,000,000 open duties",
            live_held * scale,
            "MiB",
            bound=f"measured with {n_live:,}: {live_held:,.0f} MiB",
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
            bound=f"100 deadlines pass beside {n_live:,} open duties",
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
