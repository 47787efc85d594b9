"""What is signed: the meaning of a clause, not its prose."""

from collections.abc import Sequence

import msgspec

from safeconduct.records.clause import (
    Content,
    DefinitionContent,
    LevelsContent,
    MandateContent,
    ProtocolContent,
    TextContent,
    WordContent,
)
from safeconduct.records.terms import Terms
from safeconduct.records.units import ClauseId, Digest
from safeconduct.wire import canonical


def meaning(content: Content, terms: Terms | None = None, replaces: Sequence[ClauseId] = ()) -> Digest:
    """The digest that a party's signature covers.

    Protocol, mandate, levels and a site's definition: the compiled form; texts in any language follow from it.
    Texts and words have no compiled form: there the versions are the meaning. When a clause holds by its own terms,
    and which clauses it ends, is signed with it.
    """
    of = _of(content)
    if terms is None and not replaces:
        return of
    whole = {"of": of, "replaces": list(replaces), "terms": None if terms is None else msgspec.to_builtins(terms)}
    return Digest(canonical.digest(whole))


def _of(content: Content) -> Digest:
    match content:
        case ProtocolContent(rule=rule):
            return Digest(canonical.digest({"kind": "protocol", "rule": rule}))
        case MandateContent() | TextContent() | WordContent() | LevelsContent():
            return Digest(canonical.digest(msgspec.to_builtins(content)))
        case DefinitionContent(site=site, drawn=drawn):
            return Digest(canonical.digest({"kind": "definition", "site": site, "drawn": drawn}))
