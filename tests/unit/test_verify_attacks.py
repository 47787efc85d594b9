"""What a party writes into its own log against evidence: it undoes nothing, stops nothing, crashes nothing."""

import json

import pytest

from safeconduct.accord.meaning import meaning
from safeconduct.evidence import Wanted, pack, select, verify
from safeconduct.protocol import rule_bytes
from safeconduct.records.clause import ClausePosition, ClauseProposed, ProtocolContent
from safeconduct.records.fact import Fact
from safeconduct.records.units import INT_MAX, Ms
from safeconduct.records.watch import FactsDerived
from safeconduct.wire import dsse
from tests.breach import RULE, Breach
from tests.parties import at
from tests.unit.test_evidence_lies import status

BASE = json.loads(rule_bytes(RULE))
FAR = INT_MAX


def sealed(breach: Breach) -> bytes:
    return pack(select("company", breach.held(), Wanted("alarm", breach.alarm), breach.blobs.get))


def append(side, payload: bytes, signer) -> None:
    side.raw.append(dsse.encode(dsse.sign(payload, signer)))
    side.entries.append(None)


def spelt(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def entry_of(side, kind: str) -> int:
    return next(
        e.index
        for e in side.entries
        if e.record.type == kind and getattr(e.record.body, "clause", "dwell") == "dwell"
    )


@pytest.mark.parametrize("kind", ["clause.position/1", "alarm.raised/1", "verdict.reached/1"])
@pytest.mark.parametrize("of", ["host", "company"])
def test_a_copy_of_a_record_undoes_nothing(second, kind, of):
    """In its own log a second time, or in another party's: the id is the same, the place is not."""
    breach = Breach()
    side = getattr(breach, of)
    breach.host.raw.append(side.raw[entry_of(side, kind)])
    breach.host.entries.append(None)
    raw = sealed(breach)
    assert second.agrees(raw) and status(raw) == "violated"


def test_bytes_that_are_no_text_stop_nothing(second):
    breach = Breach()
    payload = b'{"accord":null,"at_ms":1,"body":{"complete_to_ms":1},"by":"' + b"a" * 32
    payload += b'","object":"heartbeat/host","party":"h\xffst","prev":null,"seen":[],"type":"log.completed/1"}'
    append(breach.host, payload, breach.host.node)
    assert second.agrees(sealed(breach))


@pytest.mark.parametrize("bent", [{"at_ms": FAR}, {"fact": FAR}, {"asset": "van\n"}])
def test_times_and_ids_beyond_all_bounds_are_no_records(second, bent):
    breach = Breach()
    fact = {"args": [bent.get("asset", "pickup-1"), "outer"], "name": "entered", "t_ms": bent.get("fact", at(43))}
    body, kind, about, signer = {"facts": [fact]}, "facts.derived/1", "facts/host", breach.host.node
    if "asset" in bent:
        body = {"asset": bent["asset"], "finding": "clear", "note": "", "zone": "outer"}
        kind, about, signer = "check.made/1", f"check/{bent['asset']}/host", breach.host.keeper
    outer = {"accord": None, "at_ms": bent.get("at_ms", at(43)), "body": body, "by": signer.key_id, "object": about,
             "party": "host", "prev": None, "seen": [], "type": kind}  # fmt: skip
    append(breach.host, spelt(outer).encode(), signer)
    raw = sealed(breach)
    assert second.agrees(raw)
    assert any("is no record that this version knows" in finding.text for finding in verify(raw).findings)


def word(value: object, name: str = "more") -> dict:
    return {"name": name, "value": value}


def response(event: str) -> dict:
    events = [
        word({"type": "event", "event": event, "zone": "", "party": ""}, name) for name in ("cause", "answer")
    ]
    return {"pattern": "response", "slots": [*events, word({"type": "duration", "ms": 1000}, "bound")]}


RULES = {
    "nothing": "{}",
    "no slots": spelt({**BASE, "slots": []}),
    "an unknown event": spelt({**BASE, **response("flown")}),
    "an unknown state": spelt(
        {**BASE, "pattern": "check_in", "slots": [word({"type": "state", "state": "asleep"}, "state")]}
    ),
    "a thing without a name": spelt({**BASE, "slots": [*BASE["slots"], word({"type": "thing", "kind": "zone"})]}),
    "an interval without measure": spelt(BASE).replace("600000", str(FAR)),
    "a date without measure": spelt({**BASE, "from_ms": 0, "to_ms": FAR}),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_that_cannot_be_judged_stops_nothing(second, rule):
    breach = Breach()
    content = ProtocolContent(rule)
    breach.host.add(ClauseProposed("odd", 3, "Odd", content), breach.host.operator, at(43))
    for side in (breach.host, breach.company):
        seen = (breach.host.head(),) if side is breach.company else ()
        side.add(ClausePosition("odd", meaning(content), "agreed"), side.operator, at(44), seen)
    entered = FactsDerived((Fact(Ms(at(44) + 1), "entered", ("van-9", "outer")),))
    breach.host.add(entered, breach.host.node, at(45), (breach.company.head(),))
    breach.turn(46, 47)
    raw = sealed(breach)
    assert second.agrees(raw)
    assert any("this version cannot judge its rule" in finding.text for finding in verify(raw).findings)
