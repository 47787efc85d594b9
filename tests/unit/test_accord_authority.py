"""Who may do what: Cedar's answer against one read off the clauses, for every combination."""

import random
from itertools import product
from typing import get_args

import immutables
import pytest

from safeconduct.accord.accord import Accord, Clause, Position
from safeconduct.accord.authority import Asked, Authority
from safeconduct.accord.meaning import meaning
from safeconduct.joint import new_fold
from safeconduct.records.body import Role
from safeconduct.records.clause import DayHours, MandateAct, MandateContent
from safeconduct.records.party import OfficerEnrolled
from safeconduct.records.record import BODIES
from safeconduct.records.terms import Terms
from safeconduct.records.units import KeyId, Name, PublicKey
from tests.naive import authority as naive
from tests.parties import Party, admit_each_other, at, signer

ACTS, ROLES = get_args(MandateAct), get_args(Role)
ON = ("site/works", "zone/outer", "zone/yard", "feed/cctv", None)
DAY_MS = at(0) // 86_400_000 * 86_400_000
ZONES = {"outer": "works"}


@pytest.fixture(scope="module")
def parties():
    host, company = Party("host"), Party("company")
    admit_each_other(host, company)
    for name, roles in (("nobody", ()), ("all", tuple(role for role in ROLES if role != "node"))):
        key = signer(name)
        body = OfficerEnrolled(key=PublicKey(key.public), key_id=KeyId(key.key_id), name=Name(name), roles=roles)
        host.add(body, host.founder, at(-50))
    fold = new_fold()
    fold.add([*host.entries, *company.entries])
    return fold.state.parties


def clause(number: int, mandate: MandateContent, stands: dict[str, str], terms: Terms | None = None) -> Clause:
    positions = {
        party: Position(stand, meaning(mandate, terms), KeyId("0" * 32), at(0), "", "0" * 64)
        for party, stand in stands.items()
    }
    return Clause(
        f"c{number}",
        number,
        Name(f"Mandate {number}"),
        mandate,
        meaning(mandate, terms),
        "host",
        "0" * 64,
        1,
        positions=immutables.Map(positions),
        terms=terms,
    )


def accord_of(rng: random.Random) -> Accord:
    clauses = {}
    for number in range(1, 9):
        hours = DayHours(rng.choice((0, 60, 1_000)), rng.choice((0, 60, 1_200, 1_440)), rng.choice((0, 300, -570)))
        mandate = MandateContent(
            rng.choice(ACTS), rng.choice(("host", "company")), rng.choice(ROLES),
            tuple(sorted(rng.sample(ON[:-1], rng.choice((0, 0, 1, 2))))),
            rng.choice((None, None, 1, 4)), rng.choice((None, hours)), rng.choice((None, 100)),
        )  # fmt: skip
        stands = {"host": "agreed", "company": rng.choice(("agreed", "agreed", "agreed", "reserved"))}
        limits = [DAY_MS, DAY_MS + 59 * 60_000, DAY_MS + 60 * 60_000, DAY_MS + 2_000 * 60_000]
        begins, ends = sorted(rng.sample(limits, 2))
        terms = rng.choice((None, None, Terms(begins_ms=begins), Terms(ends_ms=ends), Terms(begins, ends)))
        each = clause(number, mandate, stands, terms)
        clauses[each.clause] = each
    return Accord(immutables.Map(clauses))


def authority(accord: Accord, parties) -> Authority:
    return Authority(accord, parties, "host", ZONES.items())


@pytest.mark.parametrize("seed", range(6))
def test_every_act_role_and_resource_of_the_matrix(parties, seed):
    rng = random.Random(seed)
    accord = accord_of(rng)
    decided = authority(accord, parties)
    allowed = 0
    for act, party, role, on in product(ACTS, ("host", "company"), ROLES, ON):
        for count, minute, resolution in (
            (1, 0, 500),
            (rng.choice((2, 4, 5)), rng.choice((59, 60, 999, 1_199)), 99),
        ):
            asked = Asked(act, party, role, DAY_MS + minute * 60_000, on, count, resolution)
            decision = decided.decide(asked)
            expected = naive.allowing(accord, parties, asked, ZONES)
            assert set(decision.clauses) == expected, asked
            assert decision.is_allowed == bool(expected)
            allowed += decision.is_allowed
    assert allowed


def test_every_type_of_record_and_every_officer(parties):
    decided = authority(Accord(), parties)
    for key, kind in product(parties.officers, BODIES):
        assert decided.may_sign(key, kind) == naive.may_sign(parties, "host", key, kind), (key, kind)
    assert not decided.may_sign("f" * 32, "movement.stopped/1")
    readers = {key for key in parties.officers if decided.may_read(key)}
    assert readers == {key for key, o in parties.officers.items() if o.party == "host" and set(o.roles) - {"node"}}


def test_a_deputy_signs_what_the_role_may_and_nothing_else(parties):
    nobody = next(key for key, officer in parties.officers.items() if officer.name == "nobody")
    decided = Authority(Accord(), parties, "host", (), frozenset({(nobody, "keeper")}))
    for kind, body in BODIES.items():
        assert decided.may_sign(nobody, kind) == ("keeper" in body.SIGNERS), kind
    assert decided.may_read(nobody) and not authority(Accord(), parties).may_read(nobody)


def test_what_is_denied_names_the_clauses_that_would_allow_it(parties):
    mandate = MandateContent("be_present", "company", "security", ("site/works",), 4)
    accord = Accord(immutables.Map({"c1": clause(1, mandate, {"company": "agreed"})}))
    asked = Asked("be_present", "company", "security", at(0), "site/works", 4)
    decision = authority(accord, parties).decide(asked)
    assert (decision.is_allowed, decision.wanting) == (False, ("c1",))
    agreed = Accord(immutables.Map({"c1": clause(1, mandate, {"company": "agreed", "host": "agreed"})}))
    assert authority(agreed, parties).decide(asked).clauses == ("c1",)
    assert (
        not authority(agreed, parties)
        .decide(Asked("be_present", "company", "security", at(0), "site/works", 5))
        .is_allowed
    )


def test_the_analysis_finds_void_limits_and_mandates_that_nobody_can_use(parties):
    both = {"company": "agreed", "host": "agreed"}
    narrow = MandateContent("be_present", "company", "security", ("site/works",), 2)
    wide = MandateContent("be_present", "company", "security", ("site/works", "site/port"), 6)
    idle = MandateContent("see_feed", "nobody", "admin")
    clauses = {
        each.clause: each for each in (clause(1, narrow, both), clause(2, wide, both), clause(3, idle, both))
    }
    found = authority(Accord(immutables.Map(clauses)), parties)
    assert [(each.one, each.other) for each in found.overlaps()] == [("c1", "c2")]
    assert {line.clause: line.officers for line in found.matrix()} == {"c1": 2, "c2": 2, "c3": 0}
