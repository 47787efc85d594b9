"""What is said about clauses, where each stands, and what is new for the officer who asks."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath

from safeconduct.accord.clause import Clause
from safeconduct.accord.redline import redline
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import BadInput
from safeconduct.joint.talks import Act, versions
from safeconduct.node.accord_status import all_blocked, look_now, news
from safeconduct.node.node import Node
from safeconduct.node.notes import Note
from safeconduct.node.pages.language import language_of, translator
from safeconduct.node.pages.names import Names
from safeconduct.node.pages.sentence import sentence
from safeconduct.node.wording import Wordings
from safeconduct.records.clause import ClauseCountered, ClauseProposed
from safeconduct.records.units import ClauseId, Lang, Text

from .guard import AnyRequest, body_of, node_of, officer_of


class Noted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note for the own party only."""

    text: Annotated[Text, msgspec.Meta(min_length=1)]


@get("/api/accord/status")
async def status(request: AnyRequest) -> dict[str, object]:
    """What is new since this officer's last look, what blocks each clause, the threat level, and who is silent."""
    key, _ = officer_of(request)
    node, lang = node_of(request), _lang(request)
    state = node.truth.state
    accord, look = state.of(ACCORD), node.looks.of(key)
    said, notes = news(node, key)
    level = accord.level(node.truth.parties)
    return {
        "looked_ms": look.at_ms or None,
        "new": [told(act, node, lang) for act in said],
        "new_notes": [_note(note) for note in notes],
        "clauses": msgspec.to_builtins(all_blocked(node)),
        "level": {"level": level.level, "of": level.of, "since_ms": level.holds.from_ms} if level else None,
        "stated": {party: stated.level for party, stated in sorted(accord.levels.items())},
        "silent": {party: quiet.since_ms for (party, _), quiet in sorted(accord.quiet.items())},
        "seats": {party: accord.seat(party, node.truth.parties) for party in sorted(node.truth.parties)},
    }


@post("/api/accord/looked", status_code=200)
async def looked(request: AnyRequest) -> dict[str, object]:
    """This officer has seen all that there is now."""
    key, _ = officer_of(request)
    node = node_of(request)
    look = look_now(node)
    node.looks.note(key, look)
    return {"looked_ms": look.at_ms}


@get("/api/accord/{clause:str}/talk")
async def talk(request: AnyRequest, clause: FromPath[str]) -> dict[str, object]:
    """Every act about that clause, its versions as redlines, and this party's own notes on it."""
    officer_of(request)
    node, lang = node_of(request), _lang(request)
    known = _known(node, clause)
    said = node.talks.of(known.clause)
    return {
        "id": known.clause,
        "acts": [told(act, node, lang) for act in said],
        "redlines": redlines(node, known, said, lang),
        "notes": [_note(note) for note in node.notes.of(known.clause, node.clock.now_ms())],
    }


@post("/api/accord/{clause:str}/notes", status_code=201)
async def note(request: AnyRequest, clause: FromPath[str]) -> dict[str, object]:
    """Keep a note that only this party's officers read: no record, so it leaves this node with nothing."""
    key, officer = officer_of(request)
    node = node_of(request)
    noted = await body_of(request, Noted)
    kept = Note(_known(node, clause).clause, key, officer.name, node.clock.now_ms(), noted.text)
    node.notes.add(kept)
    node.stream.publish("accord")
    return _note(kept)


def told(act: Act, node: Node, lang: Lang) -> dict[str, object]:
    """One act, in that language."""
    state = node.truth.state
    clause = state.of(ACCORD).clauses.get(act.clause)
    return {
        "record": act.record,
        "type": act.body.TYPE,
        "clause": act.clause,
        "number": clause.number if clause else None,
        "party": act.party,
        "officer": state.parties.name(act.by),
        "at_ms": act.at_ms,
        "proven_ms": act.proven_ms,
        "text": sentence(act.body, translator(lang), Names(state, lang)),
        "refused": act.refused,
        "is_rival": act.is_rival,
    }


def redlines(node: Node, clause: Clause, said: list[Act], lang: Lang) -> list[dict[str, object]]:
    """Each other version beside the one on the table: the one before it, the parties' own, rivals."""
    wordings = Wordings(node.truth.state)
    now = wordings.texts(clause.content)[lang]
    found: list[dict[str, object]] = []
    before = [act for act in versions(said) if act.record != clause.proposed][-1:]
    counters = {each.record for each in clause.counters.values() if each.meaning != clause.meaning}
    for act in (*before, *(each for each in said if each.is_rival or each.record in counters)):
        if not isinstance(act.body, ClauseProposed | ClauseCountered):
            continue
        other = wordings.texts(act.body.content)[lang]
        is_before = act.record in {each.record for each in before}
        one, two = (other, now) if is_before else (now, other)
        found.append(
            {
                "record": act.record,
                "party": act.party,
                "what": "before" if is_before else "rival" if act.is_rival else "counter",
                "pieces": [list(piece) for piece in redline(one, two)],
            }
        )
    return found


def _known(node: Node, clause: str) -> Clause:
    known = node.truth.state.of(ACCORD).clauses.get(ClauseId(clause))
    if known is None:
        raise BadInput(f"there is no clause {clause!r}", next_step="see: safeconduct accord show")
    return known


def _note(note: Note) -> dict[str, object]:
    return {"clause": note.clause, "officer": note.officer, "at_ms": note.at_ms, "text": note.text}


def _lang(request: AnyRequest) -> Lang:
    return language_of(str(request.query_params.get("lang", "")) or request.cookies.get("lang"))


HANDLERS = (status, looked, talk, note)
