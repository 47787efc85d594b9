"""Packs in whose logs somebody was removed, forked, went on in a new log, changed or lost keys, contested, erased.

Both verifiers must say the same of each; and of each with a lie in it.
"""

import asyncio
import hashlib

import msgspec
import pytest

from safeconduct.evidence import PackedLog, Wanted, pack, select, unpack, verify
from safeconduct.node.shelf import Shelf
from safeconduct.node.succeeding import succeed
from safeconduct.records.content import ContentCommitted, ContentErased, Group
from safeconduct.records.contest import VerdictAnswered, VerdictContested
from safeconduct.records.log import Head, LogForked
from safeconduct.records.party import OfficerRevoked, PartyAdmitted, PartyRekeyed, PartyRemoved
from safeconduct.records.units import Digest, GroupId, KeyId, Ms, ObjectId, PublicKey
from safeconduct.records.watch import CheckMade
from safeconduct.wire import note
from tests.breach import Breach, Side
from tests.parties import at, signer
from tests.second import Second
from tests.sim.pair import MINUTE, World
from tests.unit.test_node_parties import backup, restore
from tests.unit.test_state_parties import proof_of


def packed(breach: Breach, kind: str = "verdict", by: str = "company", held=()) -> bytes:
    wanted = {"alarm": breach.alarm, "verdict": breach.verdict, "record": breach.late_check}[kind]
    return pack(select(by, [*breach.held(), *held], Wanted(kind, wanted), breach.blobs.get))


def said(second: Second, raw: bytes) -> str:
    """What both say, or FAILED and the first reason."""
    second.agrees(raw)
    report = verify(raw)
    lines = [f"{each.level}: {each.where}: {each.text}" for each in report.findings]
    return "\n".join(lines if report.is_verified else [f"FAILED {report.broken[0].text}"])


def summary(breach: Breach, kind: str = "verdict") -> str:
    wanted = {"alarm": breach.alarm, "verdict": breach.verdict}[kind]
    return select("company", breach.held(), Wanted(kind, wanted), breach.blobs.get).texts["summary.txt"]


def check(side: Side, minute: float, *seen: Side | Head, name: str = "v1"):
    heads = tuple(each if isinstance(each, Head) else each.head() for each in seen)
    return side.add(CheckMade(name, "outer", "clear"), side.keeper, at(minute), heads)


def test_a_removed_party_counts_up_to_the_cut(second):
    breach = Breach()
    host, company = breach.host, breach.company
    company.add(PartyRemoved(host.party, "two dispatches without consent"), company.founder, at(43), (host.head(),))
    cut = len(host.raw)
    check(host, 44, company, name="late-1")
    text = said(second, packed(breach))
    assert f"logs/host+joint+1: this log ends at {cut} records: the 1 after it do not count" in text


def forked() -> tuple[Breach, Breach, int]:
    """Two worlds, the same but for the end of the host's log, and how much of it is common."""
    one, other = Breach(), Breach()
    kept = len(one.host.raw)
    for world, mark in ((one, "x"), (other, "y")):
        for minute in range(3):
            check(world.host, 44 + minute, name=f"{mark}{minute}")
    return one, other, kept


def test_a_proven_fork_leaves_what_is_common(second):
    one, other, kept = forked()
    company = one.company
    check(company, 47, other.host)
    assert said(second, packed(one)).startswith("FAILED company names a head of host/joint/1 at size")
    proof = proof_of(one.host, other.host)
    company.add(LogForked(one.host.origin, kept, proof), company.node, at(48), (one.host.head(),))
    text = said(second, packed(one))
    assert f"this log ends at {kept} records: the 3 after it do not count" in text
    assert "beyond the end of that log, that is not on the history in this pack" in text
    lie = proof.replace('"start":', '"start": ')
    one.company.add(LogForked(one.host.origin, 0, lie), company.node, at(49), (one.host.head(),))
    assert "does not count: the proof of a fork does not hold" in said(second, packed(one))


