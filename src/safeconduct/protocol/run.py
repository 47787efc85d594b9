"""`protocol run` as a function: a rule and the lines of a trace in, verdicts out. Times in whole seconds."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import Origin
from safeconduct.state.fact import Logged

from . import formula as f
from .bad_state import Run, runs
from .logs import Logs
from .monitor import Monitor
from .monitorable import check_formula
from .notation import read_formula
from .rule import FORMAL, Rule
from .trace import T_MAX, BadLine, TraceReader, parties_of
from .verdict import Verdict, order
from .words import EVENTS

_TICK_MS: Final = 1_000


class Ran(msgspec.Struct, frozen=True):
    """`outputs`: what is printed, after the last line or after each. `errors`: lines that were not judged."""

    outputs: tuple[dict[str, Any], ...]
    errors: tuple[BadLine, ...]


class Asked(msgspec.Struct, frozen=True):
    """How to run: parties (empty = every log that the trace names), after each line or only the last one,
    the span of triggers in seconds (end excluded), the local clock for `late`, how far clocks may differ."""

    parties: tuple[str, ...] = ()
    each: bool = False
    effective_from_s: int | None = None
    effective_to_s: int | None = None
    now_s: int | None = None
    skew_s: int = 0


def run(rule: Rule, lines: Sequence[str], asked: Asked) -> Ran:
    """Judge a rule over a trace. Raises BadInput where a time that is asked for is beyond bounds."""
    _check_asked(asked)
    formulas = [part for duty in rule.duties for part in f.whole(duty)]
    vocabulary = None if rule.pattern == FORMAL else {word.name: word.kinds for word in EVENTS.values()}
    parties = asked.parties or parties_of(lines)
    reader = TraceReader(parties, _arities(formulas), vocabulary)
    monitor = Monitor([_spanned(rule, asked)], [Origin(p) for p in parties], first_seq=1, tick_ms=_TICK_MS)
    told: dict[tuple[object, ...], Verdict] = {}
    outputs = []
    for n, line in enumerate(lines or [""], 1):
        before = monitor.restarts
        monitor.feed(reader.read(line))
        if monitor.restarts != before:
            told.clear()
        for verdict in monitor.changes():
            told[_place(verdict)] = verdict
        for verdict in monitor.dropped():
            told.pop(_place(verdict), None)
        if (asked.each and line.strip()) or n >= len(lines):
            outputs.append(_output(min(n, len(lines)), monitor, told, asked))
    return Ran(tuple(outputs), tuple(reader.errors))


def run_bad_state(text: str, key: tuple[str, ...], lines: Sequence[str], asked: Asked) -> Ran:
    """The maximal runs of whole seconds, up to the watermark, at which a state is bad. Raises BadInput."""
    formula = read_formula(text)
    check_formula(formula, key, _TICK_MS, "the key")
    _check_asked(asked)
    parties = asked.parties or parties_of(lines)
    reader = TraceReader(parties, _arities([formula]))
    logs = Logs([Origin(p) for p in parties], 1)
    taken: list[Logged] = []
    outputs = []
    for n, line in enumerate(lines or [""], 1):
        if logs.put(reader.read(line)):
            logs.recount()
            taken = []
        taken.extend(logs.take())
        if (asked.each and line.strip()) or n >= len(lines):
            w = logs.watermark // _TICK_MS
            found = [_run(each) for each in runs(formula, key, taken, w, _TICK_MS)]
            output = {"after": min(n, len(lines)), "watermark": w, "excluded": list(logs.excluded), "runs": found}
            outputs.append(output)
    return Ran(tuple(outputs), tuple(reader.errors))


def _output(
    n: int,
    monitor: Monitor,
    told: Mapping[tuple[object, ...], Verdict],
    asked: Asked,
) -> dict[str, Any]:
    output: dict[str, Any] = {
        "after": n,
        "watermark": monitor.watermark // _TICK_MS,
        "excluded": list(monitor.logs.excluded),
        "verdicts": [_verdict(v) for v in sorted(told.values(), key=order)],
    }
    if asked.now_s is not None:
        output["late"] = [_verdict(v) for v in monitor.late(asked.now_s * _TICK_MS)]
    return output


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "at": verdict.at_ms // _TICK_MS,
        "key": {bound.name: bound.value for bound in verdict.key},
        "anchor": list(verdict.anchor),
        "due": verdict.due_ms // _TICK_MS,
        "status": verdict.status.value,
        "witness": None if verdict.witness is None else list(verdict.witness),
    }


def _run(found: Run) -> dict[str, Any]:
    return {"key": dict(found.key), "first": found.first, "last": found.last}


def _spanned(rule: Rule, asked: Asked) -> Rule:
    """The rule with the span and skew that were asked for; the narrower of both spans holds."""
    starts = [ms for ms in (rule.from_ms, _ms(asked.effective_from_s)) if ms is not None]
    ends = [ms for ms in (rule.to_ms, _ms(asked.effective_to_s)) if ms is not None]
    return msgspec.structs.replace(
        rule,
        from_ms=max(starts, default=None),
        to_ms=min(ends, default=None),
        skew_ms=max(rule.skew_ms, asked.skew_s * _TICK_MS),
    )


def _check_asked(asked: Asked) -> None:
    times = {"the begin": asked.effective_from_s, "the end": asked.effective_to_s, "now": asked.now_s}
    for what, time_s in times.items():
        if time_s is not None and abs(time_s) > T_MAX:
            raise BadInput(f"{what}, {time_s} s, is beyond bounds", next_step=f"give seconds up to {T_MAX}")
    if not 0 <= asked.skew_s <= T_MAX:
        raise BadInput(f"a skew of {asked.skew_s} s", next_step="give the seconds that two clocks may differ")


def _ms(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * _TICK_MS


def _place(verdict: Verdict) -> tuple[object, ...]:
    return (verdict.duty, verdict.at_ms, verdict.key)


def _arities(formulas: Sequence[f.Formula]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for formula in formulas:
        for event in f.events(formula):
            found.setdefault(event.name, set()).add(len(f.arguments(event)))
    return {name: frozenset(arities) for name, arities in found.items()}
