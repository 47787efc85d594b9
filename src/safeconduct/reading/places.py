"""Which places an article names: candidates looked up, ranked by the context of the page, each with its role."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from math import asin, cos, log10, radians, sin, sqrt
from typing import Final

from safeconduct.gazetteer import Gazetteer, Place, fold, script_of, sounds, unlike, vowels

from .named import Named

_NEAR_KM: Final = 160.0
_KNOWN_FAR_OFF: Final = 50_000
"""A town of so many people, spelt as it is, needs no page that names its country."""
_SOUNDS_LEAST: Final = 2
_NO_FIT: Final = -1000.0
_HOMES: Final = {"ur": "PK", "zh": "CN"}
"""Where a text plays that names no country, if nothing speaks for another."""


@dataclass(frozen=True)
class Found:
    """A candidate with its place. row: -1 where the gazetteer has none; place is None then."""

    named: Named
    row: int
    place: Place | None

    @property
    def start(self) -> int:
        """Where it begins in the view."""
        return self.named.start

    @property
    def end(self) -> int:
        """Where it ends in the view."""
        return self.named.end


def located(named: list[Named], gazetteer: Gazetteer, language: str) -> list[Found]:
    """The candidates that are places, each with the sense that the page speaks for."""
    context = _Context(named, gazetteer, _HOMES.get(language, ""))
    sure = [context.best(each) for each in named if each.rows and each.cue]
    context.anchors = [
        place
        for place in map(gazetteer.place, [row for row in sure if row >= 0])
        if place.kind in ("town", "district")
    ]
    found = []
    for written in named:
        each, row = context.heard(written)
        if row < 0 and (each.cue < 2 or each.is_guess):
            continue
        place = gazetteer.place(row) if row >= 0 else None
        if place and not _is_sure(each, place, context):
            continue
        found.append(Found(each, row, place))
    return found


def _is_sure(named: Named, place: Place, context: "_Context") -> bool:
    """Whether a candidate is a place at all and no other word: by its cue, by its size, by its neighbours."""
    if place.kind == "country" and named.cue >= 1:
        return True
    if named.cue == 1 and context.countries and place.country not in context.countries:
        return False
    if place.kind == "region" and named.cue >= 1:
        return bool(context.countries) or script_of(named.text) != "han"
    if named.cue >= 2:
        return True
    if named.cue == 1:
        return place.people >= 100_000 or place.country in context.countries or named.text in context.sure
    return False


class _Context:
    """What the page says about where it plays: countries and regions by name, and towns near each other."""

    def __init__(self, named: list[Named], gazetteer: Gazetteer, home: str) -> None:
        self._gazetteer = gazetteer
        self._home = home
        self.countries: Counter[str] = Counter()
        self.regions: set[int] = set()
        self.districts: set[int] = set()
        self.sure = {each.text for each in named if each.cue >= 2}
        self._senses = {each.text: [(row, gazetteer.place(row)) for row in each.rows] for each in named}
        self._sounds: dict[str, list[tuple[int, str]]] = {}
        for each in named:
            for _, place in self._senses[each.text]:
                if place.kind == "country" and each.cue:
                    self.countries[place.country] += 1
        for each in named:
            regions = [(row, place) for row, place in self._senses[each.text] if place.kind == "region"]
            if (
                each.hint in ("region", "")
                and each.cue >= (2 if script_of(each.text) == "han" else 1)
                and regions
                and len({place.country for _, place in regions}) == 1
            ):
                country = regions[0][1].country
                towns = [
                    place
                    for _, place in self._senses[each.text]
                    if place.kind == "town" and place.country != country
                ]
                if each.hint == "region" or not towns or country in self.countries:
                    self.regions.update(row for row, _ in regions)
        self.countries.update({gazetteer.place(row).country: 1 for row in self.regions})
        self._weigh_neighbours(named)
        self.anchors: list[Place] = []

    def _weigh_neighbours(self, named: list[Named]) -> None:
        """For each sense the number of other names that have a sense near it."""
        self._near: Counter[int] = Counter()
        texts = [
            text
            for text in dict.fromkeys(each.text for each in named if each.cue)
            if 0 < len(self._senses[text]) <= 60
        ]
        points = {
            text: [(row, place) for row, place in self._senses[text] if place.kind in ("town", "district")]
            for text in texts
        }
        for text in texts:
            for row, place in points[text]:
                for other in texts:
                    if other == text or fold(other) == fold(text):
                        continue
                    if any(_km(place, their) < _NEAR_KM for each, their in points[other] if each != row):
                        self._near[row] += 1

    def heard(self, named: Named) -> tuple[Named, int]:
        """The candidate and its row. Of a run of Chinese syllables that goes on behind the name, the name."""
        row = self.best(named)
        if script_of(named.text) != "han":
            return named, row
        if named.rows:
            return (named, row) if row >= 0 or named.hint else (replace(named, cue=0), -1)
        sizes = range(len(named.text), min(2, len(named.text) - 1), -1)
        cuts = [replace(named, text=named.text[:size], end=named.start + size) for size in sizes]
        heard = [(*self._ear(each), each) for each in cuts]
        _, row, best = max(heard, key=lambda each: each[0])
        if row >= 0:
            return best, row
        return (named, -1) if named.hint else (replace(named, cue=0), -1)

    def best(self, named: Named) -> int:
        """The row of the likeliest sense, -1 for none."""
        senses = self._senses[named.text]
        if not senses:
            return self._by_ear(named)
        row, place = max(senses, key=lambda each: self._score(named, each[0], each[1]))
        if place.kind in ("region", "district") and named.hint in ("", "town"):
            row, place = self._town_of(row, place, named.hint)
        known = set(self.countries) or ({self._home} if self._home else set())
        if known and place.country not in known and (place.kind not in ("country", "region") or not self.countries):
            is_known_far_off = not self.countries and place.people >= _KNOWN_FAR_OFF
            if place.kind == "country" or is_known_far_off:
                return row
            by_ear = self._by_ear(named)
            if by_ear >= 0:
                return by_ear
            if place.people < 500_000 and not self._near[row]:
                return -1
        return row

    def _score(self, named: Named, row: int, place: Place) -> float:
        score = log10(place.people + 30)
        if place.country in self.countries:
            score += 8
        elif place.country == self._home and not self.countries:
            score += 3
        if place.region in self.regions and place.kind != "region":
            score += 5
        score += 2.5 * min(self._near[row], 4)
        score += {True: 1.2, False: 0.0}[fold(place.name) == fold(named.text)]
        if named.hint and named.hint == place.kind:
            score += 3 if named.hint != "town" else 1.5
        elif named.hint in ("district", "region") and place.kind == "town":
            score -= 0.5
        if not named.hint and place.kind == "district":
            score -= 2.5
        if not named.hint and place.kind == "region":
            score += 1.0 if place.people > 1_000_000 and place.country in self.countries else -0.8
        if place.kind == "country":
            score += 6
        return score

    def _by_ear(self, named: Named) -> int:
        """A place in the countries that the page names whose name sounds the same. -1 for none."""
        return self._ear(named)[1]

    def _ear(self, named: Named) -> tuple[float, int]:
        """How well the best such place fits, and its row."""
        is_han = script_of(named.text) == "han"
        codes = set(self.countries) or ({self._home} if self._home and not is_han else set())
        if not codes:
            near = [self._gazetteer.place(row) for row, _ in self._near.most_common(8)]
            codes = {place.country for place in near}
        wanted = sounds(named.text)
        if len(wanted) < _SOUNDS_LEAST:
            return _NO_FIT, -1
        limit = 0.25 + 0.09 * len(wanted) + (0.2 if is_han else 0.0)
        best, best_row = _NO_FIT, -1
        for code in sorted(codes):
            for row, theirs in self._sounding(code):
                cost = unlike(wanted, theirs, is_han, limit)
                if cost >= limit or (named.hint == "region" and self._gazetteer.place(row).kind != "region"):
                    continue
                fit = self._ear_fit(named, row, cost)
                if fit > best:
                    best, best_row = fit, row
        return best, best_row

    def _ear_fit(self, named: Named, row: int, cost: float) -> float:
        place = self._gazetteer.place(row)
        fit = -3.5 * cost + 0.35 * log10(place.people + 30)
        fit += 1.2 * SequenceMatcher(None, vowels(named.text), vowels(place.name), autojunk=False).ratio()
        fit += 1.5 if any(_km(place, anchor) < _NEAR_KM for anchor in self.anchors) else 0.0
        if named.hint and named.hint == place.kind:
            fit += 0.8
        elif not named.hint and place.kind != "town":
            fit -= 0.3
        if place.region in self.regions:
            fit += 1.2
        return fit

    def _town_of(self, row: int, place: Place, hint: str) -> tuple[int, Place]:
        """The town of the same name in a region or district, where the text does not speak of the larger one."""
        bare = re.sub(r"\b(?:district|province|region|county)\b", "", fold(place.name)).strip()
        found = [(each, self._gazetteer.place(each)) for each in self._gazetteer.named(bare)]
        towns = [
            (each, town) for each, town in found if town.kind == "town" and row in (town.region, town.district)
        ]
        if not towns or (hint == "" and place.kind == "region" and place.people > 3_000_000):
            return row, place
        return max(towns, key=lambda each: each[1].people)

    def _sounding(self, country: str) -> list[tuple[int, str]]:
        if country not in self._sounds:
            rows = self._gazetteer.of_country(country)
            self._sounds[country] = [(row, sounds(_KIND.sub(" ", self._gazetteer.place(row).name))) for row in rows]
        return self._sounds[country]


_KIND: Final = re.compile(r"\b(?:Upper|Lower|District|Province|County|Region|Division|City|Shahr-e)\b")


def _km(one: Place, other: Place) -> float:
    lat1, lat2 = radians(one.lat_e3 / 1000), radians(other.lat_e3 / 1000)
    north, east = lat2 - lat1, radians((other.lon_e3 - one.lon_e3) / 1000)
    return 12_742.0 * asin(min(1.0, sqrt(sin(north / 2) ** 2 + cos(lat1) * cos(lat2) * sin(east / 2) ** 2)))


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points in degrees, on a sphere."""
    north, east = radians(other[0] - one[0]), radians(other[1] - one[1])
    return 12_742.0 * asin(
        min(1.0, sqrt(sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east / 2) ** 2))
    )