def test_a_fork_that_is_kept_too_long_does_not_hide_what_differs(second):
    one, other, kept = forked()
    check(one.company, 47, other.host.head(kept + 1))
    proof = proof_of(one.host, other.host)
    one.company.add(LogForked(one.host.origin, kept + 2, proof), one.company.node, at(48), (one.host.head(),))
    assert said(second, packed(one)).startswith("FAILED company names a head of host/joint/1")


def test_a_node_with_new_keys_cosigns_with_them(second):
    breach = Breach()
    company, new = breach.company, signer("company node, second")
    witness = note.Signer(f"{company.origin}/witness", signer("company witness, second"), note.COSIGNATURE)
    company.add(PartyRekeyed(PublicKey(new.public), str(witness.key), "disk replaced"), company.founder, at(43))
    company.node, company.witness = new, witness
    breach.turn(44, 44)
    text = said(second, packed(breach))
    assert "cosignatures hold, each made at the time" in text
    chosen = select("company", breach.held(), Wanted("verdict", breach.verdict), breach.blobs.get)
    assert chosen.logs[1].checkpoint.count("— company/joint/1/witness".encode()) == 1, "by the new key"
    company.witness = note.Signer(f"{company.origin}/witness", signer("anybody"), note.COSIGNATURE)
    company.watch_over(breach.host, at(46))
    assert said(second, packed(breach)).startswith("FAILED company logged a cosignature that does not hold")


def test_acts_of_a_key_that_was_lost_are_doubted(second):
    breach = Breach()
    host = breach.host
    host.add(OfficerRevoked(KeyId(host.operator.key_id), "phone lost", at(20)), host.founder, at(43))
    host.add(CheckMade("pickup-1", "outer", "clear"), host.operator, at(44))
    text = said(second, packed(breach, "alarm"))
    assert "may not sign check.made/1" in text
    assert "[doubted: by then somebody else may have had this key]" in summary(breach, "alarm")


def epochs() -> tuple[Breach, Side]:
    """The host restores a backup and goes on in a new log; both then go on as before."""
    breach = Breach()
    host, company = breach.host, breach.company
    old = host.head()
    check(host, 43, name="lost")
    new = host.go_on(old, at(50))
    breach.host = new
    company.add(company_admits(new, host), company.founder, at(50.2), (new.head(), host.head(old.size)))
    breach.turn(51, 53)
    check(new, 54, company, name="v9")
    breach.turn(55, 55)
    breach.host = host
    return breach, new


def company_admits(new: Side, old: Side):
    vkeys = (str(new.log_key.key), str(new.witness.key))
    return PartyAdmitted(new.party, new.origin, PublicKey(old.founder.public), *vkeys)


def test_a_pack_spans_two_epochs(second):
    breach, new = epochs()
    held = [new.held_after(breach.host)]
    for kind in ("verdict", "record"):
        text = said(second, packed(breach, kind, held=held))
        assert "entries of host/joint/2 give the root that host signed" in text
        assert "logs/host+joint+1: this log ends at" in text
        assert "have seen what is not in the pack" not in text
    assert verify(packed(breach, held=held)).claim.claimed.status == "violated"


def test_an_epoch_without_the_one_before_proves_nothing(second):
    breach, new = epochs()
    held = [breach.company.held(), new.held_after(breach.host)]
    whole = select("company", [*held, breach.host.held()], Wanted("verdict", breach.verdict), breach.blobs.get)
    without = msgspec.structs.replace(
        whole,
        policy=msgspec.structs.replace(
            whole.policy, logs=tuple(k for k in whole.policy.logs if k.origin != "host/joint/1")
        ),
        logs=tuple(log for log in whole.logs if log.origin != "host/joint/1"),
    )
    assert said(second, pack(without)).startswith("FAILED goes on after")
    first = breach.host.held(20)
    cut = PackedLog(first.keys.origin, first.checkpoint, first.entries)
    logs = tuple(cut if log.origin == cut.origin else log for log in whole.logs)
    assert said(second, pack(msgspec.structs.replace(whole, logs=logs))).startswith("FAILED goes on after")


