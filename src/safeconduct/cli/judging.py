"""What `protocol run` is asked for, and its answer in words."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from safeconduct.errors import BadInput
from safeconduct.protocol import PLAIN, parse
from safeconduct.protocol.formal import formal_rule
from safeconduct.protocol.run import Asked, Ran, run, run_bad_state


def judge(
    clause: str | None,
    formula: str | None,
    bad_state: str | None,
    key: tuple[str, ...],
    lines: Sequence[str],
    asked: Asked,
) -> Ran:
    """Run the one rule that was given. Raises BadInput, Misread, BadFormula."""
    if sum(text is not None for text in (clause, formula, bad_state)) != 1:
        raise BadInput("one rule at a time", next_step="give one of --clause, --formula and --bad-state")
    if bad_state is not None:
        return run_bad_state(bad_state, key, lines, asked)
    rule = parse(clause, PLAIN) if clause is not None else formal_rule(formula or "")
    return run(rule, lines, asked)


def lines_of(trace: Path) -> list[str]:
    """The lines of the file, `-` for standard input. What is not UTF-8 is left for the line's own error. Raises
    BadInput."""
    import sys

    try:
        raw = sys.stdin.buffer.read() if str(trace) == "-" else trace.read_bytes()
    except OSError as error:
        raise BadInput(
            f"cannot be read: {error}", where=str(trace), next_step="give a file of JSON lines"
        ) from error
    lines = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="surrogateescape").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def say_output(output: Mapping[str, Any]) -> str:
    """One answer in words."""
    lines = [f"after line {output['after']}: complete up to {output['watermark']} s"]
    for verdict in output.get("verdicts", ()):
        about = ", ".join(f"{name} {value}" for name, value in verdict["key"].items())
        witness = "not settled yet" if verdict["witness"] is None else ", ".join(verdict["witness"]) or "no record"
        lines.append(f"  {verdict['status']}: {about} from {verdict['at']} s, due {verdict['due']} s ({witness})")
    for found in output.get("runs", ()):
        about = ", ".join(f"{name} {value}" for name, value in found["key"].items())
        lines.append(f"  bad: {about} from {found['first']} s to {found['last']}")
    return "\n".join(lines)
