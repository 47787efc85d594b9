"""Clauses and alarms in words, in three languages, written from the rule and the state."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from safeconduct import joint
from safeconduct.alarm.reduce import Alarm
from safeconduct.errors import BadInput
from safeconduct.protocol import Lexicon, Rule, Status, Timeline, Verdict, explain, load_rule, say, timelines
from safeconduct.protocol.explain import needs_all, tell
from safeconduct.records.clause import (
    Content,
    DefinitionContent,
    LevelsContent,
    MandateContent,
    ProtocolContent,
    WordContent,
)
from safeconduct.records.units import Lang
from safeconduct.state.fact import Logged
from safeconduct.state.model import State

from .duties import Duties
from .truth import Truth

_LANGS: Final[tuple[Lang, ...]] = ("en", "zh", "ur")
_EXAMPLES: Final = 3
_KINDS: Final[Mapping[str, str]] = {
    "kept": "example-kept",
    "kept, just outside": "example-outside",
    "violated by silence": "example-silence",
    "violated, by one second": "example-second",
    "violated by a record": "example-record",
}
"""Text ids of what a timeline shows."""


class ExampleStep(msgspec.Struct, frozen=True):
    """A moment of an example: time since its start, what kind of moment, what happens (a text, or a text id)."""

    at_text: str
    kind: str
    text: str


class Example(msgspec.Struct, frozen=True):
    """One example; `title` is a text id."""

    title: str
    steps: list[ExampleStep]


class Wordings:
    """Writes by the names of one state."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._lexicon = joint.lexicon_of(state)

    def texts(self, content: Content) -> dict[Lang, str]:
        """The clause in each language that it has. A protocol and a mandate have all of them, from their one
        form."""
        if isinstance(content, MandateContent):
            return {lang: joint.say_mandate(content, lang, self._state, self._lexicon) for lang in _LANGS}
        if isinstance(content, DefinitionContent | LevelsContent):
            return {lang: joint.say_definition(content, lang, self._state) for lang in _LANGS}
        if isinstance(content, WordContent):
            return {lang: _defined(content, lang) for lang in _LANGS}
        if not isinstance(content, ProtocolContent):
            return {lang: str(content.texts.get(lang, "")) for lang in _LANGS}
        try:
            rule = load_rule(content.rule.encode())
        except BadInput as error:
            return dict.fromkeys(_LANGS, str(error))
        return {lang: say(rule, lang, self._lexicon) for lang in _LANGS}

    def examples(self, content: Content, lang: Lang) -> list[Example]:
        """What will happen under the rule, to look at before signing: kept, violated, violated by a second."""
        if not isinstance(content, ProtocolContent):
            return []
        first_duty = _timelines(content.rule, self._lexicon)[:_EXAMPLES]
        return [Example(_KINDS[timeline.shows], self.steps(timeline, lang)) for timeline in first_duty]

    def steps(self, timeline: Timeline, lang: Lang) -> list[ExampleStep]:
        """Its moments in words. The last one says what comes out, where the timeline shows that."""
        start_ms = timeline.steps[0].t_ms
        steps: list[ExampleStep] = []
        for step in timeline.steps:
            seconds = (step.t_ms - start_ms) // 1000
            at = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
            if step.fact is not None:
                steps.append(ExampleStep(at, "event", tell(step.fact, self._lexicon, lang)))
            else:
                steps.append(
                    ExampleStep(at, "ok" if step.outcome.startswith("kept") else "alarm", _KINDS[step.outcome])
                )
        return steps

    def alarm(self, alarm: Alarm, duties: Duties, truth: Truth, lang: Lang) -> str:
        """Why it rings: what created the duty, and which record is missing or stands against it."""
        rule, verdict = duties.rule_of(alarm), duties.verdict_of(alarm)
        if rule is None or verdict is None:
            return ""
        # An alarm rings, so as far as the records go the duty is overdue.
        return self.verdict(verdict, rule, truth, lang, is_missed=verdict.status is Status.PENDING)

    def verdict(
        self,
        verdict: Verdict,
        rule: Rule,
        truth: Truth,
        lang: Lang,
        *,
        is_missed: bool = False,
        more: Sequence[Logged] = (),
    ) -> str:
        """What became of a duty, and why. `is_missed`: it is open still, and by the records held overdue. `more`:
        facts that no record holds yet."""
        if is_missed:
            verdict = msgspec.structs.replace(verdict, status=Status.VIOLATED, witness=())
        wanted = (*verdict.anchor, *(verdict.witness or ()))
        found = [placed for each in wanted if (placed := truth.fold.find(each)) is not None]
        if needs_all(rule, verdict.duty):
            key = {bound.value for bound in verdict.key}
            found = [placed for placed in truth.fold.order if joint.is_about(placed, key)]
        facts: list[Logged] = [
            item for placed in found for item in joint.judged(placed, truth.state) if isinstance(item, Logged)
        ]
        return explain(verdict, rule, self._lexicon, lang, [*facts, *more])


def _defined(content: WordContent, lang: Lang) -> str:
    text, word = content.texts.get(lang, ""), content.words.get(lang, "")
    return f"{word}: {text}" if word and text else str(text)


@lru_cache(maxsize=256)
def _timelines(rule: str, lexicon: Lexicon) -> tuple[Timeline, ...]:
    """Found by search, so kept: pages show the same few rules again and again."""
    return timelines(load_rule(rule.encode()), lexicon)
