"""Inquiries: opened by both parties, traced, and checked offline."""

from pathlib import Path

from .answer import Json, answer
from .file import content_of
from .options import At, Key, desk_at


def inquiry(
    inquiry: str,
    *,
    leak: Path,
    document: list[str],
    found: str,
    reason: str,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Open an inquiry into a text found outside, for your party. Both must name the same text and documents.

    Example: safeconduct disclose inquiry i1 --leak chat.txt --document o7 --found 2026-05-01T05:00
      --reason "seen in a chat" --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.evidence import leak_digest

    from .moment import moment_ms

    desk = desk_at(at, key)
    body = {"inquiry": inquiry, "documents": document, "leak": leak_digest(_text(leak)),
            "found_ms": moment_ms(found), "reason": reason}  # fmt: skip
    signed = desk.sign("inquiry.opened/1", body)
    answer(signed, "opened for your party; the marks are revealed when the other party has opened it too", json)


def trace(
    inquiry: str,
    node: Path,
    *,
    leak: Path,
    document: list[Path],
    out: Path,
    json: Json = False,
) -> None:
    """Write the report of an inquiry that both have opened, from the logs that the node in NODE holds.

    --document: the author's file of each document. The report holds the parts that are in it, in clear.

    Example: safeconduct disclose trace i1 company-node --leak chat.txt --document o7.document --out i1.report
    """
    from safeconduct.errors import BadInput, Unavailable
    from safeconduct.evidence import check as checked
    from safeconduct.evidence import inquiry_report
    from safeconduct.node.disk import RealDisk, write_durably
    from safeconduct.node.releasing import read_author_file, shown_of
    from safeconduct.node.shelf import Shelf
    from safeconduct.records.units import InquiryId

    if out.exists():
        raise BadInput("exists already", where=str(out), next_step="choose another file")
    if not out.parent.is_dir():
        raise Unavailable(f"{out.parent}: there is no such folder", "make the folder first")
    shown = [part for path in document for part in shown_of(read_author_file(content_of(path)))]
    shelf = Shelf(node)
    raw = inquiry_report(shelf.party, shelf.logs(), InquiryId(inquiry), _text(leak), shown)
    found = checked(raw, shelf.trust())
    write_durably(RealDisk(), out, raw)
    answer(found.told, [*found.words, f"written: {out}"], json)


def check(report: Path, *, node: Path | None = None, json: Json = False) -> int:
    """Check the report of an inquiry offline. --node: whose keys and copies of the logs you trust.

    Example: safeconduct disclose check i1.report --node host-node
    """
    from safeconduct.evidence import check as checked
    from safeconduct.node.shelf import Shelf

    found = checked(content_of(report), Shelf(node).trust() if node else None)
    lines = ["VERIFIED" if found.is_verified else "NOT VERIFIED", *found.words]
    lines += [f"{each.level}: {each.text}" for each in found.findings if each.level != "holds"]
    answer(found, lines, json)
    return 0 if found.is_verified else 1


def _text(path: Path) -> str:
    from safeconduct.errors import BadInput

    try:
        return content_of(path).decode()
    except UnicodeDecodeError as error:
        raise BadInput(f"is no UTF-8 text: {error}", where=str(path), next_step="save it as text") from error
