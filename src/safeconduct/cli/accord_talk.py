"""Talking about clauses: counter, amend, merge, split, withdraw, comment; what is new, and what blocks the rest."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from .answer import Json, answer
from .asking import known
from .options import At, Key, desk_at

if TYPE_CHECKING:
    from safeconduct.node.desk import Desk

Lang = Literal["en", "zh", "ur"]
Protocol = Annotated[str | None, Parameter(help="A sentence that a machine checks.")]
Prose = Annotated[str | None, Parameter(help="A text, in English; --text-zh and --text-ur beside it.")]
By = Annotated[str | None, Parameter(help="Until when the others may answer, as 2026-05-01T18:00 UTC.")]


def amend(
    clause: str,
    *,
    protocol: Protocol = None,
    text: Prose = None,
    text_zh: str = "",
    text_ur: str = "",
    checked: Annotated[list[Lang] | None, Parameter(help="Languages left as they are on purpose.")] = None,
    title: str = "",
    number: int | None = None,
    answer_by: By = None,
    terms: Annotated[Path | None, Parameter(help="Its terms (JSON); see docs/negotiation.md.")] = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Propose a new version of a clause. What is not given stays as it is; all stands on other wording fall away.

    Example: safeconduct accord amend privacy --text "Names stay with their own side." --at URL --key host.key
    """
    desk = desk_at(at, key)
    found = known(desk, "clause", clause)
    content = _content(desk, found, protocol, text, text_zh, text_ur)
    body = _version(found, content, terms, answer_by)
    body["title"] = title or body["title"]
    body["number"] = number or body["number"]
    if checked:
        body["checked"] = list(checked)
    signed = desk.sign("clause.proposed/1", body)
    answer(signed, f"clause {body['number']} is proposed in a new version", json)


