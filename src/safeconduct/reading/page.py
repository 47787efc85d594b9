"""A page as blocks of visible text, each character with its offset in what was read. HTML is never shown.

Plain text: a block is a line, or the lines of a wrapped paragraph. HTML: a block is what stands between two tags
that break lines; scripts, styles and hidden parts are no text.
"""

import html
import re
from array import array
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

BLOCK_TAGS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "iframe",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_SILENT: Final = frozenset(
    ["script", "style", "noscript", "template", "svg", "math", "object", "embed", "head", "textarea"]
)
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_AROUND: Final = frozenset(
    ["nav", "aside", "footer", "form", "button", "menu", "select", "dialog", "iframe", "figcaption"]
)
_AROUND_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|sidebar|related|must-?read|latest|trending|popular|"
    r"most-?read|share|"
    r"social|comments?|footer|advert\w*|ads?|promo|sponsor\w*|newsletter|subscribe|cookie|banner|recommend\w*|"
    r"tags?|more-?news|also-?read|read-?more|ticker|widget|caption|copyright|signup|spam)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LOOKS_HTML: Final = re.compile(
    r"<(?:!doctype|html|head|body|p|div|h1|article|section|span|br|a|table)\b[^>]*>", re.I
)
_DATED: Final = (
    "article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "dc.date.issued",
    "date",
    "dc.date",
)
_JSON_DATE: Final = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d{2}-\d{2})')
_WRAP_FROM: Final = 45
_ENDS: Final = tuple('.!?。！？۔؟:：”"»)…；;')


@dataclass(frozen=True, slots=True)
class Block:
    """Text that stands together. at: offset of each character. tag: of HTML, "" else. is_around: by its markup not
    the article. link_chars: how many of its characters are links. gap: whether something stands between it and the
    block before."""

    text: str
    at: "array[int]"
    tag: str = ""
    is_around: bool = False
    link_chars: int = 0
    gap: bool = False

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.at[0]

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.at[-1] + 1


@dataclass(frozen=True)
class Page:
    """What was read. titles: what the markup calls its title, best first; dated: its day by the markup."""

    blocks: tuple[Block, ...]
    is_html: bool = False
    titles: tuple[str, ...] = ()
    dated: str = ""


def page_of(text: str) -> Page:
    """The blocks of plain text or HTML. Never fails: what cannot be told apart is text."""
    if len(_LOOKS_HTML.findall(text[:20_000])) >= 2:
        taker = _Taker(text)
        taker.take()
        return Page(tuple(taker.blocks), True, tuple(taker.titles), taker.dated)
    return Page(tuple(_plain(text)))


_BLANK: Final = " \t\u3000\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u00a0"


def _plain(text: str) -> list[Block]:
    lines = [
        (match.start(), match.group()) for match in re.finditer(r"[^\r\n\u2028\u2029]*", text) if match.group()
    ]
    trimmed = []
    after = 0
    for start, line in lines:
        gap = len(re.findall(r"\r\n|\r|\n", text[after:start])) > 1
        after = start + len(line)
        lead = len(line) - len(line.lstrip(_BLANK))
        bare = line.strip(_BLANK)
        if bare:
            trimmed.append((start + lead, bare, gap))
        elif trimmed:
            lines_gap = True
            trimmed.append((-1, "", lines_gap))
    return _joined(trimmed)


def _joined(lines: list[tuple[int, str, bool]]) -> list[Block]:
    """Lines of a wrapped paragraph in one block."""
    blocks: list[Block] = []
    chunk: list[tuple[int, str]] = []
    is_first_gap = False

    def flush() -> None:
        if not chunk:
            return
        width = max(len(line) for _, line in chunk)
        held: list[tuple[int, str]] = []
        first = True
        for number, (start, line) in enumerate(chunk):
            held.append((start, line))
            following = chunk[number + 1][1] if number + 1 < len(chunk) else ""
            if following and _goes_on(line, following, width, len(chunk)):
                continue
            blocks.append(_block(held, is_first_gap and first))
            first = False
            held = []
        chunk.clear()

    for start, line, gap in lines:
        if gap or not line:
            flush()
            is_first_gap = True
        if line:
            chunk.append((start, line))
    flush()
    return blocks


def _goes_on(line: str, following: str, width: int, count: int) -> bool:
    if re.search(r"(?:19|20)\d\d", following) and len(following) < _WRAP_FROM:
        return False
    if len(line) < _WRAP_FROM or re.match(r"[•*\-–—●▪▶>►#]|\d+[.)、]\s", following):
        return False
    if line.endswith(_ENDS):
        return count >= 3 and 55 <= width <= 100 and width - len(line) <= 12 and following[:1].islower()
    if following[:1].islower():
        return True
    return count >= 3 and 55 <= width <= 100 and width - len(line) <= 14


