"""Membership, removal, proven forks, new epochs, lost keys: what counts is the same on every node."""

import random

import pytest

from safeconduct.accord.meaning import meaning
from safeconduct.accord.reduce import ACCORD
from safeconduct.joint import Judgement, new_fold, replay, running_of
from safeconduct.ledger import fork
from safeconduct.records.clause import ClausePosition, ClauseProposed, TextContent
from safeconduct.records.log import LogForked, LogSucceeded
from safeconduct.records.party import OfficerEnrolled, OfficerRevoked, PartyRekeyed, PartyRemoved
from safeconduct.records.units import KeyId, Name, PublicKey
from safeconduct.records.watch import CheckMade
from safeconduct.state.model import state_digest
from tests.breach import Side
from tests.naive import fold as naive
from tests.parties import Party, admit_each_other, at, signer

CLAUSE = TextContent("en", {"en": "Both sides attend each other's security meetings."})


def three() -> tuple[Side, Side, Side]:
    a, b, c = Side("a"), Side("b"), Side("c")
    admit_each_other(a, b, c)
    return a, b, c


def check(party: Party, minute: float, *seen, name: str = "v1"):
    return party.add(CheckMade(name, "outer", "clear"), party.keeper, at(minute), tuple(p.head() for p in seen))


def everything(*parties: Party):
    return [entry for party in parties for entry in party.entries]


def same_in_any_order(entries, seed: int = 0, *, is_whole: bool = True) -> str:
    """The digest of the state, found in a few orders of arrival and, where all is there, by the slow twin."""
    digests = {state_digest(naive.fold(entries))} if is_whole else set()
    chance = random.Random(seed)
    for _ in range(6):
        fold, left = new_fold(), list(entries)
        chance.shuffle(left)
        while left:
            step = chance.randint(1, 9)
            fold.add(left[:step])
            left = left[step:]
        digests.add(state_digest(fold.state))
    (digest,) = digests
    return digest


def test_a_party_is_a_member_once_two_have_admitted_each_other():
    a, b = Party("a"), Party("b")
    assert replay(everything(a, b)).parties.members == frozenset()
    a.admit(b)
    assert replay(everything(a, b)).parties.members == frozenset()
    b.admit(a)
    assert replay(everything(a, b)).parties.members == {"a", "b"}


def test_a_clause_does_not_wait_for_who_is_no_member_and_comes_in_force_when_the_last_who_refused_is_removed():
    a, b, c = three()
    stranger = Party("stranger")
    a.add(ClauseProposed("meet", 1, "Meetings", CLAUSE), a.operator, at(0))
    for party, minute in ((a, 1), (c, 2)):
        party.add(ClausePosition("meet", meaning(CLAUSE), "agreed"), party.operator, at(minute), (a.head(1 + 5),))
    entries = everything(a, b, c, stranger)
    state = replay(entries)
    assert not state.of(ACCORD).in_force(state.parties.members)
    a.add(PartyRemoved("b", "left the country"), a.founder, at(9), (b.head(), c.head()))
    state = replay(everything(a, b, c, stranger))
    assert state.parties.members == {"a", "c"}
    assert [clause.clause for clause in state.of(ACCORD).in_force(state.parties.members)] == ["meet"]
    same_in_any_order(everything(a, b, c, stranger))


def test_what_a_removed_party_logged_after_the_cut_never_counts_however_much_of_it_a_node_holds():
    a, b, c = three()
    kept = check(b, 1)
    seen = (b.head(), c.head())
    slow = check(b, 2, name="v2")
    check(c, 2.5, b, name="v3")
    a.add(PartyRemoved("b", "two dispatches without consent"), a.founder, at(3), seen)
    check(c, 4, a, b, name="v4")
    later = check(b, 5, c, name="v5")
    whole = everything(a, b, c)
    short = [entry for entry in whole if entry.log != b.origin or entry.index < seen[0].size]
    assert same_in_any_order(whole) == same_in_any_order(short, is_whole=False)
    state = replay(whole)
    assert state.sizes[b.origin] == seen[0].size and state.parties.closed[b.origin].why == "removed"
    assert kept not in state.refused and slow not in state.refused and later not in state.refused


