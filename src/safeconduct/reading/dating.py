"""When a page was published, and when what it tells of happened. Unknown unless the page itself says so.

Dates in navigation, in lists of other stories, in notices of copyright are not the page's own. An "updated" is no
day of publication.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from safeconduct.gazetteer.han import SIMPLIFIED

from .article import DATELINE, Article
from .clutter import is_date_line
from .dates import Dated, dates_in, full_dates
from .numerals import plain_digits
from .page import Block, Page
from .view import Sentence, View

_UPDATED: Final = re.compile(r"updated|modified|last edit|更新|修改|اپ ڈیٹ", re.IGNORECASE)
_PUBLISHED: Final = re.compile(
    r"publish|posted|issued|date|发布|发表|时间|日期|来源|شائع|اشاعت|تاریخ|printed|filed|^\W*(?:by|on)\b",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    r"copyright|©|since|est\.|founded|\bperiod\b|week (?:of|ending)|established|创刊|成立", re.IGNORECASE
)
_ZH_DATELINE: Final = re.compile(
    r"[（(【]?(?:[^\s，。]{2,12}?)?(?P<date>(?:\d{4}年)?\d{1,2}月\d{1,2}日)(?:电|讯|消息)|"
    r"[（(](?P<only>(?:\d{4}年)?\d{1,2}月\d{1,2}日)[）)]"
)

_ZH_OPENING: Final = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?=[\s，,])")
_TOOK_PLACE: Final = re.compile(
    r"(?:took place|happened|occurred|was carried out)(?: \w+){0,2} on (?:the )?(?:\w+day,? )?$|发生(?:于|在)$",
    re.IGNORECASE,
)
"""Behind these words stands the day of what is told, whatever day stood before."""


@dataclass(frozen=True)
class Published:
    """day: None where unknown. block: where it says so, None where the markup does; note: why it is unknown."""

    day: date | None
    block: Block | None = None
    start: int = 0
    end: int = 0
    note: str = ""


def published_of(page: Page, article: Article, view: View) -> Published:
    """The day of publication. Order: markup, a line beside the title, a dateline with its year, a line below."""
    if page.dated:
        try:
            return Published(date.fromisoformat(page.dated))
        except ValueError:
            return Published(None, note="the date in the markup is no date")
    above = article.title_block.start if article.title_block else (article.body[0].start if article.body else 0)
    header = [
        (block, True)
        for block, kind in article.before
        if kind in ("byline", "line", "notice", "para") and block.start >= above
    ]
    over = [block for block, kind in article.before if block.start < above][-1:]
    header += [(block, False) for block in over]
    header += [(block, False) for block, kind in article.after[:3] if kind in ("byline", "notice", "line")]
    seen_updated = False
    for block, is_beside in header:
        text = plain_digits(block.text).translate(SIMPLIFIED)
        if _OTHER.search(text) or (block.is_around and block.tag not in ("header", "")):
            continue
        for each in full_dates(text):
            before = text[: each.start].lower()
            if re.search(r"\d\s*(?:-|–|—|to|until|至|سے|تا)\s*$", before):
                continue
            label = before.rsplit("|", 1)[-1]
            if _UPDATED.search(label) and not _PUBLISHED.search(_UPDATED.split(label)[-1]):
                seen_updated = True
                continue
            if is_beside or is_date_line(text) or _PUBLISHED.search(text):
                if each.day is None:
                    return Published(None, block, each.start, each.end, "its date can be read as two days")
                return Published(each.day, block, each.start, each.end)
    found = _of_dateline(article, view)
    if found is not None:
        return found
    return Published(None, note="only an update is dated" if seen_updated else "the page bears no date of its own")


def _of_dateline(article: Article, view: View) -> Published | None:
    lead = view.text[:160]
    match = DATELINE.match(lead)
    text = match.group() if match else ""
    if not text:
        han = _ZH_DATELINE.search(lead[:60]) or _ZH_OPENING.match(lead)
        text = lead[: han.end()] if han else ""
    if not text:
        urdu = re.match(r"[^۔\n]{2,70}?(?::|：|\)(?: ?\d{1,2} [^\s۔]{3,8} \d{4})?|۔)", lead)
        text = (
            urdu.group()
            if urdu is not None
            and (
                re.search(r"(?:نمائندہ|ایجنسی|رپورٹ|نیوز|نامہ نگار)", urdu.group())
                or re.search(r"\d{4} ?[:：]$", urdu.group())
            )
            else ""
        )
    dates = full_dates(text)
    if not dates or dates[0].day is None:
        return None
    return Published(dates[0].day, article.body[0], dates[0].start, dates[0].end)


def dateline_end(view: View) -> int:
    """Where the dateline of the article ends: 0 if it has none."""
    match = DATELINE.match(view.text)
    if match and (
        match.group("date")
        or "(" in match.group()
        or match.group("place").split(",")[0].isupper()
        or "—" in match.group()
        or "–" in match.group()
    ):
        words = match.group("place").split()
        if len(words) <= 6:
            return match.end()
    han = re.match(
        r"[（(【]?[^\s，。]{0,20}?(?:\d{1,2}月)?\d{1,2}日(?:电|讯|"
        r"消息)[）)】]?(?:[（(][^）)]{1,20}[）)])?|(?:本报|本台)讯|"
        r"[（(][^）)]{2,24}讯[）)]|【[^】]{2,16}】",
        view.text,
    )
    if han:
        return han.end()
    urdu = re.match(
        r"[^\s۔،()]{2,20}(?: [^\s۔،()]{2,20}){0,2}(?: ?\([^)]{2,40}\)(?: ?\d{1,2} [^\s۔]{3,8} \d{4})?"
        r"|،? ?\d{1,2} [^\s۔]{3,8}(?: \d{4})?(?: "
        r"?\([^)]{2,40}\)| ?[:：\-–—]))"
        r" ?[:：۔\-–—]?",
        view.text,
    )
    if urdu and re.match(r"[\u0600-\u06ff]", view.text):
        return urdu.end()
    return 0


def event_date(
    sentences: tuple[Sentence, ...],
    published: date | None,
    is_event: "list[bool]",
    is_planned: bool = False,
    dateline: int = 0,
) -> tuple[date | None, tuple[int, int] | None]:
    """The day of what the sentences tell, and where it stands in the view. Only sentences marked as event count.

    Later than the publication is no day of something that happened, unless it is planned.
    """
    for sentence in (each for each, counts in zip(sentences, is_event, strict=True) if counts):
        for each in full_dates(sentence.text):
            if each.day is not None and _TOOK_PLACE.search(sentence.text[: each.start]):
                return each.day, (sentence.start + each.start, sentence.start + each.end)
    for sentence, counts in zip(sentences, is_event, strict=True):
        if not counts:
            continue
        for each in dates_in(sentence.text, published):
            if sentence.start + each.start < dateline or _is_other(sentence.text, each):
                continue
            if each.day is None:
                return None, None
            if published and each.day > published + timedelta(1) and not is_planned:
                continue
            return each.day, (sentence.start + each.start, sentence.start + each.end)
    return None, None


_YEARS_AGO: Final = re.compile(
    r"(?P<n>a|one|two|three|five|ten|\d{1,2}) years? ago today|(?P<zn>[一两二三五十]|\d{1,2})年前的今[天日]|"
    r"(?P<un>ایک|دو|تین|پانچ|دس) سال (?:قبل|پہلے) آج",
    re.IGNORECASE,
)
_YEARS: Final = {
    **dict.fromkeys(("a", "one", "一", "ایک"), 1),
    **dict.fromkeys(("two", "两", "二", "دو"), 2),
    **dict.fromkeys(("three", "三", "تین"), 3),
    **dict.fromkeys(("five", "五", "پانچ"), 5),
    **dict.fromkeys(("ten", "十", "دس"), 10),
}
_BACK: Final = timedelta(60)
"""A text that looks back tells of what was at least so long before."""


def past_date(
    sentences: tuple[Sentence, ...], published: date | None
) -> tuple[date | None, tuple[int, int] | None]:
    """The day that a text looks back to: one that bears its year, or "a year ago today"; not the memorial's."""
    for sentence in sentences:
        for each in full_dates(sentence.text):
            if each.day is not None and (published is None or each.day < published - _BACK):
                return each.day, (sentence.start + each.start, sentence.start + each.end)
        found = _YEARS_AGO.search(sentence.text)
        if found and published is not None:
            said = next(each for each in found.groups() if each)
            years = _YEARS.get(said.lower()) or int(said)
            if (published.month, published.day) != (2, 29):
                day = published.replace(year=published.year - years)
                return day, (sentence.start + found.start(), sentence.start + found.end())
    return None, None


