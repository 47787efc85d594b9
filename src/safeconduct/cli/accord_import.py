"""A document becomes a draft of clauses, to be looked at; then the draft is proposed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from .answer import Json, answer
from .file import content_of
from .options import At, Key, desk_at

if TYPE_CHECKING:
    from safeconduct.node.desk import Desk


def import_(
    file: Path,
    *,
    lang: Literal["en", "zh", "ur"] = "en",
    out: Annotated[Path | None, Parameter(help="Write the draft there (JSON), to be edited.")] = None,
    propose: Annotated[bool, Parameter(help="Propose the clauses of FILE, which is such a draft.")] = False,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Read a proposal (.txt, .html or .docx) as numbered clauses of the four kinds, and show that draft.

    Nothing is proposed before you say so: look at the draft, edit it, then give it with --propose.

    Example: safeconduct accord import proposal.docx --out draft.json --at http://127.0.0.1:8443 --key host.key
    """
    desk = desk_at(at, key)
    if propose:
        _propose(desk, file, json)
        return
    import msgspec

    from safeconduct.errors import BadInput
    from safeconduct.node.clause_import import draft
    from safeconduct.node.document import paragraphs
    from safeconduct.protocol import Lexicon

    found = paragraphs(content_of(file), file.name)
    lexicon = msgspec.convert(desk.get("/api/lexicon"), Lexicon)
    on_table = desk.get("/api/accord")
    drafted = draft(found, lexicon, lang, [each["id"] for each in on_table], [each["number"] for each in on_table])
    if not drafted.clauses:
        raise BadInput(f"{file} has no numbered clause", next_step='number each clause: "1. Title" or "Clause 1"')
    if out is not None:
        out.write_bytes(msgspec.json.format(msgspec.json.encode(drafted)) + b"\n")
    lines = []
    for each in drafted.clauses:
        kind = "definition" if each.content["kind"] == "word" else each.content["kind"]
        lines.append(f"{each.number}. {each.title} [{each.clause}] {kind}")
        lines += [f"   {_text(each.content, lexicon)}", *([f"   look: {each.remark}"] if each.remark else [])]
    lines += [f"left out, before the first number: {text[:100]}" for text in drafted.left_out]
    lines.append(f"nothing is proposed yet: safeconduct accord import {out or 'DRAFT.json'} --propose")
    answer(drafted, lines, json)


def _propose(desk: "Desk", file: Path, json: bool) -> None:
    import msgspec

    from safeconduct.errors import BadInput
    from safeconduct.node.clause_import import Draft
    from safeconduct.records.clause import ClauseProposed

    try:
        drafted = msgspec.json.decode(content_of(file), type=Draft)
        bodies = [
            msgspec.to_builtins(
                msgspec.convert(
                    {"clause": each.clause, "number": each.number, "title": each.title, "content": each.content},
                    ClauseProposed,
                )
            )
            for each in drafted.clauses
        ]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{file}: {error}", next_step="make the draft first: safeconduct accord import DOCUMENT --out FILE"
        ) from error
    taken = {each["id"] for each in desk.get("/api/accord")}
    if twice := [body["clause"] for body in bodies if body["clause"] in taken]:
        raise BadInput(f"clause {twice[0]!r} is on the table already", next_step="take it out of the draft")
    signed = [desk.sign("clause.proposed/1", body) for body in bodies]
    answer(signed, [f"clause {body['number']} is proposed: {body['title']}" for body in bodies], json)


def _text(content: dict[str, Any], lexicon: Any) -> str:
    if content["kind"] == "protocol":
        from safeconduct.protocol import load_rule, say

        return say(load_rule(content["rule"].encode()), "en", lexicon)
    if content["kind"] == "mandate":
        return f"{content['role']} of {content['party']} may: {content['act']}"
    return str(next(iter(content["texts"].values()))).replace("\n", " ")[:300]