def test_a_remover_cannot_take_back_what_its_log_has_named_before():
    a, b, c = three()
    check(b, 1)
    check(a, 2, b)
    a.add(PartyRemoved("b", "to make a check disappear"), a.founder, at(3), ())
    state = replay(everything(a, b, c))
    assert state.sizes[b.origin] == len(b.entries)


def test_who_is_no_member_removes_nobody():
    a, b, c = three()
    stranger = Party("stranger")
    removal = stranger.add(PartyRemoved("a", "spite"), stranger.founder, at(1), (a.head(),))
    wrong_role = c.add(PartyRemoved("a", "spite"), c.operator, at(1), (a.head(),))
    state = replay(everything(a, b, c, stranger))
    assert state.parties.members == {"a", "b", "c"}
    assert {removal, wrong_role} <= set(state.refused.keys())


def test_nothing_waits_for_a_removed_party():
    a, b, c = three()
    for party, others in ((a, (b, c)), (b, (a, c)), (c, (a, b))):
        party.watch_over(others[0], at(5))
    a.add(PartyRemoved("b", "gone"), a.founder, at(6), (b.head(), c.head()))
    for minute in (7, 8):
        a.watch_over(c, at(minute))
        c.watch_over(a, at(minute))
    fold = new_fold()
    fold.add(everything(a, b, c))
    assert Judgement(fold).watermark_ms == at(8) - 5_000


def forked_pair(common: int, first: int, second: int) -> tuple[Side, Side]:
    """One party's log in two histories."""
    copies = Side("b"), Side("b")
    for copy in copies:
        for each in (Side("a"), Side("c")):
            copy.admit(each)
        for index in range(common):
            check(copy, index, name=f"v{index}")
    for copy, count, mark in zip(copies, (first, second), "xy", strict=True):
        for index in range(count):
            check(copy, 20 + index, name=f"{mark}{index}")
    return copies


def proof_of(one: Side, other: Side) -> str:
    from safeconduct.ledger.entry import leaf_hash
    from safeconduct.ledger.merkle import root_of

    larger = max((one, other), key=lambda side: len(side.raw))

    def read(level: int, index: int) -> bytes:
        return root_of([leaf_hash(raw) for raw in larger.raw[index << level : (index + 1) << level]])

    made = fork.make(one.checkpoint(), other.checkpoint(), one.log_key.key, read)
    raw = fork.encode(made)
    assert len(raw) <= 2_048
    return raw.decode()


@pytest.mark.parametrize("sizes", [(3, 2, 5), (0, 1, 1), (7, 4, 4)])
def test_two_copies_of_a_forked_log_give_one_state(sizes):
    common, first, second = sizes
    one, other = forked_pair(common, first, second)
    a, c = Side("a"), Side("c")
    admit_each_other(a, c)
    a.admit(one)
    c.admit(one)
    kept = one.head(5 + common).size
    check(a, 30, one)
    check(c, 30, other)
    proof = proof_of(one, other)
    a.add(LogForked(one.origin, kept, proof), a.node, at(40), (one.head(),))
    c.add(LogForked(one.origin, kept, proof), c.node, at(41), (other.head(),))
    at_a, at_c = everything(a, one, c), everything(a, other, c)
    assert same_in_any_order(at_a, is_whole=False) == same_in_any_order(at_c, is_whole=False)
    state = replay(at_a)
    assert state.sizes[one.origin] == kept and state.parties.closed[one.origin].why == "forked"
    assert dict(state.parties.forks[one.origin].kept) == {"a": kept, "c": kept}


def test_a_proof_that_does_not_hold_freezes_nothing():
    one, other = forked_pair(2, 1, 1)
    a, c = Side("a"), Side("c")
    admit_each_other(a, c)
    proof = proof_of(one, other)
    lie = a.add(LogForked(c.origin, 0, proof), a.node, at(1), (c.head(),))
    torn = a.add(LogForked(one.origin, 0, proof.replace("start", "begin")), a.node, at(2), (one.head(),))
    own = one.add(LogForked(one.origin, 0, proof), one.node, at(3))
    state = replay(everything(a, c, one))
    assert {lie, torn, own} <= set(state.refused.keys()) and not state.parties.closed