_TO_EN: Final = re.compile(
    r"(?:head(?:ed|ing)|bound|destined|depart(?:ed|ing)|leaving|left|set off|on (?:its|their|his|her|the) way|"
    r"en route|travel(?:l?ed|l?ing)|driv(?:ing|en)|transport\w*|carry(?:ing)?|carried|going|return(?:ed|ing)|"
    r"proceed(?:ed|ing)|mov(?:ed|ing)|ferry(?:ing)?|escort(?:ed|ing)|deliver(?:ed|ing|y)|flying|sail(?:ed|ing)|"
    r"tak(?:ing|en))\b[^.;]{0,80}?\b(?:to|for|towards?)\s+(?:the\s+)?(?:[\w-]+\s+){0,4}$|"
    r"\b(?:bound for|en route to|on the way to|destination (?:was|of)|towards?|heading (?:to|"
    r"for))\s+(?:the\s+)?(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
_BOUND_EN: Final = re.compile(r"[- ]bound\b", re.IGNORECASE)
_FROM_EN: Final = re.compile(
    r"\b(?:from|via|hospitals? (?:in|at)|hospital in|clinic in|airlifted to|evacuated to|transferred to|"
    r"referred to|rushed to|moved to|taken to|shifted to|flown to|"
    r"capital(?: city)?,?|based in|headquarter\w* in|told (?:reporters|journalists) in|news conference in|"
    r"press conference in|statement (?:issued )?in|spokes\w+ in|speaking in|residents? of|natives? of|people "
    r"of|road to|between|"
    r"government in|ministry in|like|such as|similar (?:attack|incident)s? in)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_ROAD_EN: Final = re.compile(
    r"\s*(?:[-–][A-Z]\w+)?\s+(?:road|highway|motorway|expressway|railway|line)\b|[-–]", re.IGNORECASE
)
_HOSPITAL_AFTER_EN: Final = re.compile(
    r"(?:'s|’s)?[ ](?:[A-Z]\w+ ){0,3}(?:hospital|clinic|medical cent)", re.IGNORECASE
)
_TO_ZH: Final = re.compile(
    r"(?:前往|驶往|开往|去往|运往|赶往|飞往|返回|驶向|驶往|送往|赴|发往)(?:[^，。；]{0,8})?$"
)
_FROM_ZH: Final = re.compile(r"(?:从|自|来自|由|送往[^，。]{0,6}|送到|转往|转至)$")
_HOSPITAL_ZH: Final = re.compile(r"^[^，。；]{0,8}医院")
_TO_UR: Final = re.compile(r"^\s*(?:کی (?:طرف|جانب)|جا ?رہ|جانے وال|روان|کے لیے روان|لے جا|پہنچ(?:ا|ان))")
_FROM_UR: Final = re.compile(r"^\s*(?:سے\s|کے (?:[^\s]+ ){0,3}(?:ہسپتال|اسپتال)|ہسپتال|اسپتال)")
_AWAY_UR: Final = re.compile(
    r"^\s*سے (?:تقریباً |لگ بھگ )?(?:\d+|[^\s]+) ?(?:کلو ?میٹر|میل|کلومیٹر)|^\s*سے (?:متصل|ملحق|باہر)"
)


def role_hint(text: str, found: Found, language: str) -> str:
    """event if nothing speaks against it, else destination, road (an end of one) or mentioned."""
    before, after = text[max(0, found.start - 110) : found.start], text[found.end : found.end + 60]
    before = re.split(r"[.;\n](?=\s)", before)[-1]
    if language in ("zh", "ja"):
        if _HOSPITAL_ZH.search(after):
            return "mentioned"
        if _TO_ZH.search(before):
            return "mentioned" if before.endswith("送往") else "destination"
        return (
            "mentioned" if _FROM_ZH.search(before) and not re.match(r"[^，。]{0,6}(?:约|以|\d)", after) else "event"
        )
    if language in ("ur", "ar", "fa", "ps", "sd"):
        if _TO_UR.search(after):
            return "destination"
        return "mentioned" if _FROM_UR.search(after) and not _AWAY_UR.search(after) else "event"
    if _BOUND_EN.match(after) or _TO_EN.search(before):
        return (
            "mentioned"
            if re.search(r"hospital|(?:air)?lift|evacuat|rush|refer", before, re.IGNORECASE)
            else "destination"
        )
    if _HOSPITAL_AFTER_EN.match(after):
        return "mentioned"
    if _ROAD_EN.match(after):
        return "road"
    if _FROM_EN.search(before) and not re.search(
        r"(?:km|kilomet\w+|miles?|metres?)\s+(?:\([^)]*\)\s+)?(?:\w+\s+)?(?:of|from)\s+(?:the\s+)?$", before
    ):
        return "mentioned"
    return "event"


def near_hint(text: str, each: Found) -> float:
    """A name right behind a word for a place of its own ("in the town of") is where it happened, rather than what
    that place belongs to."""
    before = text[max(0, each.start - 30) : each.start]
    if re.search(r",\s+$", before) and each.place is not None and each.place.kind != "town":
        return -0.5
    if re.search(
        r"\b(?:in|at)\s+(?:the\s+)?(?:\w+\s+){0,2}(?:town|city|village|port|suburb)\s+of\s+$|\b(?:in|at)\s+$",
        before,
        re.IGNORECASE,
    ):
        return 0.6
    if re.search(r"\bnear\s+$|outskirts of\s+$", before, re.IGNORECASE):
        return 0.4
    return 0.0


def distinct(found: Iterable[Found]) -> list[Found]:
    """One for each place, in order."""
    seen: set[object] = set()
    kept = []
    for each in found:
        key: object = each.row if each.row >= 0 else fold(each.named.text)
        if key not in seen:
            seen.add(key)
            kept.append(each)
    return kept
