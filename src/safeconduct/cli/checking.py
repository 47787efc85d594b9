"""What `protocol check` finds in sentences, and says of it."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from safeconduct.errors import BadInput
from safeconduct.protocol import PLAIN, Timeline, rule_digest, timelines
from safeconduct.protocol.analysis import Remark, clash, difference, idle, loops
from safeconduct.protocol.explain import tell
from safeconduct.protocol.memory import memory_bound

from .sentences import Clause

Found: TypeAlias = dict[str, Any]
_WRONG = frozenset({"clash", "idle"})


def check_all(clauses: Sequence[Clause], before: Sequence[Clause] | None, *, examples: bool) -> list[Found]:
    """Each sentence with its rule's digest, what a node holds for it, and what is to be looked at. Raises BadInput.

    `before`: the versions that these replace, line by line.
    """
    if before is not None and len(before) != len(clauses):
        raise BadInput(
            f"{len(clauses)} sentences against {len(before)}",
            next_step="give both files one clause a line, in order",
        )
    found = []
    for number, (_, sentence, rule) in enumerate(clauses):
        remarks = [_remark(remark) for remark in idle(rule, PLAIN)]
        if (looping := loops(rule)) is not None:
            remarks.append(_remark(looping))
        for earlier in clauses[:number]:
            if (remark := clash(rule, earlier.rule, PLAIN)) is not None:
                remarks.append(_remark(remark, line=earlier.line))
        if before is not None and (remark := difference(before[number].rule, rule, PLAIN)) is not None:
            remarks.append(_remark(remark))
        shown = (
            [{"shows": each.shows, "timeline": _steps(each)} for each in timelines(rule, PLAIN)] if examples else []
        )
        memory = memory_bound(rule)
        found.append(
            {
                "sentence": sentence,
                "rule": rule_digest(rule),
                "memory": memory,
                "remarks": remarks,
                "examples": shown,
            }
        )
    return found


def is_sound(found: Sequence[Found]) -> bool:
    """Whether none clashes with another and each can arise."""
    return not any(remark["kind"] in _WRONG for each in found for remark in each["remarks"])


def say_checked(found: Sequence[Found]) -> list[str]:
    """Lines for people."""
    lines: list[str] = []
    for each in found:
        lines += [f"{each['rule'][:16]}  {each['sentence']}", f"  a node holds: {each['memory']}"]
        for remark in each["remarks"]:
            line = f" (line {remark['line']})" if "line" in remark else ""
            may = "" if remark["proven"] or remark["kind"] == "differs" else "may be "
            lines += [f"  {may}{remark['kind']}{line}: {remark['text']}", *_say_steps(remark["timeline"])]
        for example in each["examples"]:
            lines += [f"  {example['shows']}:", *_say_steps(example["timeline"])]
    return lines


def _remark(remark: Remark, **more: int) -> Found:
    timeline = _steps(remark.timeline) if remark.timeline else []
    return {"kind": remark.kind, "text": remark.text, "proven": remark.is_proven, "timeline": timeline, **more}


def _steps(timeline: Timeline) -> list[Found]:
    start_ms = timeline.steps[0].t_ms
    return [
        {
            "after_s": (step.t_ms - start_ms) // 1000,
            "what": tell(step.fact, PLAIN, "en") if step.fact else step.outcome,
        }
        for step in timeline.steps
    ]


def _say_steps(steps: Sequence[Found]) -> list[str]:
    return [f"    {_clock(step['after_s'])}  {step['what']}" for step in steps]


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
