"""The accord: clauses side by side, where each party stands, what is in force and what blocks the rest."""

import msgspec
from litestar import Response, get, post

from safeconduct.accord.accord import Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.joint.talks import Act
from safeconduct.node.accord_status import Blocked, blocked, look_now, news
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.node import Node
from safeconduct.node.wording import Wordings
from safeconduct.records.clause import ClauseCountered, ClausePosition, ClauseProposed
from safeconduct.records.units import KeyId, Lang, PartyId
from safeconduct.state.model import State

from .access import mandate_uses
from .language import language_of, translator
from .names import Names
from .render import page
from .sentence import sentence
from .terms import terms_lines

_NEW_MAX = 12


@get("/accord")
async def accord(request: AnyRequest) -> Response[str]:
    """The page."""
    return page(request, "accord/page.html", "accord", _context(request))


@get("/accord/clauses")
async def clauses(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "accord/clauses.html", "accord", _context(request))


@post("/accord/seen", status_code=200)
async def seen(request: AnyRequest) -> Response[str]:
    """This officer has seen what there is: the living part again."""
    key, _ = officer_of(request)
    node = node_of(request)
    node.looks.note(key, look_now(node))
    return page(request, "accord/clauses.html", "accord", _context(request))


class View:
    """Writes clauses for one reader."""

    def __init__(self, node: Node, lang: Lang) -> None:
        self.node, self.lang, self.t = node, lang, translator(lang)
        self.state: State = node.truth.state
        self.names, self.wordings = Names(self.state, lang), Wordings(self.state)
        self.order = sorted(self.state.parties.parties, key=lambda party: (party != node.config.party, party))
        self.now_ms = node.clock.now_ms()
        self._uses = mandate_uses(node, self.names)

    def clause(self, clause: Clause) -> dict[str, object]:
        """What `accord/clause.html` shows."""
        said = self.node.talks.of(clause.clause)
        found = blocked(clause, self.state, said, self.now_ms, self.node.truth.parties)
        examples = self.wordings.examples(clause.content, self.lang)
        return {
            "number": clause.number,
            "id": clause.clause,
            "kind": clause.kind,
            "title": clause.title_in(self.lang),
            "texts": self.wordings.texts(clause.content),
            "mandate": self._uses.get(clause.clause),
            "digest": clause.meaning,
            "stands": [self.stand(clause, party) for party in self.order],
            "in_force": found.why is None,
            "in_force_since_ms": found.since_ms,
            "until_ms": found.until_ms,
            "blocks": self.blocks(found),
            "stale": list(clause.stale),
            "authentic": getattr(clause.content, "authentic", None),
            "answer_by_ms": clause.answer_by_ms if found.why == "open" else None,
            "terms": [] if clause.terms is None else terms_lines(clause.terms, self.t),
            "replaces": [self.names.clause(each) for each in clause.replaces],
            "counters": len(clause.counters),
            "rivals": len(found.rivals),
            "talk": len(said) + len(self.node.notes.of(clause.clause, self.now_ms)),
            "own_proposal": clause.proposed_by == self.node.config.party,
            "examples": [
                {
                    "title": self.t(example.title),
                    "steps": [
                        {
                            "at_text": step.at_text,
                            "kind": step.kind,
                            "text": step.text if step.kind == "event" else self.t(step.text),
                        }
                        for step in example.steps
                    ],
                }
                for example in examples
            ],
        }

    def stand(self, clause: Clause, party: PartyId) -> dict[str, object]:
        """Where that party stands."""
        stand = clause.stand(party)
        position = clause.positions.get(party) if stand not in ("open", "amended") else None
        seat = self.state.of(ACCORD).seat(party, self.node.truth.parties)
        return {
            "party": self.names.party(party),
            "stand": stand,
            "seat": seat if seat != "full" else None,
            "officer": self.state.parties.name(position.by) if position else None,
            "reason": position.reason if position else None,
            "conditions": list(position.conditions) if position else [],
            "at_ms": position.at_ms if position else None,
        }

    def blocks(self, found: Blocked) -> list[str]:
        """What stands in the way, a line each."""
        t, lines = self.t, []
        missing = [self.names.party(each.party) for each in found.missing]
        if found.why == "open":
            lines.append(t("clause-blocked", parties=", ".join(missing)))
        elif found.why is not None:
            lines.append(t(f"why-{found.why.replace('_', '-')}"))
        late = [self.names.party(each.party) for each in found.missing if each.is_late]
        if late:
            lines.append(t("block-late", parties=", ".join(late)))
        if found.rivals:
            lines.append(t("block-rivals", count=len(found.rivals)))
        if found.stale:
            lines.append(t("block-stale", languages=", ".join(t(f"field-{lang}") for lang in found.stale)))
        if found.same_number:
            lines.append(t("block-same-number", clauses=", ".join(found.same_number)))
        return lines

    def act(self, act: Act) -> dict[str, object]:
        """One act as a line."""
        return {
            "record": act.record,
            "clause": act.clause,
            "party": self.names.party(act.party),
            "officer": self.state.parties.name(act.by),
            "at_ms": act.at_ms,
            "text": sentence(act.body, self.t, self.names),
            "reason": act.body.reason if isinstance(act.body, ClausePosition | ClauseCountered) else "",
            "conditions": list(act.body.conditions)
            if isinstance(act.body, ClausePosition) and act.body.conditions is not msgspec.UNSET
            else [],
            "refused": act.refused,
            "is_rival": act.is_rival,
        }

    def news(self, key: KeyId) -> dict[str, object]:
        """What is new for that officer, the newest first."""
        said, notes = news(self.node, key)
        newest = [self.act(act) for act in reversed(said[-_NEW_MAX:])]
        return {"count": len(said) + len(notes), "acts": newest}


def view_of(request: AnyRequest) -> View:
    """For the reader of that request."""
    return View(node_of(request), language_of(request.cookies.get("lang")))


def _context(request: AnyRequest) -> dict[str, object]:
    key, officer = officer_of(request)
    view = view_of(request)
    node, state = view.node, view.state
    accord = state.of(ACCORD)
    level = accord.level(node.truth.parties)
    silent = sorted({party for party, _ in accord.quiet})
    return {
        "accord": {"title": view.t("accord-title"), "digest": node.truth.accord(view.now_ms) or ""},
        "parties": [view.names.party(party) for party in view.order],
        "may_propose": bool(ClauseProposed.SIGNERS.intersection(officer.roles)),
        "news": view.news(key),
        "level": {"level": level.level, "of": level.of} if level else None,
        "may_level": "security" in officer.roles,
        "silent": [view.names.party(party) for party in silent],
        "clauses": [view.clause(clause) for clause in accord.numbered()],
    }


HANDLERS = (accord, clauses, seen)
