"""The texts with expected drafts, and how a draft is scored against them."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from safeconduct.errors import Unavailable
from safeconduct.reading import Draft, Range, Span
from safeconduct.reading.places import distance_km

FOLDER: Final = Path(__file__).parents[3] / "tests" / "vectors" / "reading"
HALVES: Final = ("tuning", "testing")
_MARKS: Final = "⟦⟧⟪⟫"
_NEAR_KM: Final = 20.0
_BODY_SHARE: Final = 0.02


class Page(msgspec.Struct, frozen=True):
    """A text with what must be read off it. fields absent from the file are not asked for."""

    name: str
    lang: str
    text: str
    body: Span
    exclude: tuple[Span, ...]
    title: str
    published: str
    event_date: str
    kind: str
    type: str
    fatalities: Range | str
    injured: Range | str
    event: tuple[float, float] | None = None
    claims: tuple[tuple[str, str], ...] = ()
    incidents: int = 0
    group: str = ""


def pages(half: str) -> list[Page]:
    """All of one half. Raises Unavailable where the project's tests are not there."""
    files = sorted((FOLDER / half).glob("*.toml"))
    if not files:
        raise Unavailable(f"no texts in {FOLDER / half}", "run it in a checkout of the project")
    return [
        _page(each, file.stem.split("-")[0])
        for file in files
        for each in tomllib.loads(file.read_text(encoding="utf-8"))["page"]
    ]


def _page(raw: dict[str, Any], lang: str) -> Page:
    if not raw.pop("catches"):
        raise ValueError(f"{raw['name']}: says nothing of what it catches")
    text, marks = "", []
    for char in raw.pop("text").removeprefix("\n"):
        if char in _MARKS:
            marks.append((char, len(text)))
        else:
            text += char
    start, end = (next(at for char, at in marks if char == mark) for mark in "⟦⟧")
    opened = [at for char, at in marks if char == "⟪"]
    closed = [at for char, at in marks if char == "⟫"]
    for name in ("fatalities", "injured"):
        if isinstance(raw[name], list):
            raw[name] = Range(*raw[name])
    exclude = tuple(Span(*each) for each in zip(opened, closed, strict=True))
    return msgspec.convert({"lang": lang, **raw, "text": text, "body": Span(start, end), "exclude": exclude}, Page)


def scores(page: Page, draft: Draft) -> dict[str, bool]:
    """What is right about a draft, by what was asked."""
    found = {
        "title exact": draft.title == page.title,
        "body within 2 %": body_fits(page, draft.body.start, draft.body.end, draft.body.exclude),
        "published exact or unknown": draft.published == page.published,
        "event date exact or unknown": draft.event_date == page.event_date,
        "kind": draft.kind == page.kind,
        "event type": draft.event_type == page.type,
        "fatalities": draft.fatalities == page.fatalities,
        "injured": draft.injured == page.injured,
        "language": draft.language == page.lang,
        "incidents on the page": len(draft.incidents) == page.incidents,
        "claims": {(each.name, each.status) for each in draft.claims} == set(page.claims),
    }
    if page.event is not None:
        found["event place within 20 km"] = any(
            each.role == "event" and each.lat is not None and each.lon is not None
            and distance_km((each.lat, each.lon), page.event) <= _NEAR_KM
            for each in draft.places
        )  # fmt: skip
    return found


def body_fits(page: Page, start: int, end: int, exclude: Iterable[Span]) -> bool:
    """Whether all characters that one takes for the article and the other does not are at most 2 % of it."""
    mine = set(range(start, end)) - {at for each in exclude for at in range(each.start, each.end)}
    right = set(range(page.body.start, page.body.end))
    right -= {at for each in page.exclude for at in range(each.start, each.end)}
    blank = {at for at, char in enumerate(page.text) if char.isspace()}
    blank |= {at for tag in re.finditer("<[^<>]*>", page.text) for at in range(*tag.span())}
    return len((mine ^ right) - blank) <= _BODY_SHARE * len(right - blank)


def grouping_f1(wanted: Sequence[str], found: Sequence[int]) -> float:
    """F1 of pairs of pages that are put together. wanted: "" for one that stands alone; found: group."""
    pairs = [(one, other) for one in range(len(wanted)) for other in range(one)]
    same = {(a, b) for a, b in pairs if wanted[a] and wanted[a] == wanted[b]}
    mine = {(a, b) for a, b in pairs if found[a] == found[b]}
    right = len(same & mine)
    return 2 * right / (len(same) + len(mine)) if same or mine else 1.0
