"""Who could do what: every mandate with who could use it, what stands against it, and this party's own roles."""

from litestar import Response, get

from safeconduct.accord import cedar
from safeconduct.node.api.dispatches import officers
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.node import Node
from safeconduct.node.wording import Wordings
from safeconduct.records.units import ClauseId

from .language import LANGS, Translate, language_of, translator
from .moment import full
from .names import Names
from .render import page


@get("/accord/access")
async def access(request: AnyRequest) -> Response[str]:
    """The page."""
    officer_of(request)
    return page(request, "accord/access.html", "accord", _context(request))


def mandate_uses(node: Node, names: Names) -> dict[ClauseId, dict[str, object]]:
    """Of each mandate: how many officers could use it, which others make its limits void, and its policy."""
    authority = node.access.authority
    others: dict[ClauseId, list[str]] = {}
    for pair in authority.overlaps():
        others.setdefault(pair.one, []).append(names.clause(pair.other))
        others.setdefault(pair.other, []).append(names.clause(pair.one))
    return {
        line.clause: {
            "officers": line.officers,
            "overlaps": others.get(line.clause, []),
            "policy": cedar.mandate_policy(line.clause, line.mandate),
        }
        for line in authority.matrix()
    }


def _context(request: AnyRequest) -> dict[str, object]:
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    t, state = translator(lang), node.truth.state
    names, wordings, authority = Names(state, lang), Wordings(state), node.access.authority
    uses = mandate_uses(node, names)
    return {
        "lines": [
            {
                "clause": names.clause(line.clause),
                "number": line.number,
                "is_in_force": line.is_in_force,
                "said": wordings.texts(line.mandate)[lang],
                "party": names.party(line.mandate.party),
                "role": t(f"role-{line.mandate.role}"),
                "act": t(f"mandate-{line.mandate.act.replace('_', '-')}"),
                **uses[line.clause],
            }
            for line in authority.matrix()
        ],
        "officers": [_officer(each, t) for each in officers(node)],
        "policies": authority.policies,
        "langs": LANGS,
    }


def _officer(each: dict[str, object], t: Translate) -> dict[str, object]:
    roles, places = each["roles"], each["deputy"]
    if not isinstance(roles, list) or not isinstance(places, list):
        raise TypeError("an officer without roles")
    return {
        "name": each["name"],
        "key": each["key"],
        "roles": [t(f"role-{role}") for role in roles],
        "deputy": [
            {
                "said": t(
                    "access-deputy", role=t(f"role-{place['role']}"), name=place["of"], until=full(place["to_ms"])
                ),
                "is_live": place["is_live"],
            }
            for place in places
        ],
    }


HANDLERS = (access,)
