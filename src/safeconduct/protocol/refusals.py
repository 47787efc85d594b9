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


REFUSALS: Final[tuple[Refusal, ...]] = (
    _r(r"\bwithout (?:a|any) (?:recorded )?check\b|\bunchecked\b|\bwithout being checked\b",
       "this has two readings: one check frees the whole stay, or each check starts the time anew",
       "say which one is meant: both sentences are below",
       "No vehicle stays in {place} more than {limit} unless it is checked once.",
       "No vehicle stays in {place} more than {limit} since it entered or was last checked."),
    _r(r"\b(?:months?|years?|weeks?)\b", "a span of the calendar has no fixed length in hours",
       "give the time in seconds, minutes or hours"),
)  # fmt: skip


def refuse(text: str, lexicon: Lexicon) -> Misread | None:
    """The first known trap in the text, None when there is none."""
    hits = [(m.start(), r) for r in REFUSALS if (m := r.looks_like.search(text))]
    if not hits:
        return None
    start, found = min(hits, key=lambda hit: hit[0])
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