def test_an_epoch_that_names_another_history_is_refused(second):
    breach = Breach()
    host = breach.host
    wrong = Head(host.origin, len(host.raw), Digest("ab" * 32))
    new = host.go_on(wrong, at(50))
    text = said(second, packed(breach, "alarm", held=[new.held_after(host)]))
    assert text.startswith("FAILED host names a head of host/joint/1")


def test_an_epoch_with_other_keys_than_its_first_record_is_refused(second):
    breach, new = epochs()
    keys = new.held_after(breach.host)
    other = msgspec.structs.replace(keys, keys=msgspec.structs.replace(keys.keys, founder="ab" * 32))
    assert said(second, packed(breach, held=[other])).startswith("FAILED gives other keys for host/joint/2")


def test_a_contest_stands_beside_the_verdict(second):
    breach = Breach()
    host, company = breach.host, breach.company
    contest = company.add(
        VerdictContested(Digest(breach.verdict), "Our keeper looked\x1b[2J"), company.operator, at(43)
    )
    assert "company contests this verdict" in said(second, packed(breach))
    assert "company contests this verdict" in said(second, packed(breach, "alarm"))
    assert "contests" not in said(second, packed(breach, "record"))
    host.add(VerdictAnswered(contest, "disputed", "No record of it"), host.operator, at(44), (company.head(),))
    text = summary(breach)
    assert said(second, packed(breach)).count("contests") == 1
    assert "Company (company) contests this verdict. It stands as the monitor gave it, beside:" in text
    assert "(No record of it)" in text and "\x1b" not in text
    company.add(VerdictAnswered(contest, "withdrawn", "We erred"), company.operator, at(45), (host.head(),))
    assert "contests" not in said(second, packed(breach))
    assert "contested, and has withdrawn" in summary(breach)
    assert "Nobody contests it." in summary(Breach())


def test_what_was_erased_is_not_said_to_be_withheld(second):
    breach = Breach()
    (digest,) = breach.blobs
    breach.company.add(ContentErased((digest,)), breach.company.node, at(42.5))
    breach.blobs = {}
    assert "host committed to observations that are withheld" in said(second, packed(breach))
    breach.host.add(ContentErased((digest,)), breach.host.node, at(43))
    assert "host committed to observations that were erased by their retention date" in said(second, packed(breach))


def committed(breach: Breach, subject: str = "asset/pickup-1", **contents: bytes) -> dict[str, Digest]:
    """The host commits to these groups about that thing; what it holds of them is in the world's blobs."""
    salted = {name: hashlib.sha256(name.encode()).digest()[:16] + raw for name, raw in contents.items()}
    digests = {name: Digest(hashlib.sha256(blob).hexdigest()) for name, blob in salted.items()}
    breach.blobs |= {digests[name]: blob for name, blob in salted.items()}
    groups = tuple(Group(GroupId(name), digest, None) for name, digest in digests.items())
    seen = (breach.company.head(),)
    breach.host.add(ContentCommitted(ObjectId(subject), groups), breach.host.operator, at(43), seen)
    return digests


def disclosed(breach: Breach, *names: str) -> bytes:
    return pack(select("host", breach.held(), Wanted("verdict", breach.verdict), breach.blobs.get, names))


