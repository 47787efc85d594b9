"""The accord as data, for the command line and other programs."""

import msgspec
from litestar import get

from safeconduct import joint
from safeconduct.accord.clause import Counter
from safeconduct.accord.reduce import ACCORD
from safeconduct.node.wording import Wordings

from .guard import AnyRequest, node_of, officer_of


@get("/api/accord")
async def accord(request: AnyRequest) -> list[dict[str, object]]:
    """Every clause with its texts, its meaning's digest, and where each party stands."""
    officer_of(request)
    truth = node_of(request).truth
    wordings = Wordings(truth.state)
    return [
        {
            "id": clause.clause,
            "number": clause.number,
            "title": clause.title,
            "titles": dict(clause.titles),
            "kind": clause.kind,
            "stale": list(clause.stale),
            "version": clause.version,
            "meaning": clause.meaning,
            "content": msgspec.to_builtins(clause.content),
            "terms": msgspec.to_builtins(clause.terms),
            "replaces": list(clause.replaces),
            "counters": {party: _counter(each) for party, each in sorted(clause.counters.items())},
            "texts": wordings.texts(clause.content),
            "stands": {party: clause.stand(party) for party in sorted(truth.parties)},
            "in_force_since_ms": truth.state.of(ACCORD).in_force_since(
                clause, truth.parties, node_of(request).clock.now_ms()
            ),
        }
        for clause in truth.state.of(ACCORD).numbered()
    ]


def _counter(counter: Counter) -> dict[str, object]:
    return {
        "title": counter.title,
        "meaning": counter.meaning,
        "against": counter.against,
        "content": msgspec.to_builtins(counter.content),
        "terms": msgspec.to_builtins(counter.terms),
        "reason": counter.reason,
        "at_ms": counter.at_ms,
        "record": counter.record,
    }


@get("/api/lexicon")
async def lexicon(request: AnyRequest) -> object:
    """The names that a protocol's sentence may use here."""
    officer_of(request)
    return msgspec.to_builtins(joint.lexicon_of(node_of(request).truth.state))


HANDLERS = (accord, lexicon)
