"""The accord."""

from typing import Annotated, Literal

from cyclopts import App, Parameter

from .accord_import import import_
from .accord_talk import (
    amend,
    counter,
    discuss,
    level,
    levels,
    merge,
    seat,
    split,
    status,
    take,
    thread,
    withdraw,
)
from .answer import Json, answer
from .asking import known
from .options import At, Key, desk_at

app = App(name="accord", help="Propose clauses, take positions, see what is in force.")
for _command in (amend, counter, take, merge, split, withdraw, discuss, thread, status, level, levels, seat):
    app.command(_command)
app.command(import_, name="import")


@app.command
def show(*, at: At, key: Key, lang: Literal["en", "zh", "ur"] = "en", json: Json = False) -> None:
    """Every clause, where each party stands, and what is in force.

    Example: safeconduct accord show --at http://127.0.0.1:8443 --key host-founder.key
    """
    clauses = desk_at(at, key).get("/api/accord")
    lines: list[str] = []
    for clause in clauses:
        state = "in force" if clause["in_force_since_ms"] is not None else "not in force"
        stands = ", ".join(f"{party}: {stand}" for party, stand in clause["stands"].items())
        lines += [
            f"{clause['number']}. {clause['title']} [{clause['id']}] {state} ({stands})",
            f"   {clause['texts'][lang]}",
        ]
    answer(clauses, lines or ["no clauses yet"], json)


