"""Third-party monitors on the rules that they can say: rtamt (signal temporal logic) and reelay (past logic).

Their samples are ready before the clock starts; one sample is one fact. Neither gives evidence for a verdict.
They come with the `bench` extra.
"""

from collections.abc import Callable
from importlib import import_module, metadata
from importlib.util import find_spec
from typing import Any, Final, TypeAlias

from .protocol_rules import EVENTS, BenchRule, Trace

NAMES: Final = ("rtamt", "reelay", "reelay forall")
"""The last: one reelay monitor quantified over all keys. The others see one key only."""
ONLINE: Final = frozenset({"reelay", "reelay forall"})
"""They answer sample by sample; rtamt answers when all is in."""


Running: TypeAlias = Callable[[], list[int]]
"""Runs a fresh monitor over the trace, once; gives the seconds of violation."""


def version(name: str) -> str | None:
    """The installed version; None where it is not installed."""
    package = name.split()[0]
    return metadata.version(package) if find_spec(package) is not None else None


def rival(name: str, rule: BenchRule, trace: Trace, bound_s: int) -> Callable[[], Running] | None:
    """What makes a fresh monitor, its rule parsed and its samples ready; None where it cannot say the rule."""
    if version(name) is None:
        return None
    match name:
        case "rtamt":
            return _rtamt(rule, trace, bound_s)
        case "reelay":
            return _reelay(rule.for_reelay(bound_s), [_flags(e) for e in trace.event.tolist()])
        case _:
            pairs = zip(trace.event.tolist(), trace.key.tolist(), strict=True)
            samples = [{"ev": EVENTS[e], "k": f"k{k}"} for e, k in pairs]
            return _reelay(_for_every_key(rule.for_reelay(bound_s)), samples)


def _rtamt(rule: BenchRule, trace: Trace, bound_s: int) -> Callable[[], Running] | None:
    text = rule.for_rtamt(bound_s)
    if text is None:
        return None
    events = trace.event.tolist()
    signals: dict[str, list[float]] = {name: [-1.0] * len(events) for name in EVENTS}
    for t, e in enumerate(events):
        signals[EVENTS[e]][t] = 1.0
    samples = {"time": list(range(len(events))), **signals}

    def make() -> Running:
        spec: Any = import_module("rtamt").StlDiscreteTimeOfflineSpecification()
        for name in (*EVENTS, "out"):
            spec.declare_var(name, "float")
        spec.spec = f"out = {text}"
        spec.parse()
        return lambda: [t for t, robustness in spec.evaluate(samples) if robustness < 0]

    return make


def _reelay(text: str | None, samples: list[dict[str, Any]]) -> Callable[[], Running] | None:
    if text is None:
        return None

    def make() -> Running:
        monitor = import_module("reelay").discrete_timed_monitor(pattern=text, semantics="boolean", condense=False)
        update = monitor.update
        return lambda: [t for t, sample in enumerate(samples) if not update(sample)["value"]]

    return make


def _flags(event: int) -> dict[str, bool]:
    return {name: i == event for i, name in enumerate(EVENTS)}


def _for_every_key(text: str | None) -> str | None:
    if text is None:
        return None
    for name in EVENTS:
        text = text.replace(f"{{{name}}}", f"{{ev: {name}, k: *x}}")
    return f"forall[x]. ({text})"
