"""What is signed: the meaning of a clause, not its prose."""

import msgspec

from safeconduct.records.clause import (
    Content,
    DefinitionContent,
    MandateContent,
    ProtocolContent,
    TextContent,
)
from safeconduct.records.units import Digest
from safeconduct.wire import canonical


def meaning(content: Content) -> Digest:
    """The digest that a party's signature covers.

    Protocol, mandate and definition: the compiled form; texts in any language follow from it and may be
    corrected without a new signature. Text clauses have no compiled form: there the versions are the meaning.
    """
    match content:
        case ProtocolContent(rule=rule):
            return Digest(canonical.digest({"kind": "protocol", "rule": rule}))
        case MandateContent() | TextContent():
            return Digest(canonical.digest(msgspec.to_builtins(content)))
        case DefinitionContent(site=site, drawn=drawn):
            return Digest(canonical.digest({"kind": "definition", "site": site, "drawn": drawn}))
