"""The fold gives one state, whatever the order of arrival, and refuses what does not count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.accord.meaning import meaning
from safeconduct.accord.reduce import ACCORD
from safeconduct.joint import new_fold, replay
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.area import Point
from safeconduct.records.clause import ClausePosition, ClauseProposed, TextContent
from safeconduct.records.movement import (
    MovementApproved,
    MovementOrdered,
    MovementReleased,
    MovementRequested,
    MovementStopped,
)
from safeconduct.records.watch import CheckMade
from safeconduct.state import fold as fold_module
from safeconduct.state.model import state_digest
from safeconduct.watch.reduce import GROUND
from tests.naive import fold as naive
from tests.parties import MINUTE, Party, admit_each_other, at

CLAUSE = TextContent("en", {"en": "Both sides attend each other's security meetings."})
REQUEST = MovementRequested("m1", "Return from leave", "Terminal", "Works", at(0), at(60), ("t-1", "t-2"))
ORDER = MovementOrdered("m1", at(10), ("bus-1",), (), (Point(1, 1), Point(2, 2)), 50)


def talk() -> tuple[Party, Party]:
    """Two parties that see each other's logs and agree on a clause and a movement."""
    host, company = Party("host"), Party("company")
    admit_each_other(host, company)
    host.add(ClauseProposed("meet", 1, "Meetings", CLAUSE), host.operator, at(0))
    for minute in range(1, 6):
        host.beat(at(minute - 2), at(minute), (company.head(),))
        company.beat(at(minute - 2), at(minute), (host.head(),))
    for party, other in ((host, company), (company, host)):
        agreed = ClausePosition("meet", meaning(CLAUSE), "agreed")
        party.add(agreed, party.operator, at(6), (other.head(),))
    company.add(REQUEST, company.operator, at(7), (host.head(),))
    request = company.entries[-1].id
    order = host.add(ORDER, host.operator, at(8), (company.head(),), prev=request)
    for party, other in ((host, company), (company, host)):
        party.add(MovementApproved("m1", order), party.operator, at(9), (other.head(),))
    host.add(MovementReleased("m1", order), host.operator, at(9.5), (company.head(),))
    return host, company


HOST, COMPANY = talk()
ALL = [*HOST.entries, *COMPANY.entries]
PARTIES = frozenset({HOST.party, COMPANY.party})


def test_the_story_holds():
    state = replay(ALL)
    assert not state.refused
    clause = state.of(ACCORD).clauses["meet"]
    assert clause.signed_since(PARTIES) == at(6)
    assert state.of(MOVEMENTS).movements["m1"].status == "released"


@given(st.permutations(ALL), st.lists(st.integers(1, 7), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_order_of_arrival_gives_one_state(arrivals, steps):
    fold, left = new_fold(), list(arrivals)
    while left:
        for step in steps:
            fold.add(left[:step])
            left = left[step:]
    assert state_digest(fold.state) == state_digest(naive.fold(ALL))


@given(st.permutations(ALL), st.integers(1, 7))
@settings(max_examples=60, deadline=None)
def test_a_fold_that_keeps_few_states_comes_to_the_same(arrivals, step):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fold_module, "_KEEP_ALL", 5)
        patch.setattr(fold_module, "_KEEP_EACH", 4)
        fold, left = new_fold(), list(arrivals)
        while left:
            fold.add(left[:step])
            left = left[step:]
            assert len(fold._states) <= 6 + len(fold.order) // 4 + 1
            for size, kept in fold._states.items():
                assert sum(kept.sizes.values()) == size
    assert state_digest(fold.state) == state_digest(naive.fold(ALL))


def test_a_record_waits_for_what_it_has_seen():
    fold = new_fold()
    fold.add(HOST.entries)
    assert fold.placed(HOST.origin) < len(HOST.entries)
    fold.add(COMPANY.entries)
    assert fold.placed(HOST.origin) == len(HOST.entries)


def test_records_do_not_count_without_role_enrolment_or_signature():
    host = Party("host")
    stranger = host.add(CheckMade("v1", "outer", "clear"), Party("company").keeper, at(1))
    wrong_role = host.add(ClauseProposed("meet", 1, "Meetings", CLAUSE), host.keeper, at(2))
    state = replay(host.entries)
    assert "not enrolled" in state.refused[stranger]
    assert "takes the role" in state.refused[wrong_role]
    assert len(state.refused) == 2


def test_a_stop_beats_a_release_made_at_the_same_time():
    host, company = talk()
    stop = MovementStopped("m1", "Unchecked vehicle")
    company.add(stop, company.operator, at(9.6), (host.head(len(host.entries) - 1),))
    movement = replay([*host.entries, *company.entries]).of(MOVEMENTS).movements["m1"]
    assert movement.is_stopped


def test_an_order_changed_after_approval_asks_again():
    host, company = talk()
    order = host.add(ORDER, host.operator, at(11), (company.head(),), prev=host.tips["movement/m1"])
    release = host.add(MovementReleased("m1", order), host.operator, at(12))
    state = replay([*host.entries, *company.entries])
    assert state.of(MOVEMENTS).movements["m1"].missing_approvals(PARTIES) == ("company", "host")
    assert state.refused[release].startswith("not approved by")


def test_rivals_of_equal_rank_are_contested_until_their_party_builds_on_the_other():
    host, company = Party("host"), Party("company")
    first = host.add(ClauseProposed("meet", 1, "Meetings", CLAUSE), host.operator, at(0))
    heads = (host.head(),)
    company.add(ClauseProposed("meet", 1, "Meet weekly", CLAUSE), company.operator, at(1), heads, prev=first)
    host.add(ClauseProposed("meet", 1, "Meet daily", CLAUSE), host.operator, at(1), (company.head(3),), prev=first)
    state = replay([*host.entries, *company.entries])
    chain = state.chain("clause/meet")
    assert len(chain.contested) == 1
    loser = {"host": host, "company": company}[chain.contested[0].party]
    loser.add(
        ClauseProposed("meet", 1, "Meet weekly", CLAUSE),
        loser.operator,
        at(2),
        (host.head() if loser is company else company.head(),),
        prev=chain.tip,
    )
    assert not replay([*host.entries, *company.entries]).chain("clause/meet").contested


def test_a_check_dated_back_by_twenty_minutes_is_late_entered():
    host, company = talk()
    for minute in range(10, 40):
        company.beat(at(minute - 2), at(minute), (host.head(),))
    host.add(CheckMade("v1", "outer", "clear"), host.keeper, at(20), (company.head(),))
    host.add(CheckMade("v2", "outer", "clear"), host.keeper, at(38), (company.head(),))
    checks = replay([*host.entries, *company.entries]).of(GROUND).checks
    assert checks["v1", "outer"][0].is_late_entered
    assert not checks["v2", "outer"][0].is_late_entered


def test_own_heartbeats_bind_too():
    host = Party("host")
    host.beat(at(30), at(31))
    host.add(CheckMade("v1", "outer", "clear"), host.keeper, at(30) - 6 * MINUTE)
    assert replay(host.entries).of(GROUND).checks["v1", "outer"][0].is_late_entered
