"""A reader's own copy on paper. It is printed where it was opened: no node ever has the text."""

from safeconduct.exports import Copy, Sheet, sheet_pdf
from safeconduct.node.fonts import fonts
from safeconduct.records.units import Lang

from .language import translator


def copy_pdf(text: str, lang: Lang, title: str, reader: str) -> bytes:
    """All marks of the copy are on it, and `copy.txt` inside is the same text. Raises NotTypeset, FontsMissing."""
    t = translator(lang)
    lines = tuple(text.rstrip("\n").split("\n"))
    sheet = Sheet(
        title, lang, t("print-copy-mark", reader=reader), t("print-copy-foot", reader=reader), (Copy(lines),)
    )
    return sheet_pdf(sheet, fonts())
