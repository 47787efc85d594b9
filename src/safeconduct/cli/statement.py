"""Statements to the public."""

from pathlib import Path
from typing import Any, Literal

from cyclopts import App

from .answer import Json, answer
from .asking import known, own_party
from .file import content_of
from .options import At, Key, desk_at

app = App(name="statement", help="Clear public statements line by line, issue them.")


@app.command
def show(*, at: At, key: Key, json: Json = False) -> None:
    """Every statement: each line with each party's word on it, and what was issued.

    Example: safeconduct statement show --at http://127.0.0.1:8443 --key host-noor.key
    """
    statements = desk_at(at, key).get("/api/statements")
    lines = []
    for each in statements:
        lines.append(f"{each['id']}  {each['title']} (version {each['versions']}, by {each['drafted_by']})")
        for line in each["lines"]:
            words = ", ".join(f"{party}: {_word(said)}" for party, said in line["answers"].items())
            lines.append(f"  {line['line']}. {line['text']}  [{words}]")
        for party, issue in each["issued"].items():
            lines.append(f"  issued by {party}, {'together' if issue['is_joint'] else 'alone'}:")
            lines += [f"    {text}" for text in issue["text"]]
    answer(statements, lines or ["no statements yet"], json)


@app.command
def draft(
    statement: str,
    file: Path,
    *,
    title: str,
    lang: Literal["en", "zh", "ur"] = "en",
    embargo: str | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Draft a statement from a text file, a line a line; a new draft voids every word on the one before.

    Example: safeconduct statement draft night-1 night.txt --title "After the night" --at URL --key FILE
    """
    from safeconduct.errors import BadInput

    from .moment import moment_ms

    try:
        text = content_of(file).decode()
    except UnicodeDecodeError as error:
        raise BadInput(f"is no UTF-8 text: {error}", where=str(file)) from error
    said = [line.strip() for line in text.splitlines() if line.strip()]
    body = {"statement": statement, "title": title, "lang": lang, "lines": said,
            "embargo_ms": moment_ms(embargo) if embargo else None}  # fmt: skip
    signed = desk_at(at, key).sign("statement.drafted/1", body)
    answer(signed, f"statement {statement} is drafted: {len(said)} lines", json)


@app.command
def clear(statement: str, lines: list[int], *, at: At, key: Key, json: Json = False) -> None:
    """Clear lines as they stand.

    Example: safeconduct statement clear night-1 1 2 --at http://127.0.0.1:8444 --key company-lin.key
    """
    _answer(statement, [{"line": line, "clearance": "cleared", "text": ""} for line in lines], at, key, json)


@app.command
def edit(statement: str, line: int, *, text: str, at: At, key: Key, json: Json = False) -> None:
    """Say what a line should say instead.

    Example: safeconduct statement edit night-1 2 --text "Two people were slightly hurt." --at URL --key FILE
    """
    _answer(statement, [{"line": line, "clearance": "edited", "text": text}], at, key, json)


@app.command
def refuse(statement: str, line: int, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Refuse a line.

    Example: safeconduct statement refuse night-1 3 --reason "Not confirmed" --at URL --key FILE
    """
    _answer(statement, [{"line": line, "clearance": "refused", "text": reason}], at, key, json)


@app.command
def decline(statement: str, line: int, *, at: At, key: Key, json: Json = False) -> None:
    """Put "no comment" on record for a line.

    Example: safeconduct statement decline night-1 3 --at http://127.0.0.1:8444 --key company-lin.key
    """
    _answer(statement, [{"line": line, "clearance": "no_comment", "text": ""}], at, key, json)


@app.command
def issue(statement: str, *, alone: bool = False, at: At, key: Key, json: Json = False) -> None:
    """Record what is issued: the lines that every party has cleared; with --alone, those that yours has.

    Example: safeconduct statement issue night-1 --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.errors import BadInput

    desk = desk_at(at, key)
    found = known(desk, "statement", statement)
    lines = found["cleared"]
    if alone:
        own = own_party(desk)
        lines = [line["line"] for line in found["lines"] if _word(line["answers"].get(own)) == "cleared"]
    if not lines:
        raise BadInput("no line is cleared", next_step=f"safeconduct statement clear {statement} LINES")
    body = {"statement": statement, "draft": found["draft"], "lines": lines, "is_joint": not alone}
    signed = desk.sign("statement.issued/1", body)
    text = [line["text"] for line in found["lines"] if line["line"] in lines]
    answer(signed, [f"issued {'alone' if alone else 'together'}:", *text], json)


@app.command(name="print")
def print_(
    statement: str,
    file: Path,
    *,
    lang: Literal["en", "zh", "ur"] = "en",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Print a statement as PDF: what was issued, and each party's word on each line.

    Example: safeconduct statement print night-1 night-1.pdf --lang zh --at URL --key FILE
    """
    desk = desk_at(at, key)
    known(desk, "statement", statement)
    file.write_bytes(desk.file(f"/statements/{statement}/statement.pdf?lang={lang}"))
    answer({"file": str(file)}, f"{file} is written", json)


def _word(said: dict[str, Any] | None) -> str:
    return str(said["clearance"]).replace("_", " ") if said else "open"


def _answer(statement: str, answers: list[dict[str, object]], at: str, key: Path, json: bool) -> None:
    desk = desk_at(at, key)
    body = {"statement": statement, "draft": known(desk, "statement", statement)["draft"], "answers": answers}
    answer(desk.sign("statement.answered/1", body), f"lines answered: {len(answers)}", json)
