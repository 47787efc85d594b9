"""Files of clauses: a sentence a line; empty lines and those that begin with # are passed over."""

import sys
from pathlib import Path
from typing import NamedTuple

from safeconduct.errors import BadInput
from safeconduct.protocol import PLAIN, Rule, parse

from .file import content_of


class Clause(NamedTuple):
    """One sentence, the line of its file, and its rule by the plain lexicon."""

    line: int
    text: str
    rule: Rule


def clauses_of(file: Path) -> list[Clause]:
    """The clauses in a file; `-`: standard input. Raises BadInput that names the lines that are none."""
    raw = sys.stdin.buffer.read() if str(file) == "-" else content_of(file)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeError as error:
        raise BadInput("is no UTF-8 text", where=str(file), next_step="give a text file, or -") from error
    clauses: list[Clause] = []
    misread: dict[int, BadInput] = {}
    for number, line in enumerate(text.split("\n"), 1):
        sentence = line.strip()
        if not sentence or sentence.startswith("#"):
            continue
        try:
            clauses.append(Clause(number, sentence, parse(sentence, PLAIN)))
        except BadInput as error:
            misread[number] = error
    if misread:
        (line, first), *others = misread.items()
        more = "\n  no clause either: line " + ", ".join(str(other) for other, _ in others) if others else ""
        raise BadInput(f"{first}{more}", where=f"{file}:{line}", next_step=first.next_step)
    if not clauses:
        raise BadInput("holds no sentence", where=str(file), next_step="write one clause a line")
    return clauses
