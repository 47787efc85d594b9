"""A printed document as data: a title and blocks. Orders, minutes, packs differ in what they say."""

from typing import Final, Literal, TypeAlias

import msgspec

from safeconduct.records.units import Lang

from .layout import SHEET
from .legible import legible
from .typeset import Fonts, typeset


class Head(msgspec.Struct, frozen=True, tag="head", tag_field="kind"):
    """A heading."""

    text: str


class Said(msgspec.Struct, frozen=True, tag="said", tag_field="kind"):
    """Paragraphs. lang: of these, where it is not that of the sheet."""

    lines: tuple[str, ...]
    lang: Lang | None = None


class Copy(msgspec.Struct, frozen=True, tag="copy", tag_field="kind"):
    """A reader's own copy of a released text, line by line; an empty line stays one. The file `copy.txt` in the PDF
    is the same text."""

    lines: tuple[str, ...]


class Facts(msgspec.Struct, frozen=True, tag="facts", tag_field="kind"):
    """What is the case, each with its name."""

    rows: tuple[tuple[str, str], ...]


class Table(msgspec.Struct, frozen=True, tag="table", tag_field="kind"):
    """Rows under columns; the columns' names stand again on each page. Every row has as many cells as columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Warned(msgspec.Struct, frozen=True, tag="warned", tag_field="kind"):
    """What a reader must not overlook: in a frame, under a title."""

    title: str
    lines: tuple[str, ...]


class Code(msgspec.Struct, frozen=True, tag="code", tag_field="kind"):
    """A QR code (ISO/IEC 18004) for a phone's camera. What it says must stand beside it as text too."""

    text: str
    modules: tuple[str, ...] = ()
    """Rows of 0 and 1, made when it is printed."""


Block: TypeAlias = Code | Copy | Facts | Head | Said | Table | Warned


class Sheet(msgspec.Struct, frozen=True):
    """One document. mark: who may read it, on each page. foot: what it is, on each page."""

    title: str
    lang: Lang
    mark: str
    foot: str
    blocks: tuple[Block, ...]
    paper: Literal["a4", "a6"] = "a4"


_CHARACTERS_MAX: Final = 20_000
"""Of one text: what is longer is cut, and says so."""


def sheet_pdf(sheet: Sheet, fonts: Fonts) -> bytes:
    """The document as PDF, the same bytes for the same sheet. Raises NotTypeset."""
    return typeset(SHEET, _legible(sheet), fonts)


def _legible(sheet: Sheet) -> Sheet:
    return msgspec.structs.replace(
        sheet,
        title=_text(sheet.title),
        mark=_text(sheet.mark),
        foot=_text(sheet.foot),
        blocks=tuple(_block(block) for block in sheet.blocks),
    )


def _block(block: Block) -> Block:
    match block:
        case Code(text):
            return Code("", _modules(text))
        case Copy(lines):
            return Copy(_texts(lines))
        case Head(text):
            return Head(_text(text))
        case Said(lines, lang):
            return Said(_texts(lines), lang)
        case Facts(rows):
            return Facts(tuple((_text(name), _text(value)) for name, value in rows))
        case Table(columns, rows):
            return Table(_texts(columns), tuple(_texts(row) for row in rows))
        case Warned(title, lines):
            return Warned(_text(title), _texts(lines))


def _modules(text: str) -> tuple[str, ...]:
    """With the quiet zone of four modules that the standard asks for."""
    import segno  # only who prints a code

    code = segno.make_qr(text, error="m", boost_error=False)
    return tuple("".join("1" if module else "0" for module in row) for row in code.matrix_iter(border=4))


def _texts(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_text(line) for line in lines)


def _text(text: str) -> str:
    left = len(text) - _CHARACTERS_MAX
    return legible(text if left <= 0 else f"{text[:_CHARACTERS_MAX]} … (+{left})")
