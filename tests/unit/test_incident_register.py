"""Reports become incidents; joins and splits keep every name alive; what the schema must never hold."""

import base64
import json
import re
import typing

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct import joint
from safeconduct.incident.reduce import INCIDENTS
from safeconduct.records import incident as records
from safeconduct.records.record import BODIES
from tests.naive.register import Register as Naive
from tests.parties import Party, admit_each_other, at
from tests.second import answers
from tests.vector_files import FOLDER

CASES = json.loads((FOLDER / "incident/register.json").read_text(encoding="utf-8"))
PERSONAL = re.compile(
    r"person|people|suspect|perpetrator|actor|group|tribe|sect|ethnic|religion|face|phone|passport|score|rating"
)
"""Nothing of these may be a field of the register: who did it stands in `claims`, as reported, and nowhere else."""


def account(title="A blast", counts=(), **more):
    base = {
        "kind": "incident", "title": title, "event_type": "explosion", "from_ms": at(0), "to_ms": at(1),
        "place": None,
        "counts": counts, "claims": [], "text": "",
        "source": {"kind": "news", "name": "A paper", "ref": "", "published_ms": None},
    }  # fmt: skip
    return {**base, **more}


def body(act):
    """The act of a vector as a record's body."""
    kind, rest = act["kind"], {name: value for name, value in act.items() if name not in ("kind", "by", "expect")}
    match kind:
        case "reported":
            given = {"incident": None, "tlp": "AMBER", "original": None, "keep_until_ms": at(9_000), **rest}
            given["account"] = account(**given.get("account", {}))
            return msgspec.convert(given, records.IncidentReported)
        case "imported":
            given = {
                "source": account()["source"],
                "tlp": "RED",
                "share_with": [],
                "keep_until_ms": at(9_000),
                **rest,
            }
            given["parts"] = [
                {"content": f"{n:064x}", "count": count} for n, count in enumerate(given.pop("counts"))
            ]
            return msgspec.convert(given, records.IncidentImported)
        case "joined":
            return msgspec.convert({"reason": "", **rest}, records.IncidentJoined)
        case "split":
            return msgspec.convert({"reason": "", **rest}, records.IncidentSplit)
    raise AssertionError(kind)


class Told:
    """Acts of two parties in the order in which they are told, folded."""

    def __init__(self):
        self.parties = {name: Party(name) for name in ("host", "company")}
        admit_each_other(*self.parties.values())
        self.minute = 1
        self.fold = joint.new_fold()
        self.fold.add([each for party in self.parties.values() for each in party.entries])

    def act(self, by, what):
        other = next(each for name, each in self.parties.items() if name != by)
        party, tip = self.parties[by], self.state.chain(what.about(by)).tip
        self.minute += 1
        record = party.add(what, party.operator, at(self.minute), seen=(other.head(),), prev=tip)
        self.fold.add(party.entries[-1:])
        return record

    @property
    def state(self):
        return self.fold.state


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_register(case):
    told = Told()
    ids = [told.act(act.get("by", "host"), body(act)) for act in case["acts"]]
    state = told.state
    assert [state.refused.get(each, "") for each in ids] == [act.get("expect", "") for act in case["acts"]]
    found = state.of(INCIDENTS)
    assert {name: list(reports) for name, reports in found.groups.items()} == case["groups"]
    for name, leads in case.get("links", {}).items():
        assert found.resolve(name) == leads, name
    assert case["catches"]


def test_half_of_the_cases_are_refused():
    refused = [any("expect" in act for act in case["acts"]) for case in CASES]
    assert sum(refused) * 2 >= len(refused)


def test_the_second_verifier_refuses_the_same():
    tolds = []
    for case in CASES:
        told = Told()
        for act in case["acts"]:
            told.act(act.get("by", "host"), body(act))
        tolds.append(told)
    logs = [
        {party.origin: [base64.b64encode(raw).decode() for raw in party.raw] for party in told.parties.values()}
        for told in tolds
    ]
    for told, case, theirs in zip(tolds, CASES, answers("--fold", logs), strict=True):
        assert theirs["refused"] == dict(told.state.refused), case["name"]


def test_a_keeper_may_not_report():
    told = Told()
    host = told.parties["host"]
    record = host.add(body({"kind": "reported", "report": "r1"}), host.keeper, at(5))
    told.fold.add(host.entries[-1:])
    assert "takes the role" in told.state.refused[record]


def test_the_open_log_takes_no_label_that_not_all_may_read():
    for tlp in ("RED", "AMBER+STRICT"):
        with pytest.raises(msgspec.ValidationError, match="tlp"):
            body({"kind": "reported", "report": "r1", "tlp": tlp})


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("host", "company")),
        st.sampled_from(("reported", "joined", "split")),
        st.lists(st.sampled_from(("a", "b", "c", "d", "x~1", "x~2", "x~3", "nobody")), min_size=2, max_size=4),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_the_register_is_what_the_twin_says(acts):
    told, naive = Told(), Naive()
    told.act("host", body({"kind": "imported", "batch": "x", "counts": [2]}))
    naive.imported("x", 2)
    for by, kind, names in acts:
        first, *rest = names
        if kind == "reported":
            if "~" in first:
                continue
            told.act(
                by, body({"kind": "reported", "report": first, "incident": None if rest[0] == first else rest[0]})
            )
            naive.reported(by, first, None if rest[0] == first else rest[0])
        elif kind == "joined":
            told.act(by, body({"kind": "joined", "incident": first, "others": rest}))
            naive.joined(first, rest)
        else:
            told.act(by, body({"kind": "split", "incident": first, "reports": rest}))
            naive.split(first, rest)
    found = told.state.of(INCIDENTS)
    for name in ("a", "b", "c", "d", "x~1", "x~2", "x~3"):
        incident = found.resolve(name)
        assert incident == naive.leads(name), name
        if incident is not None:
            assert set(found.reports_of(incident)) == naive.reports(incident)


def test_the_schema_holds_no_persons_and_no_groups():
    """A name of somebody can stand in `claims` only: reported, with who reported it."""
    named = [name for body in BODIES.values() if body.TYPE.startswith("incident.") for name in fields(body)]
    assert len(named) > 25
    assert not [name for name in named if PERSONAL.search(name)]
    assert list(fields(records.Claim)) == ["name", "status", "by"]


def fields(struct):
    """Every name in it, through all that it holds."""
    for field in msgspec.structs.fields(struct):
        yield field.encode_name
        for kind in _structs(field.type):
            yield from fields(kind)


def _structs(kind):
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for each in typing.get_args(kind):
        yield from _structs(each)
    if hasattr(kind, "__value__"):
        yield from _structs(kind.__value__)