_SAYING_BEFORE: Final = re.compile(
    r"(?:\b(?:said|told|announced|statement|confirmed|added|reported|according to [^,]{1,40}|briefing|interview|"
    r"press conference|will|scheduled|until|since|deadline|expected|due)\b[^,.;]{0,40})$",
    re.IGNORECASE,
)
_SAYING_AFTER: Final = re.compile(r"\s*(?:表示|称|说|通报|发布|宣布|告诉|发表|回应)")
_EVENT_NEAR: Final = re.compile(
    r"\b(?:blast|explo|attack|kill|shot|fire|bomb|abduct|robb|when|after)", re.IGNORECASE
)


def _is_other(text: str, each: Dated) -> bool:
    """Whether it dates the telling ("police said on Friday") and not what is told, or a span of time."""
    before, after = text[: each.start], text[each.end :]
    if re.search(r"(?:since|until|by|before|自|截至|截止)\s*$", before, re.IGNORECASE) or re.match(
        r"\s*(?:以来|为止|起|，?(?:并)?(?:没有|未)发生)", after
    ):
        return True
    if _SAYING_AFTER.match(after) and not re.search(r"[发爆袭枪炸绑抢]", before):
        return True
    said = _SAYING_BEFORE.search(before)
    return said is not None and not _EVENT_NEAR.search(said.group())
