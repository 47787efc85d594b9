"""A page to a draft: what is the article, and what does it say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from safeconduct.errors import BadInput
from safeconduct.gazetteer import Gazetteer

from .article import Article, article_of
from .casualties import Casualties, casualties_of
from .claims import claims_in
from .dates import dates_in
from .dating import Published, dateline_end, event_date, past_date, published_of
from .draft import (
    Claim,
    Draft,
    DraftIncident,
    DraftPlace,
    EventType,
    Kind,
    Mark,
    Range,
    Role,
    Span,
    Stretch,
    Unknown,
)
from .event_words import EVENTS
from .language import READ, language_of
from .naming import named_in
from .page import Page, page_of
from .places import Found, distinct, located, near_hint, role_hint
from .splitting import Part, parts_of
from .telling import background_of, event_type_of, kind_of_text
from .view import Sentence, View, view_of

TEXT_MAX: Final = 2_000_000
"""Code points of a page that is read; a page of more is refused."""
_VIEW_MAX: Final = 60_000
_SAME_DAY: Final = re.compile(
    r"same (?:day|night|evening|morning)|hours (?:later|earlier)|同日|同一天|当[天日晚]|اسی (?:روز|دن|رات|شام)",
    re.IGNORECASE,
)


def read(text: str, gazetteer: Gazetteer, today: date | None = None) -> Draft:
    """What the page says. Raises BadInput for a page that is empty, too long, or holds no article.

    today: only to note that a date lies in the future; None where nobody knows.
    """
    if len(text) > TEXT_MAX:
        raise BadInput(
            f"the page has {len(text):,} characters, more than the {TEXT_MAX:,} that are read",
            next_step="paste the report alone",
        )
    if not text.strip():
        raise BadInput("the page is empty", next_step="paste the text of the report itself")
    page = page_of(text)
    article = article_of(page)
    return _Reading(page, article, gazetteer, today).draft()


@dataclass(frozen=True)
class _Told:
    """One incident as read off a stretch of the article."""

    day: date | None
    day_at: tuple[int, int] | None
    places: tuple[tuple[Found, Role], ...]
    event_type: EventType
    harm: Casualties
    claims: tuple[tuple[Claim, int, int], ...]


class _Reading:
    def __init__(self, page: Page, article: Article, gazetteer: Gazetteer, today: date | None) -> None:
        self.article, self.today = article, today
        self.view = view_of(article.body)
        if len(self.view.text) > _VIEW_MAX:
            self.view = View(self.view.text[:_VIEW_MAX], self.view.at[:_VIEW_MAX])
        self.language = language_of(f"{article.title}\n{self.view.text}")
        self.title = view_of((article.title_block,)).text if article.title_block else article.title
        self.published: Published = published_of(page, article, self.view)
        self.dateline = dateline_end(self.view)
        self.sentences = self.view.sentences
        self.background = background_of(self.sentences)
        titled = f"{self.title}\n"
        named = named_in(
            titled + self.view.text, self.language, gazetteer, self.dateline + len(titled) if self.dateline else 0
        )
        if self.dateline:
            named = [each for each in named if each.start >= len(titled) or each.cue < 4]
        self.offset = len(titled)
        self.found = located(named, gazetteer, self.language)
        self.full = titled + self.view.text

    def draft(self) -> Draft:
        """The whole."""
        event_type = event_type_of(self.title, self.sentences)
        parts = parts_of(self.sentences, self.background, self._place_keys(), self.title)
        kind = kind_of_text(self.title, self.sentences, event_type, len(parts), self.background)
        if kind != "roundup":
            parts = []
        told = self._of_one_day([self._part(part) for part in parts], parts)
        whole = self._whole(kind, event_type)
        if told:
            whole = self._together(whole, told, parts)
        notes = self._notes(whole, kind)
        return Draft(
            kind=kind,
            title=self.article.title,
            body=self._stretch(),
            published=_iso(self.published.day),
            event_date=_iso(whole.day),
            places=tuple(_place(each, role) for each, role in whole.places),
            event_type=whole.event_type,
            fatalities=whole.harm.fatalities,
            injured=whole.harm.injured,
            claims=tuple(claim for claim, _, _ in whole.claims),
            incidents=tuple(self._incident(part, each) for part, each in zip(parts, told, strict=True)),
            language=self.language,
            tallies=tuple(each.tally for each in whole.harm.told),
            marks=self._marks(whole),
            notes=tuple(notes),
        )

    def _whole(self, kind: Kind, event_type: EventType) -> _Told:
        """The article as one incident."""
        is_past = kind == "retrospective"
        counts = [True] * len(self.sentences) if is_past else [not each for each in self.background]
        return self._told(self.sentences, counts, self.title, event_type, is_past=is_past)

    def _part(self, part: Part) -> _Told:
        sentences = self.sentences[part.first : part.after]
        counts = [not each for each in self.background[part.first : part.after]]
        return self._told(sentences, counts, "", event_type_of("", sentences))

    def _of_one_day(self, told: list[_Told], parts: list[Part]) -> list[_Told]:
        """An incident that bears no date has that of the words that announce them all, or that of the one before it
        if it says "the same day"."""
        if not parts:
            return told
        held = (Sentence(-1, 0, -1, self.title), *self.sentences[: parts[0].first])
        lead, _ = event_date(held, self.published.day, [True] * len(held))
        dated: list[_Told] = []
        for part, each in zip(parts, told, strict=True):
            text = " ".join(sentence.text for sentence in self.sentences[part.first : part.after])
            day = each.day
            if day is None and not dates_in(text, None):
                day = dated[-1].day if dated and _SAME_DAY.search(text) else lead
            dated.append(replace(each, day=day))
        return dated

    def _told(
        self,
        sentences: Sequence[Sentence],
        counts: list[bool],
        title: str,
        event_type: EventType,
        *,
        is_past: bool = False,
    ) -> _Told:
        is_planned = event_type in ("exercise", "talks")
        held = tuple(sentences)
        day, day_at = event_date(held, self.published.day, counts, is_planned, self.dateline)
        if is_past:
            day, day_at = past_date(held, self.published.day)
        harm = casualties_of(title, held, counts, self.language, is_played=event_type == "exercise")
        claims = tuple(
            (claim, sentence.start + start, sentence.start + end)
            for claim, sentence, start, end in claims_in(
                [s for s, c in zip(held, counts, strict=True) if c], self.language
            )
        )
        return _Told(day, day_at, self._places(held, counts, title, claims), event_type, harm, claims)

    def _places(
        self,
        sentences: Sequence[Sentence],
        counts: Sequence[bool],
        title: str,
        claims: Sequence[tuple[Claim, int, int]],
    ) -> tuple[tuple[Found, Role], ...]:
        """All places of these sentences, each once, with its role: the event is at the most particular one."""
        start, end = self.offset + sentences[0].start, self.offset + sentences[-1].end
        inside = [each for each in self.found if start <= each.start < end or (title and each.start < self.offset)]
        groups = [(self.offset + at, self.offset + after) for _, at, after in claims]
        inside = [each for each in inside if not any(at <= each.start < after for at, after in groups)]
        event = self._event_place(inside, sentences, counts)
        roles: dict[object, Role] = {}
        for each in inside:
            key = _key(each)
            if event is not None and key == _key(event):
                roles[key] = "event"
            elif role_hint(self.full, each, self.language) == "destination" and roles.get(key) != "event":
                roles[key] = "destination"
            else:
                roles.setdefault(key, "mentioned")
        best: dict[object, Found] = {}
        for each in inside:
            if each.start >= self.offset or _key(each) not in best:
                best.setdefault(_key(each), each)
        return tuple((each, roles[_key(each)]) for each in distinct(best.values()))

    def _event_place(
        self, inside: Sequence[Found], sentences: Sequence[Sentence], counts: Sequence[bool]
    ) -> Found | None:
        """Where it happened: the most particular place of the earliest sentence that tells of it."""
        told = [
            (s.start + self.offset, s.end + self.offset, s.text)
            for s, c in zip(sentences, counts, strict=True)
            if c
        ]
        graded: list[tuple[float, int, Found]] = []
        for each in inside:
            hint = role_hint(self.full, each, self.language)
            if hint != "event":
                continue
            number = next((n for n, (start, end, _) in enumerate(told) if start <= each.start < end), None)
            if each.start < self.offset:
                number = 1
            if number is None:
                continue
            is_dateline = self.dateline and self.offset <= each.start < self.offset + self.dateline
            kind = each.place.kind if each.place else "town"
            grade = {"town": 6.0, "district": 4.0, "region": 2.5, "country": 0.5}[kind] - 1.1 * min(number, 5)
            grade += 0.7 * each.named.cue - (5.5 if is_dateline else 0.0)
            text = told[number][2] if each.start >= self.offset else self.title
            grade += 1.6 if any(pattern.search(text) for pattern in EVENTS.values()) else 0.0
            grade -= 2.0 if each.place is None else 0.0
            grade += near_hint(self.full, each)
            graded.append((grade, -each.start, each))
        if not graded:
            roads = [each for each in inside if role_hint(self.full, each, self.language) == "road"]
            if roads:
                return roads[0]
            line = [
                each for each in inside if self.dateline and self.offset <= each.start < self.offset + self.dateline
            ]
            if line:
                return line[0]
            return inside[0] if len({_key(each) for each in inside}) == 1 else None
        return max(graded, key=lambda each: each[:2])[2]

    def _together(self, whole: _Told, told: list[_Told], parts: list[Part]) -> _Told:
        """Several incidents on one page: the day if they share it, their people together."""
        days = {each.day for each in told}
        roles: dict[object, tuple[Found, Role]] = {_key(each): (each, role) for each, role in whole.places}
        for one in told:
            for each, role in one.places:
                if role != "mentioned":
                    roles[_key(each)] = (each, role)
        events = {_key(each) for one in told for each, role in one.places if role == "event"}
        places = tuple(
            (each, "mentioned" if role == "event" and key not in events else role)
            for key, (each, role) in roles.items()
        )
        harm = Casualties(
            _sum([each.harm.fatalities for each in told]),
            _sum([each.harm.injured for each in told]),
            tuple(tally for each in told for tally in each.harm.told),
        )
        lead = (
            casualties_of("", self.sentences[: parts[0].first], [True] * parts[0].first, self.language)
            if parts[0].first
            else None
        )
        if lead is not None:
            harm = Casualties(
                lead.fatalities if lead.fatalities != "unknown" else harm.fatalities,
                lead.injured if lead.injured != "unknown" else harm.injured,
                (*lead.told, *harm.told),
            )
        types = {each.event_type for each in told}
        return _Told(
            days.pop() if len(days) == 1 else None,
            whole.day_at,
            places,
            "multiple" if types else "unknown",
            harm,
            whole.claims,
        )

    def _incident(self, part: Part, told: _Told) -> DraftIncident:
        span = self.view.span(self.sentences[part.first].start, self.sentences[part.after - 1].end)
        return DraftIncident(
            span.start,
            span.end,
            _iso(told.day),
            tuple(_place(each, role) for each, role in told.places),
            told.event_type,
            told.harm.fatalities,
            told.harm.injured,
            tuple(claim for claim, _, _ in told.claims),
        )

    def _place_keys(self) -> list[list[object]]:
        """Of each sentence the towns and districts that it names as where something happened."""
        keys: list[list[object]] = []
        for sentence in self.sentences:
            start, end = self.offset + sentence.start, self.offset + sentence.end
            keys.append(
                [
                    _key(each)
                    for each in self.found
                    if start <= each.start < end
                    and not (self.dateline and each.start < self.offset + self.dateline)
                    and (each.place is None or each.place.kind in ("town", "district"))
                    and role_hint(self.full, each, self.language) == "event"
                ]
            )
        return keys

    def _stretch(self) -> Stretch:
        body = self.article.body
        exclude: list[Span] = []
        for block in self.article.inside:
            exclude.append(Span(block.start, block.end))
        return Stretch(body[0].start, body[-1].end, tuple(exclude))

    def _marks(self, whole: _Told) -> tuple[Mark, ...]:
        marks: list[Mark] = []
        title = self.article.title_block
        if title is not None:
            marks.append(Mark(title.start, title.end, "title"))
        if self.published.block is not None and self.published.day is not None:
            at = self.published.block.at
            marks.append(Mark(at[self.published.start], at[self.published.end - 1] + 1, "published"))
        if whole.day_at is not None:
            span = self.view.span(*whole.day_at)
            marks.append(Mark(span.start, span.end, "event_date"))
        known = {_key(each) for each, _ in whole.places}
        for each in self.found:
            if _key(each) in known and each.start >= self.offset:
                span = self.view.span(each.start - self.offset, each.end - self.offset)
                marks.append(Mark(span.start, span.end, "place"))
        for told in whole.harm.told:
            span = self.view.span(told.start, told.end)
            marks.append(Mark(span.start, span.end, told.tally.harm))
        for _, start, end in whole.claims:
            span = self.view.span(start, end)
            marks.append(Mark(span.start, span.end, "claim"))
        return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))

    def _notes(self, whole: _Told, kind: Kind) -> list[str]:
        notes = []
        if self.language not in READ:
            notes.append(f"language {self.language}: only numbers, dates and places are read")
        if self.published.note:
            notes.append(f"published: {self.published.note}")
        for name, day in (("published", self.published.day), ("event_date", whole.day)):
            if day is not None and self.today is not None and day > self.today:
                notes.append(f"{name}: {day.isoformat()} lies in the future")
        if whole.harm.note:
            notes.append(whole.harm.note)
        lost = [each.named.text for each, _ in whole.places if each.place is None]
        if lost:
            notes.append(f"not in the gazetteer: {', '.join(lost)}")
        if kind == "unverified":
            notes.append("nobody who could know confirms it")
        return notes


def _key(each: Found) -> object:
    return each.row if each.row >= 0 else each.named.text.casefold()


def _place(each: Found, role: Role) -> DraftPlace:
    place = each.place
    if place is None:
        return DraftPlace(each.named.text, each.named.text, None, None, role)
    return DraftPlace(place.name, each.named.text, place.lat_e3 / 1000, place.lon_e3 / 1000, role, place.country)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else "unknown"


def _sum(ranges: Sequence[Range | Unknown]) -> Range | Unknown:
    known = [each for each in ranges if isinstance(each, Range)]
    return Range(sum(each.low for each in known), sum(each.high for each in known)) if known else "unknown"
