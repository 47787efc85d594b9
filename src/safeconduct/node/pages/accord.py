"""The accord: clauses side by side, where each party stands, what is in force and what blocks the rest."""

from litestar import Response, get

from safeconduct.accord.accord import Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.wording import Wordings
from safeconduct.records.clause import ClauseProposed
from safeconduct.records.units import Lang, PartyId
from safeconduct.state.model import State

from .access import mandate_uses
from .language import Translate, language_of, translator
from .names import Names
from .render import page


@get("/accord")
async def accord(request: AnyRequest) -> Response[str]:
    """The page."""
    return page(request, "accord/page.html", "accord", _context(request))


@get("/accord/clauses")
async def clauses(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "accord/clauses.html", "accord", _context(request))


def _context(request: AnyRequest) -> dict[str, object]:
    _, officer = officer_of(request)
    node = node_of(request)
    lang = language_of(request.cookies.get("lang"))
    t = translator(lang)
    state = node.truth.state
    order = sorted(state.parties.parties, key=lambda party: (party != node.config.party, party))
    wordings, names, uses = Wordings(state), Names(state, lang), mandate_uses(node, Names(state, lang))
    return {
        "accord": {"title": t("accord-title"), "digest": node.truth.accord() or ""},
        "parties": [names.party(party) for party in order],
        "may_propose": bool(ClauseProposed.SIGNERS.intersection(officer.roles)),
        "clauses": [
            {**_clause(clause, state, order, wordings, names, t, lang), "mandate": uses.get(clause.clause)}
            for clause in state.of(ACCORD).numbered()
        ],
    }


def _clause(
    clause: Clause, state: State, order: list[PartyId], wordings: Wordings, names: Names, t: Translate, lang: Lang
) -> dict[str, object]:
    since_ms = state.of(ACCORD).in_force_since(clause, frozenset(order))
    missing = [names.party(party) for party in order if clause.stand(party) != "agreed"]
    blocked = t("clause-blocked", parties=", ".join(missing)) if missing else None
    if since_ms is None and not missing:
        blocked = t("clause-alone")
    return {
        "number": clause.number,
        "id": clause.clause,
        "kind": clause.content.__struct_config__.tag,
        "title": clause.title_in(lang),
        "texts": wordings.texts(clause.content),
        "digest": clause.meaning,
        "stands": [_stand(clause, party, state, names) for party in order],
        "in_force": since_ms is not None,
        "in_force_since_ms": since_ms,
        "blocked_by": blocked,
        "examples": [
            {
                "title": t(example.title),
                "steps": [
                    {
                        "at_text": step.at_text,
                        "kind": step.kind,
                        "text": step.text if step.kind == "event" else t(step.text),
                    }
                    for step in example.steps
                ],
            }
            for example in wordings.examples(clause.content, lang)
        ],
    }


def _stand(clause: Clause, party: PartyId, state: State, names: Names) -> dict[str, object]:
    stand = clause.stand(party)
    position = clause.positions.get(party) if stand != "open" else None
    return {
        "party": names.party(party),
        "stand": stand,
        "officer": state.parties.name(position.by) if position else None,
        "reason": position.reason if position else None,
        "at_ms": position.at_ms if position else None,
    }


HANDLERS = (accord, clauses)