def _block(lines: list[tuple[int, str]], gap: bool) -> Block:
    text, at = "", array("q")
    for start, line in lines:
        if text:
            at.append(at[-1] + 1)
            text += " "
        text += line
        at.extend(range(start, start + len(line)))
    return Block(text, at, gap=gap)


@dataclass
class _Open:
    tag: str
    is_around: bool


@dataclass
class _Taker:
    """Takes HTML apart, remembering where each character came from."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    dated: str = ""

    def take(self) -> None:
        self._open: list[_Open] = []
        self._silent = 0
        self._links = 0
        self._chars: list[str] = []
        self._at = array("q")
        self._link_chars = 0
        self._title: list[str] | None = None
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        reader = _Reader(self)
        reader.feed(self.text)
        reader.close()
        self.flush()

    def begin(self, tag: str, attrs: dict[str, str], raw: str) -> None:
        if tag == "meta":
            self._meta(attrs)
            return
        is_dated = tag == "time" and bool(re.match(r"\d{4}-\d{2}-\d{2}", attrs.get("datetime", "")))
        if is_dated and not self.dated and not any(each.is_around for each in self._open):
            self.dated = attrs["datetime"][:10]
        if tag in BLOCK_TAGS:
            self.flush()
        if tag in _VOID or raw.endswith("/>"):
            return
        if tag == "title" and not self._silent_but_head():
            self._title = []
        names = f"{attrs.get('class', '')} {attrs.get('id', '')} {attrs.get('role', '')}"
        is_hidden = "hidden" in attrs or re.search(r"display:\s*none|visibility:\s*hidden", attrs.get("style", ""))
        is_around = tag in _AROUND or (
            bool(_AROUND_NAME.search(names)) and tag not in ("body", "html", "main", "article")
        )
        self._open.append(_Open(tag, is_around))
        if tag in _SILENT or is_hidden:
            self._silent += 1
            self._open[-1].tag = f"!{tag}"
        if tag == "a":
            self._links += 1

    def end(self, tag: str) -> None:
        if tag == "title" and self._title is not None:
            self.titles.append(" ".join("".join(self._title).split()))
            self._title = None
        if tag in BLOCK_TAGS:
            self.flush()
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].tag.lstrip("!") == tag:
                for each in self._open[depth:]:
                    self._silent -= each.tag.startswith("!")
                    self._links -= each.tag == "a"
                del self._open[depth:]
                break

    def chars(self, value: str, start: int, width: int) -> None:
        """Visible text. width: 0 where each character stands for itself, else how many were one entity."""
        if self._title is not None:
            self._title.append(value)
            return
        if self._silent:
            if self._open and self._open[-1].tag == "!script" and not self.dated:
                found = _JSON_DATE.search(value)
                self.dated = found.group(1) if found else ""
            return
        for number, each in enumerate(value):
            char = " " if each.isspace() else each
            if char == " " and (not self._chars or self._chars[-1] == " "):
                continue
            self._chars.append(char)
            self._at.append(start + (number if not width else width - 1))
            self._link_chars += self._links > 0
            if width and len(self._chars) == 1:
                self._at[-1] = start + width - 1

    def flush(self) -> None:
        text = "".join(self._chars)
        bare = text.rstrip(" ")
        if bare:
            tag = next((each.tag for each in reversed(self._open) if each.tag in BLOCK_TAGS), "")
            is_around = any(each.is_around for each in self._open)
            self.blocks.append(Block(bare, self._at[: len(bare)], tag or "p", is_around, self._link_chars))
            if tag == "h1" and not is_around:
                self.titles.insert(0, " ".join(bare.split()))
        self._chars, self._at, self._link_chars = [], array("q"), 0

    def offset(self, line: int, column: int) -> int:
        return self._line_starts[line - 1] + column

    def _silent_but_head(self) -> bool:
        return any(each.tag.startswith("!") and each.tag != "!head" for each in self._open)

    def _meta(self, attrs: dict[str, str]) -> None:
        name = (attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or "").lower()
        content = attrs.get("content", "")
        if name in _DATED and not self.dated and re.match(r"\d{4}-\d{2}-\d{2}", content):
            self.dated = content[:10]
        if name in ("og:title", "twitter:title") and content:
            self.titles.insert(0, " ".join(content.split()))


class _Reader(HTMLParser):
    def __init__(self, taker: _Taker) -> None:
        super().__init__(convert_charrefs=False)
        self._taker = taker

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._taker.begin(tag, {name: value or "" for name, value in attrs}, self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._taker.end(tag)

    def handle_data(self, data: str) -> None:
        self._taker.chars(data, self._taker.offset(*self.getpos()), 0)

    def handle_entityref(self, name: str) -> None:
        self._entity(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._entity(f"&#{name};")

    def _entity(self, written: str) -> None:
        start = self._taker.offset(*self.getpos())
        width = len(written) if self._taker.text[start : start + len(written)] == written else len(written) - 1
        self._taker.chars(html.unescape(written), start, width)
