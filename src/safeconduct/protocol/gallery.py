"""docs/patterns.md as a function of the patterns: what one can write, what it means, when it is broken."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .grammar import SLOT
from .lexicon import PLAIN
from .notation import write_duty
from .pattern import Pattern
from .patterns import PATTERNS
from .say import say
from .sentence import parse
from .timelines import Timeline, timelines
from .words import EVENTS, NOUNS, STATES, EventWord

_HEAD = """# Sentence patterns of protocols

A protocol clause is one sentence from this page, then at most one of each suffix. Words in `{braces}` are filled
in: places and parties by the names that the accord gives them, events and states from the lists below. A sentence
that does not parse is refused with the column, the reason and the nearest pattern. Lengths of time are whole
seconds, minutes, hours or days (24 hours); distances whole metres or kilometres; numbers are digits.

```
safeconduct protocol check FILE --examples            does it parse, what will it do, do two of them clash
safeconduct protocol check FILE --against OLD         where it judges differently from the version before
safeconduct protocol say FILE --lang en|zh|ur         the same rule in another language
safeconduct protocol run --clause TEXT --trace FILE   what it says of a trace
```

**Write your own.** Say you want: *the escort stays within 300 m while moving*. Look down the table for
the line that says the same with other values, and from there to its example. Put in your own values:
`While a movement is under way, at least 1 escort is within 300 metres of it.` Check it with
`safeconduct protocol check`, and look at the example timelines before you sign.

**Always so.** All records of one millisecond are one instant, in whatever order they arrive. A duty arises at each
trigger; one answer meets every duty that is open on the same thing. Violations are decided when every party's log
is complete up to the due time; until then they are provisional. A record that was dated back behind its own log's
promise counts for nothing.
"""

_SUFFIXES = """## Suffixes
| text | meaning |
|---|---|
| `From 2026-05-01 06:00 to 2026-06-01 00:00.` | duties that arise in this span (UTC, end excluded) |
| `Severity: note.` `Severity: alarm.` `Severity: stop.` | what a violation is; alarm where nothing is said |
| `A violation is answered by the Host.` | who must answer it; also `each party` |
| `Unless a waiver is recorded by each party within that time.` | waivers by all of them discharge it as well |
| `Logs may lag by 2 minutes.` | a log that has promised nothing for longer is silent; else 5 heartbeats |
| `While a log is silent, the duty counts as violated.` | it cannot be judged where nothing is said |
| `While a log is silent, the duty is judged by the other logs.` | the same, by what the others hold |
| `Clocks may differ by 5 seconds.` | between two logs, on time by less than that is neither kept nor broken |
"""

_FORMAL = """## Rules that no sentence covers
The formal notation, for `--formula`: metric first-order temporal logic with seconds as the unit.
`ALWAYS FORALL. trigger(x) AND guard IMPLIES must`, with `AND OR NOT`, `EXISTS q. f`, `AT LEAST 2 (q): f`, `=`, the
intervals `[0,600]` `(0,120]` `[0,*)` on `EVENTUALLY`, `ONCE` and `SINCE`, constants `"A"` and `_` for any value. A
variable `id_...` in the last place of an event stands for the record. The future must be bounded.
Suffixes may follow, apart from the waiver: a formula says itself what discharges it.
"""


class Vector(NamedTuple):
    """A test vector of a pattern: what it shows, and what mistake it catches."""

    shows: str
    catches: str


def page(vectors: Mapping[str, Sequence[Vector]]) -> str:
    """The whole page, Markdown. `vectors`: by the pattern's id."""
    sections = [_section(pattern, vectors[pattern.id]) for pattern in PATTERNS]
    return "\n".join([_HEAD, _table(), *sections, _SUFFIXES, _events(), _FORMAL])


def _table() -> str:
    rows = [f"| {p.number} | {SLOT.sub(_brace, p.en)} | [{p.id}](#{p.id}) |" for p in PATTERNS]
    return "\n".join(["## All patterns", "| # | sentence | more |", "|---|---|---|", *rows, ""])


def _brace(slot: re.Match[str]) -> str:
    return f"{{{slot[1]}}} escorts are" if slot[2] == "escorts" else f"{{{slot[1]}}}"


def _section(pattern: Pattern, vectors: Sequence[Vector]) -> str:
    rule = parse(pattern.example, PLAIN)
    lines = [
        f"## {pattern.id}",
        f"- **English** {say(rule, 'en', PLAIN)}",
        f"- **中文** {say(rule, 'zh', PLAIN)}",
        f'- **اردو** <span dir="rtl">{say(rule, "ur", PLAIN)}</span>',
        f"- **Boundaries** {pattern.boundary}",
        "",
        "```",
        *(write_duty(duty) for duty in rule.duties),
        "```",
        "| example | what happens |",
        "|---|---|",
        *(_row(timeline) for timeline in timelines(rule, PLAIN)),
        "",
        f"| vector in `{pattern.id}.toml` | the mistake that it catches |",
        "|---|---|",
        *(f"| {vector.shows} | {vector.catches} |" for vector in vectors),
        "",
    ]
    return "\n".join(lines)


def _row(timeline: Timeline) -> str:
    start = timeline.steps[0].t_ms
    shown = []
    for step in timeline.steps:
        at = _clock((step.t_ms - start) // 1000)
        if step.fact is not None:
            args = ", ".join(str(arg) for arg in step.fact.args)
            shown.append(f"{at} {step.fact.name}({args})")
        elif step.t_ms > timeline.steps[-2].t_ms:
            shown.append(f"{at} nothing more")
    return f"| {timeline.shows} | {' · '.join(shown)} |"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _events() -> str:
    rows = [f"| `{_signature(w)}` | {_nouns(w)} | {w.zh.noun} | {w.ur.noun} |" for w in EVENTS.values()]
    states = [f"| {s.en} | {s.starts} | {' or '.join(s.stops)} |" for s in STATES.values()]
    things = _list(f"{noun.en} ({kind})" for kind, noun in NOUNS.items())
    return "\n".join([
        "## Events", f'Any of them may be followed by "by the Host" where it has a party. Things: {things}.', "",
        "| fact | English | 中文 | اردو |", "|---|---|---|---|", *rows, "",
        "## States", "| while | starts | stops |", "|---|---|---|", *states, "",
    ])  # fmt: skip


def _signature(word: EventWord) -> str:
    return f"{word.name}({', '.join(word.kinds)})"


def _nouns(word: EventWord) -> str:
    place = "" if word.en.at == word.en.noun else f", {word.en.at}"
    return f"{word.en.noun}{place}"


def _list(items: Iterable[str]) -> str:
    return ", ".join(items)
