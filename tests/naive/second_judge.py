"""The judge of verify.html against the engine: `python -m tests.naive.second_judge 5000 [first seed]`.

Cases are those of `tests.naive.campaign`; each is judged by the second verifier from all its lines, and from some
prefixes of them. Verdicts must be equal, witnesses included. Prints what differs; ends 1 if anything does.
"""

import sys
from collections import Counter

import msgspec

from safeconduct.protocol.monitor import Monitor
from safeconduct.protocol.rule import FORMAL, SEMANTICS, Rule
from tests.naive.campaign import case
from tests.naive.formulas_at_random import LOGS
from tests.naive.monitor import counted
from tests.second import answers
from tests.unit.test_protocol_referee import item


def engine(rule, items, logs, first_seq=1):
    """{(at, duty, key): verdict} of the engine, fed item by item."""
    monitor, told = Monitor([rule], logs, first_seq=first_seq), {}
    for each in items:
        monitor.feed([each])
        for verdict in monitor.changes():
            told[_place(verdict)] = verdict
        for verdict in monitor.dropped():
            told.pop(_place(verdict), None)
    return {place: _shown(verdict) for place, verdict in told.items()}


def asked(rule, rows, watermark):
    """The question to the second judge. rows: (t, log, seq, record, name, args)."""
    shown = [
        {"name": name, "args": args, "proof": {"t": t, "log": log, "seq": seq, "id": record}}
        for t, log, seq, record, name, args in sorted(rows, key=lambda row: row[1:3])
    ]
    return {"rule": msgspec.to_builtins(rule), "rows": shown, "watermark": watermark}


def second(questions):
    """What the second judge says to each question."""
    return [{_second_place(each): _second_shown(each) for each in told} for told in answers("--judge", questions)]


def compare(seeds):
    """Counts over these seeds, and the seeds that differ with what differs."""
    counts, cases = Counter(), []
    for seed in seeds:
        duty, lines, _ = case(seed)
        rule = Rule(SEMANTICS, FORMAL, (), (duty,), skew_ms=(0, 0, 0, 1, 2)[seed % 5])
        for n in sorted({len(lines) // 3, 2 * len(lines) // 3, len(lines)}) if lines else ():
            facts, watermark, _ = counted(lines[:n], LOGS)
            told = engine(rule, [item(line) for line in lines[:n]], LOGS)
            cases.append((seed, n, told, asked(rule, facts, watermark)))
            counts["cases"] += 1
            counts["verdicts"] += len(told)
            counts.update(shown[2] for shown in told.values())
            counts["with a witness"] += sum(shown[3] is not None for shown in told.values())
    found = second([question for *_, question in cases])
    bad = [(seed, n, told, other) for (seed, n, told, _), other in zip(cases, found, strict=True) if told != other]
    return counts, bad


def _place(verdict):
    return (verdict.at_ms, verdict.duty, tuple(bound.value for bound in verdict.key))


def _shown(verdict):
    witness = None if verdict.witness is None else tuple(verdict.witness)
    return (tuple(verdict.anchor), verdict.due_ms, str(verdict.status), witness)


def _second_place(verdict):
    return (verdict["at_ms"], verdict["duty"], tuple(bound["value"] for bound in verdict["key"]))


def _second_shown(verdict):
    witness = None if verdict["witness"] is None else tuple(verdict["witness"])
    return (tuple(verdict["anchor"]), verdict["due_ms"], verdict["status"], witness)


def main(n, first):
    counts, bad = compare(range(first, first + n))
    for seed, lines, told, other in bad[:20]:
        print(f"seed {seed}, {lines} lines:\n  engine {told}\n  second {other}")
    print(f"{n:,} seeds from {first:,}: {dict(counts)}; {len(bad)} differ")
    return len(bad)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(1 if main(*[*numbers, *(1_000, 0)[len(numbers) :]]) else 0)