@app.command
def propose(
    clause: str,
    *,
    number: int,
    title: str,
    title_zh: str = "",
    title_ur: str = "",
    protocol: str | None = None,
    text: str | None = None,
    text_zh: str = "",
    text_ur: str = "",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Propose a clause: a protocol (a sentence that a machine checks) or a text.

    Example: safeconduct accord propose dwell --number 4 --title "Vehicles are checked"
      --protocol "No vehicle stays in the outer ring more than 20 minutes since it entered or was last checked."
      --at http://127.0.0.1:8443 --key host-founder.key
    """
    from safeconduct.errors import BadInput
    from safeconduct.protocol import Lexicon, parse, rule_bytes, say

    desk = desk_at(at, key)
    if (protocol is None) == (text is None):
        raise BadInput("a clause is a protocol or a text", next_step="give one of --protocol and --text")
    said = ""
    if protocol is not None:
        import msgspec

        lexicon = msgspec.convert(desk.get("/api/lexicon"), Lexicon)
        rule = parse(protocol, lexicon)
        content: dict[str, object] = {"kind": "protocol", "rule": rule_bytes(rule).decode()}
        said = "\n".join(say(rule, lang, lexicon) for lang in ("en", "zh", "ur"))
    else:
        texts = {lang: words for lang, words in (("en", text), ("zh", text_zh), ("ur", text_ur)) if words}
        content = {"kind": "text", "authentic": "en", "texts": texts}
    body: dict[str, object] = {"clause": clause, "number": number, "title": title, "content": content}
    if titles := {lang: words for lang, words in (("zh", title_zh), ("ur", title_ur)) if words}:
        body["titles"] = titles
    signed = desk.sign("clause.proposed/1", body)
    answer(signed, [f"clause {number} is proposed", *said.splitlines()], json)


@app.command
def permit(
    clause: str,
    act: Literal["accompany", "attend_meetings", "be_present", "read_documents", "see_facts", "see_feed"],
    *,
    number: int,
    title: str,
    party: str,
    role: Literal["admin", "keeper", "liaison", "operator", "security"],
    on: list[str] | None = None,
    at_most: int | None = None,
    begins: str | None = None,
    ends: str | None = None,
    offset_min: int = 0,
    resolution_m: int | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Propose a mandate: what officers of a party may do. --on limits it to site/ID, zone/ID or feed/ID, --begins
    and --ends to hours of the day, --at-most to so many people at a time.

    Example: safeconduct accord permit ground be_present --number 8 --title "Company staff on the ground"
      --party company --role security --on site/works --at-most 4 --at http://127.0.0.1:8443 --key host-founder.key
    """
    hours = None
    if begins is not None or ends is not None:
        hours = {
            "from_min": _minute(begins or "00:00"),
            "to_min": _minute(ends or "24:00"),
            "offset_min": offset_min,
        }
    content = {"kind": "mandate", "act": act, "party": party, "role": role, "on": on or [], "at_most": at_most,
               "hours": hours, "resolution_m": resolution_m}  # fmt: skip
    body = {"clause": clause, "number": number, "title": title, "content": content}
    answer(desk_at(at, key).sign("clause.proposed/1", body), f"clause {number} is proposed", json)


@app.command
def access(*, policies: bool = False, at: At, key: Key, json: Json = False) -> None:
    """Who could do what by every mandate on the table, and which are void or that nobody could use. --policies:
    the Cedar policies by which the node decides.

    Example: safeconduct accord access --at http://127.0.0.1:8443 --key host-founder.key
    """
    found = desk_at(at, key).get("/api/access")
    lines = []
    for line in found["matrix"]:
        mandate = line["mandate"]
        state = "in force" if line["is_in_force"] else "not in force"
        where = ", ".join(mandate["on"]) or "everywhere"
        lines.append(
            f"{line['number']}. {mandate['role']} of {mandate['party']} ({line['officers']} enrolled): "
            f"{mandate['act']}, {where}; {state}"
        )
    lines += [
        f"the wider of {each['one']} and {each['other']} makes the other's limits void"
        for each in found["overlaps"]
    ]
    lines += [f"nobody could use {each}: no officer has that role" for each in found["unusable"]]
    answer(found, found["policies"].splitlines() if policies else lines or ["no mandates yet"], json)


@app.command
def templates(name: str = "", *, json: Json = False) -> None:
    """The templates that there are; with NAME, its clauses by the names of the plain lexicon.

    Example: safeconduct accord templates two-party
    """
    from safeconduct.node.accord_template import names, template

    from .adopting import say_filled

    if not name:
        offered = [{"name": each, "title": template(each).title["en"]} for each in names()]
        answer(offered, [f"{each['name']}: {each['title']}" for each in offered], json)
        return
    found, lines = say_filled(name)
    answer(found, lines, json)


@app.command
def adopt(
    template: str,
    *,
    name: Annotated[
        tuple[str, ...], Parameter(help="What this accord calls one of the template's names: outer=the outer ring.")
    ] = (),
    clause: Annotated[tuple[str, ...], Parameter(help="Only these clauses.")] = (),
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Propose the clauses of a template, by this accord's names, from the next free number on.

    Example: safeconduct accord adopt two-party --name "outer=the outer ring" --at URL --key host-founder.key
    """
    import msgspec

    from safeconduct.protocol import Lexicon

    from .adopting import to_propose

    desk = desk_at(at, key)
    lexicon = msgspec.convert(desk.get("/api/lexicon"), Lexicon)
    bodies = to_propose(template, lexicon, name, clause, desk.get("/api/accord"))
    signed = [desk.sign("clause.proposed/1", body) for body in bodies]
    answer(signed, [f"clause {body['number']} is proposed: {body['title']}" for body in bodies], json)


@app.command
def agree(
    clause: str,
    *,
    version_of: Annotated[str, Parameter(help="Sign the other version of that party in advance.")] = "",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Sign the clause as it stands now.

    Example: safeconduct accord agree dwell --at http://127.0.0.1:8444 --key company-founder.key
    """
    _position(clause, "agreed", "", at, key, json, version_of)


@app.command
def reserve(
    clause: str, *, reason: str, unless: list[str] | None = None, at: At, key: Key, json: Json = False
) -> None:
    """Reserve your party's position, with the reason; --unless: what would make it agree.

    Example: safeconduct accord reserve patrols --reason "Our board decides" --at URL --key FILE
    """
    _position(clause, "reserved", reason, at, key, json, conditions=unless)


@app.command
def refuse(
    clause: str, *, reason: str, unless: list[str] | None = None, at: At, key: Key, json: Json = False
) -> None:
    """Refuse the clause, with the reason; --unless: what would make your party agree.

    Example: safeconduct accord refuse patrols --reason "Against our law" --at http://127.0.0.1:8443 --key k.key
    """
    _position(clause, "refused", reason, at, key, json, conditions=unless)


def _position(
    clause: str,
    stand: str,
    reason: str,
    at: str,
    key: Key,
    json: bool,
    version_of: str = "",
    conditions: list[str] | None = None,
) -> None:
    from safeconduct.errors import BadInput

    desk = desk_at(at, key)
    found = known(desk, "clause", clause)
    version = found["counters"].get(version_of) if version_of else found
    if version is None:
        raise BadInput(
            f"{version_of} has no other version of clause {clause!r}", next_step="see: safeconduct accord show"
        )
    body = {"clause": clause, "meaning": version["meaning"], "stand": stand, "reason": reason}
    if conditions:
        body["conditions"] = conditions
    signed = desk.sign("clause.position/1", body)
    answer(signed, f"{stand}: clause {found['number']}, {found['title']}", json)


def _minute(text: str) -> int:
    from safeconduct.errors import BadInput

    hours, _, minutes = text.partition(":")
    if not (hours.isdigit() and minutes.isdigit()) or int(minutes) > 59 or int(hours) * 60 + int(minutes) > 1_440:
        raise BadInput(f"{text!r} is no time of day", next_step="write it as 08:00")
    return int(hours) * 60 + int(minutes)