def counter(
    clause: str,
    *,
    reason: str,
    protocol: Protocol = None,
    text: Prose = None,
    text_zh: str = "",
    text_ur: str = "",
    terms: Annotated[Path | None, Parameter(help="Its terms (JSON); see docs/negotiation.md.")] = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Put your party's other version beside a clause; the one on the table stays.

    Example: safeconduct accord counter dwell --reason "Too short at night" --protocol "No vehicle stays in the
      outer ring more than 30 minutes since it entered or was last checked." --at URL --key company.key
    """
    desk = desk_at(at, key)
    found = known(desk, "clause", clause)
    body = {
        "clause": clause,
        "against": found["meaning"],
        "title": found["title"],
        "content": _content(desk, found, protocol, text, text_zh, text_ur),
        "reason": reason,
    }
    if terms is not None:
        body["terms"] = _terms(terms)
    signed = desk.sign("clause.countered/1", body)
    answer(signed, f"your version stands beside clause {found['number']}", json)


def take(clause: str, party: str, *, answer_by: By = None, at: At, key: Key, json: Json = False) -> None:
    """Propose the other version of PARTY as the clause: then it is on the table.

    Example: safeconduct accord take dwell company --at http://127.0.0.1:8443 --key host-founder.key
    """
    from safeconduct.errors import BadInput

    desk = desk_at(at, key)
    found = known(desk, "clause", clause)
    other = found["counters"].get(party)
    if other is None:
        have = ", ".join(found["counters"]) or "nobody"
        raise BadInput(f"{party} has no other version of clause {clause!r}", next_step=f"one has: {have}")
    body = _version({**found, "terms": other["terms"]}, other["content"], None, answer_by)
    body["title"] = other["title"]
    signed = desk.sign("clause.proposed/1", body)
    answer(signed, f"clause {found['number']} is on the table as {party} wants it; sign it next", json)


def merge(
    clause: str,
    *,
    of: list[str],
    title: str,
    protocol: Protocol = None,
    text: Prose = None,
    text_zh: str = "",
    text_ur: str = "",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Propose one clause for several: they run until it is signed by all, and end then.

    Example: safeconduct accord merge gates --of gate-a --of gate-b --title "Gates" --text "..." --at URL --key k
    """
    _replacing(clause, of, title, protocol, text, text_zh, text_ur, at, key, json)


def split(
    clause: str,
    *,
    off: str,
    title: str,
    protocol: Protocol = None,
    text: Prose = None,
    text_zh: str = "",
    text_ur: str = "",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Propose a part of the clause --off as a clause of its own; that one ends once all its parts are signed.

    Example: safeconduct accord split gates-night --off gates --title "Gates at night" --text "..." --at URL --key k
    """
    _replacing(clause, [off], title, protocol, text, text_zh, text_ur, at, key, json)


def withdraw(
    clause: str, *, reason: str = "", own_counter: bool = False, at: At, key: Key, json: Json = False
) -> None:
    """Take your own proposal from the table, or with --own-counter your version beside it.

    Example: safeconduct accord withdraw patrols --reason "Superseded" --at http://127.0.0.1:8443 --key k.key
    """
    desk = desk_at(at, key)
    body = {"clause": clause, "what": "counter" if own_counter else "clause", "reason": reason}
    answer(desk.sign("clause.withdrawn/1", body), f"withdrawn: {clause}", json)


def discuss(clause: str, text: str, *, private: bool = False, at: At, key: Key, json: Json = False) -> None:
    """Comment on a clause. All parties read it; with --private only your own officers: it never leaves the node.

    Example: safeconduct accord discuss dwell "Does this count at night?" --at http://127.0.0.1:8443 --key k.key
    """
    desk = desk_at(at, key)
    known(desk, "clause", clause)
    if private:
        answer(desk.post(f"/api/accord/{clause}/notes", {"text": text}), "noted, for your own party only", json)
        return
    body = {"clause": clause, "text": text, "on": None}
    answer(desk.sign("clause.discussed/1", body), f"said on clause {clause}", json)


def thread(clause: str, *, lang: Lang = "en", at: At, key: Key, json: Json = False) -> None:
    """All that was said on a clause, its other versions word by word, and your own party's notes.

    Example: safeconduct accord thread dwell --at http://127.0.0.1:8443 --key host-founder.key
    """
    desk = desk_at(at, key)
    known(desk, "clause", clause)
    found = desk.get(f"/api/accord/{clause}/talk?lang={lang}")
    lines = [_act(act) for act in found["acts"]]
    for each in found["redlines"]:
        marks = {"kept": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
        pieces = "".join(marks[how].format(text) for how, text in each["pieces"])
        lines += [f"{each['what']} of {each['party']}:", f"   {pieces}"]
    lines += [f"(only here) {_moment(note['at_ms'])} {note['officer']}: {note['text']}" for note in found["notes"]]
    answer(found, lines or ["nothing was said yet"], json)


def status(*, keep: bool = False, lang: Lang = "en", at: At, key: Key, json: Json = False) -> None:
    """What is new since you last looked, and what blocks each clause that is not in force. --keep: it stays new.

    Example: safeconduct accord status --at http://127.0.0.1:8443 --key host-founder.key
    """
    desk = desk_at(at, key)
    found = desk.get(f"/api/accord/status?lang={lang}")
    titles = {each["id"]: f"{each['number']}. {each['title']}" for each in desk.get("/api/accord")}
    lines = [f"new since {_moment(found['looked_ms']) if found['looked_ms'] else 'ever'}: {len(found['new'])} acts"]
    lines += [f"   {_act(act)}" for act in found["new"]]
    if found["level"]:
        lines.append(f"threat level {found['level']['level']} of {found['level']['of']}")
    lines += [f"{party} is silent since {_moment(since_ms)}" for party, since_ms in found["silent"].items()]
    open_ = [each for each in found["clauses"] if each["why"] is not None]
    lines.append(f"{len(found['clauses']) - len(open_)} clauses in force, {len(open_)} not")
    lines += [f"   {titles[each['clause']]}: {'; '.join(_blocks(each))}" for each in open_]
    if not keep:
        desk.post("/api/accord/looked", {})
    answer(found, lines, json)


def level(to: int, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """State the threat level as your party sees it. Which one holds follows by the accord's own clause.

    Example: safeconduct accord level 3 --reason "Shots near the gate" --at http://127.0.0.1:8443 --key k.key
    """
    desk = desk_at(at, key)
    answer(desk.sign("level.stated/1", {"level": to, "reason": reason}), f"threat level {to} is stated", json)


def levels(
    clause: str, *, number: int, title: str, of: int, stated_by: int, at: At, key: Key, json: Json = False
) -> None:
    """Propose the clause that says which threat levels there are, and how many parties must state one.

    Example: safeconduct accord levels threat --number 2 --title "Levels" --of 4 --stated-by 1 --at URL --key k
    """
    content = {"kind": "levels", "of": of, "stated_by": stated_by}
    body = {"clause": clause, "number": number, "title": title, "content": content}
    answer(desk_at(at, key).sign("clause.proposed/1", body), f"clause {number} is proposed", json)


def seat(party: str, where: Literal["full", "review", "observer"], *, at: At, key: Key, json: Json = False) -> None:
    """Say where a party sits: with a voice, to review, or to observe. Others and that party must say the same.

    Example: safeconduct accord seat auditor observer --at http://127.0.0.1:8443 --key host-founder.key
    """
    signed = desk_at(at, key).sign("seat.given/1", {"party": party, "seat": where})
    answer(signed, f"{party}: {where}", json)


def _replacing(
    clause: str,
    old: list[str],
    title: str,
    protocol: str | None,
    text: str | None,
    text_zh: str,
    text_ur: str,
    at: str,
    key: Key,
    json: bool,
) -> None:
    desk = desk_at(at, key)
    on_table = desk.get("/api/accord")
    found = [known(desk, "clause", each) for each in old]
    body = {
        "clause": clause,
        "number": max(each["number"] for each in on_table) + 1,
        "title": title,
        "content": _content(desk, found[0], protocol, text, text_zh, text_ur),
        "replaces": sorted(each["id"] for each in found),
    }
    signed = desk.sign("clause.proposed/1", body)
    answer(signed, f"clause {body['number']} is proposed; once all have signed, it ends: {', '.join(old)}", json)


def _content(
    desk: "Desk", found: Mapping[str, Any], protocol: str | None, text: str | None, text_zh: str, text_ur: str
) -> dict[str, Any]:
    """The new content: what is given, over what there is."""
    from safeconduct.errors import BadInput

    if protocol is not None and text is not None:
        raise BadInput("a clause is a protocol or a text", next_step="give one of --protocol and --text")
    if protocol is not None:
        import msgspec

        from safeconduct.protocol import Lexicon, parse, rule_bytes

        lexicon = msgspec.convert(desk.get("/api/lexicon"), Lexicon)
        return {"kind": "protocol", "rule": rule_bytes(parse(protocol, lexicon)).decode()}
    given = {lang: words for lang, words in (("en", text), ("zh", text_zh), ("ur", text_ur)) if words}
    before = found["content"]
    if not given:
        return dict(before)
    if before["kind"] in ("text", "word"):
        return {**before, "texts": {**before["texts"], **given}}
    return {"kind": "text", "authentic": "en" if "en" in given else next(iter(given)), "texts": given}


def _version(
    found: Mapping[str, Any], content: object, terms: Path | None, answer_by: str | None
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "clause": found["id"],
        "number": found["number"],
        "title": found["title"],
        "content": content,
    }
    if found["titles"]:
        body["titles"] = found["titles"]
    if found["replaces"]:
        body["replaces"] = found["replaces"]
    if terms is not None or found["terms"] is not None:
        body["terms"] = _terms(terms) if terms is not None else found["terms"]
    if answer_by is not None:
        from .moment import moment_ms

        body["answer_by_ms"] = moment_ms(answer_by)
    return body


def _terms(path: Path) -> object:
    import msgspec

    from safeconduct.errors import BadInput
    from safeconduct.records.terms import Terms

    from .file import content_of

    try:
        return msgspec.to_builtins(msgspec.json.decode(content_of(path), type=Terms))
    except msgspec.DecodeError as error:
        raise BadInput(f"{path}: {error}", next_step="see docs/negotiation.md for what terms may say") from error


def _blocks(each: Mapping[str, Any]) -> list[str]:
    said = {
        "alone": "no second party has a voice yet",
        "ended": "ended by the clauses that replace it",
        "level": "not at this threat level",
        "not_silent": "only while a party is silent",
        "not_yet": "has not begun",
        "over": "its time is over",
        "silent": "rests while a party is silent",
        "open": "",
        "withdrawn": "withdrawn",
    }
    found = [said[each["why"]]] if said[each["why"]] else []
    for party in each["missing"]:
        conditions = f" if: {', '.join(party['conditions'])}" if party["conditions"] else ""
        late = ", and its time to answer is over" if party["is_late"] else ""
        reason = f" ({party['reason']})" if party["reason"] else ""
        found.append(f"{party['party']} {party['stand']}{reason}{conditions}{late}")
    found += [f"{len(each['rivals'])} rival acts are not settled"] if each["rivals"] else []
    found += [f"translations are stale: {', '.join(each['stale'])}"] if each["stale"] else []
    found += [f"has the same number as {', '.join(each['same_number'])}"] if each["same_number"] else []
    return found


def _act(act: Mapping[str, Any]) -> str:
    mark = "RIVAL " if act["is_rival"] else ""
    refused = f" [changes nothing: {act['refused']}]" if act["refused"] else ""
    return f"{mark}{_moment(act['at_ms'])} {act['officer']} for {act['party']}: {act['text']}{refused}"


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
