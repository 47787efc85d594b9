"""Which blocks of a page are the article, and which line is its title."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from safeconduct.errors import BadInput

from .clutter import BlockKind, kind_of
from .page import Block, Page

DATELINE: Final = re.compile(
    r"(?P<place>[A-Z][A-Za-zÀ-ɏ.'’ /-]{1,60}(?:,\s*[A-Za-zÀ-ɏ.'’ -]{2,40})?)"
    r"(?:,?\s*(?P<date>(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:,? \d{4})?"
    r"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?(?:,? \d{4})?"
    r"|\d{1,2}\.? (?:de )?[A-Za-zÀ-ɏ]{3,10}\.?(?: de)? \d{4}))?"
    r"\s*(?:\([^()]{2,40}\)\s*)?(?:—|–|--|-|:|(?<=\d\d)\.(?= [A-Z]))\s+"
)
_CHAT_HEAD: Final = re.compile(
    r"\[?\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?,? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?\]?(?: -)? [^:]{1,40}: "
)


@dataclass(frozen=True)
class Article:
    """The article. body: its paragraphs, in order. before: blocks between the clutter above and the body;
    after: blocks below it; inside: clutter between its paragraphs. title_block: None where no block is it."""

    title: str
    title_block: Block | None
    body: tuple[Block, ...]
    inside: tuple[Block, ...]
    before: tuple[tuple[Block, BlockKind], ...]
    after: tuple[tuple[Block, BlockKind], ...]


def article_of(page: Page) -> Article:
    """The article on the page. Raises BadInput if there is none."""
    found = [(block, kind_of(block)) for block in page.blocks]
    kept = _outside_lists(found, page)
    body = [number for number in kept if found[number][1] == "para"]
    if not body:
        body = _without_stops(found, kept)
    if not body:
        raise BadInput(
            "there is no article on this page, only links, navigation or advertising"
            if found
            else "the page is empty",
            next_step="paste the text of the report itself, with its headline and its date",
        )
    body = _main_run(found, body)
    first, last = body[0], body[-1]
    title, title_at = _title(page, found, kept, first)
    if title_at is not None and title_at >= first:
        first = next((number for number in body if number > title_at), title_at)
    first = _with_dateline(found, first, title_at)
    inner = [
        number
        for number in range(first, last + 1)
        if number in kept and found[number][1] in ("para", "line", "nav")
    ]
    inner = [number for number in inner if found[number][1] != "nav"]
    blocks = [found[number][0] for number in inner]
    blocks[0] = _without_chat_head(blocks[0])
    inside = tuple(found[number][0] for number in range(first, last + 1) if number not in inner)
    begins = 1 + max(
        (n for n in range(first) if found[n][1] in ("spam", "label", "nav") or (n not in kept and n != title_at)),
        default=-1,
    )
    if title_at is not None:
        begins = min(begins, title_at)
    before = tuple(found[begins:first])
    return Article(
        title,
        found[title_at][0] if title_at is not None else None,
        tuple(blocks),
        inside,
        before,
        tuple(found[last + 1 :]),
    )


def _outside_lists(found: list[tuple[Block, BlockKind]], page: Page) -> list[int]:
    """The blocks that are neither clutter nor in a list of other stories."""
    kept: list[int] = []
    listing = False
    above = ""
    words: set[str] = set()
    has_para = False
    for number, (block, kind) in enumerate(found):
        if kind == "label":
            listing, above = True, ""
            continue
        if kind in ("spam", "notice", "nav"):
            continue
        if listing:
            is_item = kind == "line" or bool(re.match(r"[•*\-–●▪▶>►]|\d{1,2}[.)、]\s", block.text))
            is_headline = kind == "line" and not has_para and _leads(found, number)
            if (page.is_html and block.tag == "h1") or is_headline:
                is_item = False
            if is_item or kind == "byline":
                above = block.text if kind != "byline" else above
                continue
            here = words_of(block.text)
            to_item, to_body = _share(here, words_of(above)), _share(here, words)
            is_teaser = to_item > to_body or (bool(words) and to_body < 0.08 and bool(above))
            if above and is_teaser and not is_headline:
                continue
            listing = False
        kept.append(number)
        has_para = has_para or kind == "para"
        if kind == "para" or (kind == "line" and block.gap):
            words |= words_of(block.text)
    return kept


def _leads(found: list[tuple[Block, BlockKind]], number: int) -> bool:
    """Whether this line, after a gap, stands over a paragraph that it tells of: a title, not an item of a list."""
    block, _ = found[number]
    if not block.gap:
        return False
    for following, kind in found[number + 1 : number + 5]:
        if kind == "para":
            return _share(words_of(block.text), words_of(following.text)) >= 0.25
        if kind not in ("byline", "line", "notice"):
            return False
    return False


def _without_stops(found: list[tuple[Block, BlockKind]], kept: list[int]) -> list[int]:
    """Lines of a message whose writer uses no full stops: the long ones."""
    lines = [number for number in kept if found[number][1] == "line"]
    long = [number for number in lines if len(words_of(found[number][0].text)) >= 5]
    return long[1:] if len(long) > 1 and len(found[long[0]][0].text) < 90 else long


def _main_run(found: list[tuple[Block, BlockKind]], body: list[int]) -> list[int]:
    """Of paragraphs that navigation or lists part, those that belong together: from the first long one."""
    sizes = {number: len(found[number][0].text) for number in body}
    groups: list[list[int]] = [[body[0]]]
    for before, number in pairwise(body):
        is_parted = any(found[each][1] in ("nav", "label", "spam") for each in range(before + 1, number))
        mine = set().union(*(words_of(found[each][0].text) for each in groups[-1]))
        if is_parted and _share(words_of(found[number][0].text), mine) < 0.1:
            groups.append([number])
        else:
            groups[-1].append(number)
    return max(groups, key=lambda group: sum(sizes[number] for number in group))


def _title(page: Page, found: list[tuple[Block, BlockKind]], kept: list[int], first: int) -> tuple[str, int | None]:
    lead = set().union(*(words_of(found[number][0].text) for number in range(first, min(first + 3, len(found)))))
    marked = [_without_site(title, lead) for title in page.titles]
    if marked:
        best = max(marked, key=lambda title: (round(_share(words_of(title), lead), 1), -marked.index(title)))
        at = next(
            (n for n, (block, _) in enumerate(found) if " ".join(block.text.split()) == best and n <= first), None
        )
        if best and (_share(words_of(best), lead) > 0 or at is not None):
            return best, at
    lines = [number for number in range(first) if number in kept and found[number][1] == "line"]
    if not lines:
        return "", None
    zone = _zone(found, lines, first)
    good = [number for number in zone if len(words_of(found[number][0].text, 1)) >= 3] or zone
    at = max(good, key=lambda number: (round(_share(words_of(found[number][0].text), lead) * 3), -number))
    if _share(words_of(found[good[0]][0].text), lead) > 0.12 and all(
        found[n][1] in ("line", "byline", "notice") for n in range(good[0], first)
    ):
        at = good[0] if len(good) <= 2 or not _is_list(found, good) else at
    return _bare_title(found[at][0].text), at


def _zone(found: list[tuple[Block, BlockKind]], lines: list[int], first: int) -> list[int]:
    """The lines just above the body, without what clutter parts from it, if any are left."""
    floor = max((n for n in range(first) if found[n][1] in ("spam", "label", "nav")), default=-1)
    return [number for number in lines if number > floor] or lines[-1:]


def _is_list(found: list[tuple[Block, BlockKind]], lines: list[int]) -> bool:
    return len(lines) >= 3 and not any(found[number][0].gap for number in lines[1:-1])


def _bare_title(text: str) -> str:
    bare = re.sub(r"^\*([^*]+)\*", r"\1", text.strip())
    for mark in ("*", "_", "#", "=", "~"):
        bare = bare.strip(mark).strip()
    return re.sub(r"^(?:标题|题目|Headline|Title|Subject|سرخی|عنوان)\s*[:：]\s*", "", bare, flags=re.IGNORECASE)


def _without_site(title: str, lead: set[str]) -> str:
    """Without the name of the site behind or before it."""
    parts = re.split(r"\s+[|–—»-]\s+|\s*[_｜]\s*|\s+::\s+", title)
    return (
        max(parts, key=lambda part: (_share(words_of(part), lead) * len(part), len(part))).strip()
        if parts
        else title
    )


def _with_dateline(found: list[tuple[Block, BlockKind]], first: int, title_at: int | None) -> int:
    """A dateline that stands on a line of its own belongs to the body."""
    above = first - 1
    if above < 0 or above == title_at or found[above][1] != "line":
        return first
    text = found[above][0].text
    is_dateline = len(text) < 60 and DATELINE.fullmatch(text + " ") and text.split(",")[0].split()[0].isupper()
    return above if is_dateline else first


def _without_chat_head(block: Block) -> Block:
    match = _CHAT_HEAD.match(block.text)
    if not match or match.end() >= len(block.text):
        return block
    return Block(block.text[match.end() :], block.at[match.end() :], block.tag)


def words_of(text: str, least: int = 3) -> set[str]:
    """What a text is about: its longer words, pairs of characters in Chinese."""
    words = {word.lower() for word in re.findall(r"[^\W_]+", text) if len(word) >= least and not _HAN.search(word)}
    han = re.findall(r"[\u3400-\u9fff]+", text)
    pairs = {run[at : at + 2] for run in han for at in range(len(run) - 1)}
    return (words | pairs) - _SMALL


_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_SMALL: Final = frozenset(
    [
        "the",
        "and",
        "for",
        "was",
        "were",
        "with",
        "that",
        "from",
        "has",
        "have",
        "had",
        "this",
        "their",
        "they",
        "after",
        "said",
        "not",
        "but",
        "are",
        "who",
        "his",
        "her",
        "its",
        "been",
        "into",
        "than",
        "over",
        "about",
        "also",
        "when",
        "which",
        "will",
        "one",
        "two",
        "three",
        "near",
        "last",
        "more",
        "at",
        "in",
        "on",
        "of",
        "to",
        "by",
        "کے",
        "کی",
        "کا",
        "میں",
        "سے",
        "نے",
        "کو",
        "اور",
        "پر",
        "ہے",
        "ہیں",
        "گئے",
        "گیا",
        "ایک",
        "اس",
        "تھا",
    ]
)


def _share(some: set[str], others: set[str]) -> float:
    """Which part of the first set the second has."""
    return len(some & others) / len(some) if some else 0.0
