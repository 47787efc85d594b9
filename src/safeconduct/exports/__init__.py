"""Exports: state to bytes that people read outside. One format a file.

sheet typeset: a printed document as data, and its PDF, the same bytes every time
"""

from .sheet import Block, Code, Copy, Facts, Head, Said, Sheet, Table, Warned, sheet_pdf
from .typeset import Fonts, NotTypeset, typeset

__all__ = [
    "Block",
    "Code",
    "Copy",
    "Facts",
    "Fonts",
    "Head",
    "NotTypeset",
    "Said",
    "Sheet",
    "Table",
    "Warned",
    "sheet_pdf",
    "typeset",
]