def test_groups_of_secret_fields_are_shown_withheld_and_erased_one_by_one(second):
    breach = Breach()
    digests = committed(breach, roster=b'["driver-1","guard-2"]', route=b'{"leg":1}')
    committed(breach, "asset/van-9", cargo=b"[]")
    text = said(second, disclosed(breach))
    assert text.count("of asset/pickup-1, to which host committed, is withheld") == 2 and "cargo" not in text
    raw = disclosed(breach, "roster", "cargo")
    text = said(second, raw)
    assert "roster of asset/pickup-1 is what host committed to" in text
    assert digests["roster"] in unpack(raw).blobs and digests["route"] not in unpack(raw).blobs
    assert "route of asset/pickup-1, to which host committed, is withheld" in text
    assert "roster of asset/pickup-1, committed to by host" in unpack(raw).texts["summary.txt"]
    erased = ContentErased((digests["route"],))
    breach.company.add(erased, breach.company.node, at(43.5))
    assert "route of asset/pickup-1, to which host committed, is withheld" in said(second, disclosed(breach))
    breach.host.add(erased, breach.host.node, at(44))
    del breach.blobs[digests["route"]]
    text = said(second, disclosed(breach, "roster", "route"))
    assert "route of asset/pickup-1, to which host committed, was erased by its retention date" in text
    assert "roster of asset/pickup-1 is what host committed to" in text


@pytest.mark.parametrize(
    "content", [b'{ "leg":1}', b'{"leg":1.5}', b'{"leg":1,"leg":2}', b"", b"\xff", b"[" * 90_000]
)
def test_a_group_that_can_be_read_in_two_ways_is_refused(second, content):
    breach = Breach()
    committed(breach, route=content)
    assert said(second, disclosed(breach, "route")).startswith("FAILED route of asset/pickup-1 is in no canonical")


def test_a_group_that_nobody_committed_to_is_refused(second):
    breach = Breach()
    digests = committed(breach, roster=b"[]", route=b"{}")
    whole = unpack(disclosed(breach, "roster"))
    blob = b"another salt 16b" + b"[1]"
    lie = {digest: each for digest, each in whole.blobs.items() if digest != digests["roster"]}
    lie[Digest(hashlib.sha256(blob).hexdigest())] = blob
    assert said(second, pack(msgspec.structs.replace(whole, blobs=lie))).startswith("FAILED is not")
    more = {**whole.blobs, digests["route"]: breach.blobs[digests["route"]]}
    assert said(second, pack(msgspec.structs.replace(whole, blobs=more))).startswith("FAILED is not what this")


def test_a_log_whose_first_record_nobody_can_judge_is_refused(second):
    breach, guest = Breach(), Side("guest")
    absent = Head("stranger/joint/1", 3, Digest("ab" * 32))
    first = guest.entries[0].record
    guest.entries, guest.raw, guest.tips = [], [], {}
    guest.add(first.body, guest.founder, Ms(first.at_ms), (absent,), prev=None)
    text = said(second, packed(breach, held=[guest.held()]))
    assert text.startswith("FAILED the first record has seen what is not in the pack")


def test_nodes_pack_every_epoch_that_they_hold(second, tmp_path):
    """A real node restores a backup and goes on; all make packs from their folders, and verify them."""
    world = World(tmp_path, ("a", "b", "c"))
    a, b, _ = world.sides

    async def story() -> str:
        await world.pass_time(2)
        place = backup(b)
        await b.act("check.made/1", asset="lost", zone="outer", finding="clear", note="")
        await world.pass_time(1)
        restore(b, place)
        await world.meet(b, a)
        await succeed(b.node, [world.asks(b, a)], b.signer, "restored from a backup")
        b.again()
        await world.pass_time(2)
        early = b.clock.ms - 30 * MINUTE
        late = await b.act("check.made/1", at_ms=early, asset="v1", zone="outer", finding="clear", note="")
        await world.pass_time(2)
        return late

    late = asyncio.run(story())
    shelves = [Shelf(side.root) for side in world.sides]
    for shelf in shelves:
        raw = pack(select(shelf.party, shelf.logs(), Wanted("record", late), shelf.blob))
        assert second.agrees(raw)
        assert {key.origin for key in verify(raw).keys} == {"a/joint/1", "b/joint/1", "b/joint/2", "c/joint/1"}
        assert all(verify(raw, other.trust()).is_verified for other in shelves)
