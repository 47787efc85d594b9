"""What became of the duties, for the terminal."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

_COUNTS: Final = ("kept", "violated", "contested", "unjudged", "open", "superseded", "within_skew")
_WORDS: Final = {"unjudged": "not judgeable", "open": "still open", "superseded": "no longer asked"}


def say_compliance(told: Mapping[str, Any]) -> list[str]:
    """A line a clause, then the duties, the newest first. `told`: the answer of GET /api/compliance."""
    lines = [_clause(each) for each in told["clauses"]] or ["no protocol is in force yet"]
    for duty in told["duties"]:
        lines += ["", *_duty(duty)]
    if told["left_out"]:
        lines += ["", f"{told['left_out']} older duties are left out: ask for one clause or one status"]
    return lines


def _clause(each: Mapping[str, Any]) -> str:
    counts = [f"{each[name]} {_word(name)}" for name in _COUNTS if each[name] or name in ("kept", "violated")]
    ended = "" if each["is_in_force"] else " [not in force]"
    name = f"{each['number']}. {each['title']}" if each["number"] else each["clause"]
    duties = "1 duty" if each["arisen"] == 1 else f"{each['arisen']} duties"
    return f"{name}{ended}: {duties} arisen, {', '.join(counts)}"


def _duty(duty: Mapping[str, Any]) -> Iterator[str]:
    key = ", ".join(_moment(value) if name.endswith("_ms") else str(value) for name, value in duty["key"].items())
    standing = f"logged by {', '.join(duty['logged_by']) or 'nobody yet'}" if duty["is_final"] else "provisional"
    standing = "" if duty["outcome"] == "open" else f"  ({standing})"
    yield f"{_word(duty['outcome']).upper()}  {key or duty['clause']}  due {_moment(duty['due_ms'])}{standing}"
    yield f"  {duty['text']}"
    for party, since_ms in duty["waits_for"].items():
        yield f"  the log of {party} is silent since {_moment(since_ms) if since_ms else 'ever'}"
    for contest in duty["contests"]:
        withdrawn = "" if contest["stands"] else " (withdrawn)"
        yield f"  contested by {contest['party']}{withdrawn}: {contest['reason']}"
        for party, said in contest["answers"].items():
            yield f"    {party}, {said['answer']}: {said['text']}"


def _word(name: str) -> str:
    return _WORDS.get(name, name.replace("_", " "))


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
