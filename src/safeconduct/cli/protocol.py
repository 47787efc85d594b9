"""Protocols: sentences that a machine checks."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from .answer import Json, answer
from .options import At, Key

Sentences: TypeAlias = Annotated[Path, Parameter(allow_leading_hyphen=True)]
app = App(name="protocol", help="Check a sentence, say it in three languages.")


@app.command
def check(
    file: Sentences,
    *,
    against: Annotated[
        Path | None,
        Parameter(help="The versions before, line by line: shows where the new ones judge differently."),
    ] = None,
    examples: Annotated[bool, Parameter(negative="", help="Also timelines that keep and break each.")] = False,
    json: Json = False,
) -> int:
    """Check the sentences in FILE (one a line; `-` reads standard input) against the plain lexicon.

    Says what a node must remember for each, and finds duties that cannot arise or cannot be kept, and sentences of
    FILE that clash; exit code 1 if one cannot arise or two clash.

    Example: safeconduct protocol check clauses.txt --against clauses-before.txt --examples
    """
    from .checking import check_all, is_sound, say_checked
    from .sentences import clauses_of

    before = None if against is None else clauses_of(against)
    found = check_all(clauses_of(file), before, examples=examples)
    answer(found, say_checked(found), json)
    return 0 if is_sound(found) else 1


@app.command
def say(file: Sentences, *, lang: Literal["en", "zh", "ur"] = "en", json: Json = False) -> None:
    """Say the sentences in FILE in English, Chinese or Urdu, written from their rules.

    Example: safeconduct protocol say clauses.txt --lang ur
    """
    from safeconduct.protocol import PLAIN
    from safeconduct.protocol import say as say_rule

    from .sentences import clauses_of

    said = [say_rule(clause.rule, lang, PLAIN) for clause in clauses_of(file)]
    answer(said, said, json)


@app.command
def run(
    *,
    trace: Annotated[Path, Parameter(allow_leading_hyphen=True)],
    clause: str | None = None,
    formula: str | None = None,
    bad_state: str | None = None,
    key: str = "",
    parties: str = "",
    each: Annotated[bool, Parameter(negative="", help="Answer after every line, not only after the last.")] = False,
    effective_from: int | None = None,
    effective_to: int | None = None,
    now: Annotated[int | None, Parameter(help="The local clock: adds what is late by it.")] = None,
    skew: Annotated[int, Parameter(help="Seconds that two parties' clocks may differ.")] = 0,
    json: Json = False,
) -> int:
    """Judge a rule over a trace: JSON lines in order of arrival, times in whole seconds (docs/trace-format.md).

    Exit code 1 if something is violated, 2 if lines could not be read: they are named, the rest is judged.

    Example: safeconduct protocol run --trace trace.jsonl --json
      --clause "Every movement departs within 10 minutes of the agreed time."
    """
    import sys

    import msgspec

    from safeconduct.protocol.run import Asked

    from .judging import judge, lines_of, say_output

    lines = lines_of(trace)
    named = tuple(party for party in parties.split(",") if party)
    asked = Asked(named, each, effective_from, effective_to, now, skew)
    ran = judge(clause, formula, bad_state, tuple(name for name in key.split(",") if name), lines, asked)
    for output in ran.outputs:
        print(msgspec.json.encode(output).decode() if json else say_output(output))
    for error in ran.errors:
        print(f"error: {trace}:{error.line}: {error.why}", file=sys.stderr)
    broken = any(verdict["status"] == "violated" for verdict in ran.outputs[-1].get("verdicts", ()))
    return 2 if ran.errors else int(broken)


@app.command
def compliance(
    *,
    at: At,
    key: Key,
    clause: str = "",
    status: Annotated[
        str, Parameter(help="kept, violated, contested, unjudged, open, superseded or within-skew.")
    ] = "",
    lang: Literal["en", "zh", "ur"] = "en",
    json: Json = False,
) -> int:
    """What became of every duty under the clauses, as the node judges it; exit code 1 if one is violated.

    Example: safeconduct protocol compliance --status violated --at http://127.0.0.1:8443 --key host-founder.key
    """
    from urllib.parse import urlencode

    from .options import desk_at
    from .standing import say_compliance

    asked = urlencode({"clause": clause, "status": status, "lang": lang})
    told = desk_at(at, key).get(f"/api/compliance?{asked}")
    answer(told, say_compliance(told), json)
    return int(any(each["violated"] for each in told["clauses"]))
