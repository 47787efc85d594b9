"""Text of a document as it comes from a word processor: plain text, HTML as Word saves it, or .docx.

Paragraphs only; no macro, style, picture or link is looked at. Everything is bounded, so a hostile file costs a
bounded time and memory.
"""

import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from typing import Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.feeds import FeedError
from safeconduct.feeds.xml import local, parse

BYTES_MAX: Final = 4 * 1024 * 1024
PARAGRAPHS_MAX: Final = 5_000
_XML_BYTES_MAX: Final = 16 * 1024 * 1024
_CHARSET: Final = re.compile(rb"charset=[\"']?\s*([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_BLOCKS: Final = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "td", "tr", "br", "ol", "ul"})
_UNSEEN: Final = frozenset({"style", "script", "xml", "title"})


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph. `is_listed`: the document numbers it itself, at the outermost level; the number is not in the
    text then."""

    text: str
    is_listed: bool = False


def paragraphs(content: bytes, name: str) -> list[Paragraph]:
    """The paragraphs that have text. name: of the file, for its ending. Raises BadInput."""
    if len(content) > BYTES_MAX:
        raise BadInput(
            f"{name} is larger than {BYTES_MAX} bytes", next_step="save it without pictures, or in parts"
        )
    ending = name.rpartition(".")[2].lower()
    if ending == "docx":
        found = _docx(content, name)
    elif ending in ("htm", "html"):
        found = _html(_decoded(content, name))
    elif ending in ("txt", "text", "md"):
        found = [Paragraph(line) for line in _decoded(content, name).splitlines()]
    else:
        raise BadInput(f"{name} is no text, HTML or Word file", next_step="save it as .docx, .html or .txt")
    found = [Paragraph(" ".join(each.text.split()), each.is_listed) for each in found]
    found = [each for each in found if each.text]
    if len(found) > PARAGRAPHS_MAX:
        raise BadInput(f"{name} has more than {PARAGRAPHS_MAX} paragraphs", next_step="import it in parts")
    return found


def _decoded(content: bytes, name: str) -> str:
    """By its byte order mark, its own word, or as UTF-8; what is none of it is what Word on Windows writes."""
    named = _CHARSET.search(content[:2_048])
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    told = next((charset for mark, charset in marks if content.startswith(mark)), None)
    for charset in filter(None, (told, named[1].decode() if named else None, "utf-8", "cp1252")):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    raise BadInput(f"{name} is in no character set that is known here", next_step="save it as UTF-8")


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Paragraph] = []
        self._text: list[str] = []
        self._unseen = 0
        self._lists: list[str] = []
        self._is_listed = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        if tag in _BLOCKS:
            self.flush()
        if tag in ("ol", "ul"):
            self._lists = [*self._lists, tag][-100:]
        if tag == "li":
            self._is_listed = self._lists == ["ol"]

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in _BLOCKS:
            self.flush()
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._text.append(data)

    def flush(self) -> None:
        """What has come together is a paragraph."""
        text = "".join(self._text)
        self._text.clear()
        if text.strip():
            self.found.append(Paragraph(text, self._is_listed))
            self._is_listed = False


def _html(text: str) -> list[Paragraph]:
    parser = _Html()
    parser.feed(text)
    parser.close()
    parser.flush()
    return parser.found


def _docx(content: bytes, name: str) -> list[Paragraph]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts, parts.open("word/document.xml") as part:
            xml = part.read(_XML_BYTES_MAX + 1)
        if len(xml) > _XML_BYTES_MAX:
            raise BadInput(f"{name} unpacks to more than {_XML_BYTES_MAX} bytes", next_step="import it in parts")
        root = parse(xml)
    except (
        zipfile.BadZipFile,
        KeyError,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise BadInput(f"{name} is no Word document: {error}", next_step="save it again as .docx") from error
    except FeedError as error:
        raise BadInput(f"{name} is no Word document: {error}", next_step="save it again as .docx") from error
    found = []
    for element in root.iter():
        if local(element) != "p":
            continue
        text, is_listed = "", False
        for run in element.iter():
            tag = local(run)
            if tag == "t":  # deleted text stands in delText, so it stays out
                text += run.text or ""
            elif tag in ("tab", "br"):
                text += " "
            elif tag == "ilvl":
                is_listed = next((value for key, value in run.attrib.items() if key.endswith("val")), "") == "0"
        found.append(Paragraph(text, is_listed))
    return found
