"""Sentences that people write and that have no one meaning: each with the reason and the fix."""

import re
from typing import Final, NamedTuple

from .lexicon import Lexicon
from .misread import Misread


class Refusal(NamedTuple):
    """What is refused wherever it stands in a sentence. `instead` are sentences of the patterns."""

    looks_like: re.Pattern[str]
    why: str
    remedy: str
    instead: tuple[str, ...] = ()


def _r(looks_like: str, why: str, remedy: str, *instead: str) -> Refusal:
    return Refusal(re.compile(looks_like, re.IGNORECASE), why, remedy, instead)


PERMISSION: Final = _r(
    r"\b(?:should|ought to|may(?! (?:differ|lag) by)|might|can|could)\b",
    "this is advice or a permission, not a duty",
    "say what happens; a permission is a mandate, not a protocol",
)
"""Said before what stands in front of it: the rest of such a sentence does not matter."""

REFUSALS: Final[tuple[Refusal, ...]] = (
    _r(r"\bwithout (?:a|any) (?:recorded )?check\b|\bunchecked\b|\bwithout being checked\b",
       "this has two readings: one check frees the whole stay, or each check starts the time anew",
       "say which one is meant: both sentences are below",
       "No vehicle stays in {place} more than {limit} unless it is checked once.",
       "No vehicle stays in {place} more than {limit} since it entered or was last checked."),
    _r(r"\b(?:months?|years?|weeks?|fortnights?)\b", "a span of the calendar has no fixed length in hours",
       "give the time in seconds, minutes or hours"),
    _r(r"\band/or\b", "this has two readings: both of them, or one of them", "write one clause for each"),
    _r(r"(?<!\bno )\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)\b"
       r"(?= (?:of|different|escorts|records|times|seconds?|minutes?|hours?|metres?)\b)",
       "numbers are written in digits", "write 2, 3, 4 ..."),
    _r(r"\b(?:promptly|immediately|at once|straight away|without delay|as soon as (?:possible|practicable)|"
       r"in good time|timely|quickly|shortly|soon)\b",
       "nobody can say at which second this is broken", 'give a time: "within 5 minutes"'),
    _r(r"\b(?:regularly|periodically|from time to time|frequently|often|occasionally)\b",
       "nobody can say at which second this is broken", 'give a time: "at least every 15 minutes"'),
    _r(r"\b(?:about|around|approximately|roughly|circa|some) (?=[0-9])", "a limit must be exact",
       "leave the word out"),
    PERMISSION,
    _r(r"\b(?:normally|usually|generally|typically|where possible|if possible|reasonable|reasonably|"
       r"appropriate|adequate|sufficient|suitable)\b",
       "two parties will read this word in two ways", "say the condition or the number itself"),
    _r(r"\b(?:working|business|calendar) (?:days?|hours?)\b", "not every place keeps the same working days",
       "give the time in hours"),
    _r(r"\b(?:midnight|noon|sunrise|sunset|dawn|dusk|overnight|today|tomorrow|daily|weekly|at night)\b",
       "a time of day depends on a place and its clock", "give a time in hours from an event"),
    _r(r"\b(?:until further notice|in principle|best efforts|endeavou?r)\b", "no record can ever break this",
       "say which record must be there, and by when"),
    _r(r"\bbetween [0-9]+ and [0-9]+\b", "whether the ends count is open", 'write "at least ... and at most ..."'),
    _r(r"\b(?:a few|several|many|(?<!\bat )most|enough|some)\b",
       "this is not a number", "write the number in digits"),
    _r(r"\b(?:he|she|they|someone|somebody|anyone|people|staff|personnel)\b",
       "who that is stands in no record", "name an officer, a party or a role"),
    _r(r"\b(?:must not|shall not|may not|never) .*\bunless\b.*\bunless\b", "two exceptions join in two ways",
       "write one clause for each"),
    _r(r"[0-9],[0-9]|[0-9]\.[0-9]", "a number with a point or comma is read differently in different countries",
       "write a whole number in a smaller unit: 90 seconds, 1500 metres"),
    _r(r"\b[0-9]+ (?:days?|hours?|minutes?),?(?: and)? [0-9]+ (?:hours?|minutes?|seconds?)\b",
       "a length of time has one unit", "write it in the smaller unit: 330 seconds"),
    _r(r"\b[0-9]+ ?(?:min|mins|sec|secs|hr|hrs|h|s)\b", "units are written out", "write seconds, minutes or hours"),
    _r(r"\b[0-9]+ ?(?:miles?|feet|ft|yards?)\b", "this unit is not used here", "write metres or kilometres"),
)  # fmt: skip


def refuse(text: str, lexicon: Lexicon, begin: int = 0) -> Misread | None:
    """The first known trap in the text from `begin` on, None when there is none."""
    hits = [(m.start(), r) for r in REFUSALS if (m := r.looks_like.search(text, begin))]
    if not hits:
        return None
    start, found = min(hits, key=lambda hit: (hit[1] is not PERMISSION, hit[0]))
    place, limit = _place(text, lexicon), _limit(text)
    nearest = tuple(s.replace("{place}", place).replace("{limit}", limit) for s in found.instead)
    return Misread(text, start + 1, found.why, found.remedy, nearest)


def _place(text: str, lexicon: Lexicon) -> str:
    lower = text.lower()
    named = [p.names.en for p in lexicon.places]
    return next((name for name in named if name.lower() in lower), named[0] if named else "the outer ring")


def _limit(text: str) -> str:
    found = re.search(r"\b[1-9][0-9]* (?:second|minute|hour)s?\b", text, re.IGNORECASE)
    return found[0].lower() if found else "20 minutes"