def next_epoch(side: Side, old, by=None) -> Side:
    """The same party, going on in a new log."""
    new = Side.__new__(Side)
    new.party, new.origin = side.party, "b/joint/2"
    new.founder, new.node, new.operator, new.keeper = side.founder, side.node, side.operator, side.keeper
    new.entries, new.raw, new.tips = [], [], dict(side.tips)
    body = LogSucceeded(
        old, "restored from a backup", "b/joint/2+00000000+AAAA", str(side.witness.key), PublicKey(side.node.public)
    )
    new.add(body, by or side.founder, at(50), (old,))
    return new


def test_a_new_epoch_goes_on_at_the_head_that_it_names():
    a, b, c = three()
    check(b, 1)
    old = b.head()
    check(b, 2, name="lost")
    new = next_epoch(b, old)
    check(new, 51, a, name="v9")
    whole = everything(a, b, c, new)
    short = [entry for entry in whole if entry.log != b.origin or entry.index < old.size]
    assert same_in_any_order(whole) == same_in_any_order(short, is_whole=False)
    state = replay(whole)
    assert not state.refused and state.parties.parties["b"].log == "b/joint/2"
    assert (state.sizes["b/joint/1"], state.sizes["b/joint/2"]) == (old.size, 2)


def test_nobody_else_begins_an_epoch_and_nobody_founds_twice():
    a, b, c = three()
    by_operator = next_epoch(b, b.head(), b.operator)
    refused = replay(everything(a, b, c, by_operator)).refused
    assert by_operator.entries[0].id in refused
    twice = Party("b")
    twice.origin = "b/other/1"
    twice.entries, twice.raw, twice.tips = [], [], {}
    second = twice.add(b.founding, b.founder, at(1), (b.head(),), prev=None)
    state = replay(everything(a, b, c, twice))
    assert "founded already" in state.refused[second] and state.parties.parties["b"].log == "b/joint/1"


def test_after_a_fork_a_new_epoch_needs_to_be_admitted():
    one, other = forked_pair(3, 1, 1)
    a = Side("a")
    a.admit(one)
    a.add(LogForked(one.origin, 6, proof_of(one, other)), a.node, at(40), (one.head(),))
    new = next_epoch(one, one.head(6))
    new.entries, new.raw = [], []
    body = LogSucceeded(one.head(6), "forked", "b/joint/2+0+A", str(one.witness.key), PublicKey(one.node.public))
    first = new.add(body, one.founder, at(50), (one.head(6), a.head()), prev=None)
    assert "must admit" in replay(everything(a, one, new)).refused[first]


def test_in_a_log_its_order_decides_about_a_lost_key_and_not_the_clock():
    host = Party("host")
    before = check(host, 5)
    host.add(OfficerRevoked(KeyId(host.keeper.key_id), "phone lost", at(4)), host.founder, at(6))
    after = check(host, 3, name="v2")
    again = host.add(
        OfficerEnrolled(PublicKey(host.keeper.public), KeyId(host.keeper.key_id), Name("Keeper"), ("keeper",)),
        host.founder,
        at(7),
    )
    last = host.add(OfficerRevoked(KeyId(host.founder.key_id), "locks everybody out"), host.founder, at(8))
    state = replay(host.entries)
    assert set(state.refused.keys()) == {after, again, last} and before not in state.refused
    assert state.parties.is_doubted(KeyId(host.keeper.key_id), at(5))
    assert not state.parties.is_doubted(KeyId(host.keeper.key_id), at(3))


def test_a_node_with_new_keys_signs_and_its_old_key_does_not():
    host, new = Party("host"), signer("host node, second")
    host.beat(at(0), at(1))
    host.add(PartyRekeyed(PublicKey(new.public), "host/joint/1/witness+00000001+AAAA"), host.founder, at(2))
    tips = dict(host.tips)
    host.beat(at(1), at(3))
    stale, host.tips = host.entries[-1].id, tips
    host.node = new
    host.beat(at(2), at(4))
    state = replay(host.entries)
    assert set(state.refused.keys()) == {stale}
    assert state.parties.parties["host"].witness_vkey == "host/joint/1/witness+00000001+AAAA"


def test_rules_run_from_when_the_members_are_those_who_agreed():
    a, b, c = three()
    state = replay(everything(a, b, c))
    assert running_of([], state) == {}
