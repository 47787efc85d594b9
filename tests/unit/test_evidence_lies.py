"""Packs that are whole and signed, and yet say what is not so: by a dishonest packer, or by a party's own log."""

import hashlib

import msgspec
import pytest

from safeconduct.accord.meaning import meaning
from safeconduct.evidence import Trust, Wanted, pack, render, select, verify
from safeconduct.joint import new_fold
from safeconduct.joint.judgement import Judgement
from safeconduct.protocol.rule import FORMAL, SEMANTICS, Rule, rule_bytes
from safeconduct.records.clause import ClausePosition, ClauseProposed, ProtocolContent, TextContent
from safeconduct.records.fact import Fact
from safeconduct.records.log import Head, LogCosigned
from safeconduct.records.party import PartyAdmitted
from safeconduct.records.units import Digest, Ms
from safeconduct.records.verdict import VerdictReached
from safeconduct.records.watch import CheckMade, FactsDerived
from safeconduct.wire import dsse
from tests.breach import DWELL, RULE, Breach, Side
from tests.naive import pack as naive
from tests.naive.formulas_at_random import Maker
from tests.parties import Party, at, signer


def packed(breach: Breach, kind: str = "alarm", by: str = "company", **how) -> bytes:
    wanted = {"alarm": breach.alarm, "verdict": breach.verdict, "record": breach.late_check}[kind]
    return pack(select(by, how.get("held") or breach.held(), Wanted(kind, wanted), breach.blobs.get))


def said(raw: bytes, trust: Trust | None = None) -> tuple[bool, str]:
    report = verify(raw, trust)
    return report.is_verified, "\n".join(f"{each.level}: {each.where}: {each.text}" for each in report.findings)


def status(raw: bytes) -> str | None:
    claim = verify(raw).claim
    return claim.claimed.status if claim else None


def test_a_suspension_dated_back_does_not_lift_the_duty():
    breach = Breach()
    stand = ClausePosition("dwell", meaning(DWELL), "reserved", "We never really agreed")
    breach.host.add(stand, breach.host.operator, at(9), (breach.company.head(),))
    breach.turn(43, 44)
    is_verified, text = said(packed(breach, "verdict"))
    assert is_verified and "late-entered: clause dwell: reserved" in text
    assert status(packed(breach, "verdict")) == "violated"


def test_a_suspension_in_time_ends_the_rule_for_duties_after_it_only():
    breach = Breach()
    stand = ClausePosition("dwell", meaning(DWELL), "reserved")
    breach.host.add(stand, breach.host.operator, at(43), (breach.company.head(),))
    later = FactsDerived((Fact(at(44), "entered", ("van-9", "outer")),))
    breach.host.add(later, breach.host.node, at(44.5), (breach.company.head(),))
    breach.turn(45, 60)
    assert said(packed(breach))[0] and status(packed(breach)) == "violated"
    fold = new_fold()
    fold.add([*breach.host.entries, *breach.company.entries])
    assert [verdict.key[0].value for _, verdict in Judgement(fold).verdicts()] == ["pickup-1"]


def test_a_rule_agreed_again_judges_what_arises_in_both_spans_and_not_between():
    breach = Breach()
    for minute, stand in ((43, "reserved"), (50, "agreed")):
        position = ClausePosition("dwell", meaning(DWELL), stand)
        breach.host.add(position, breach.host.operator, at(minute), (breach.company.head(),))
    for minute, asset in ((46, "between"), (52, "after")):
        entered = FactsDerived((Fact(at(minute), "entered", (asset, "outer")),))
        breach.host.add(entered, breach.host.node, at(53), (breach.company.head(),))
    fold = new_fold()
    fold.add([*breach.host.entries, *breach.company.entries])
    assert [verdict.key[0].value for _, verdict in Judgement(fold).verdicts()] == ["pickup-1", "after"]


def test_a_check_dated_back_a_little_behind_the_own_heartbeat_does_not_count_either():
    breach = Breach()
    check = breach.host.add(CheckMade("pickup-1", "outer", "clear"), breach.host.keeper, at(41))
    breach.turn(43, 43)
    _, text = said(packed(breach))
    place = f"entries, entry {next(e.index for e in breach.host.entries if e.id == check)}"
    assert f"{place}: is dated back behind a promise of its own log" in text


def test_a_log_cut_off_before_the_deed_proves_no_silence():
    breach = Breach()
    before = next(e.index for e in breach.host.entries if e.record.type == "alarm.raised/1") + 1
    raw = packed(breach, held=[breach.company.held(), breach.host.held(before)])
    is_verified, text = said(raw)
    assert status(raw) == "pending"
    assert is_verified and "provisional" in text and "have seen what is not in the pack" in text


def test_a_packer_that_leaves_out_a_log_it_has_admitted_is_refused():
    breach, guest = Breach(), Side("guest")
    body = guest.founding
    admitted = PartyAdmitted(guest.party, guest.origin, body.founder, body.log_vkey, body.witness_vkey)
    breach.company.add(admitted, breach.company.founder, at(43))
    is_verified, text = said(packed(breach))
    assert not is_verified and "whose log is not in the pack, so silence cannot be judged" in text
    assert said(packed(breach, by="host"))[0], "a party that only the other one admitted may be unknown here"


def test_an_admission_with_other_keys_is_refused():
    breach = Breach()
    body = breach.host.founding
    admitted = PartyAdmitted(breach.host.party, breach.host.origin, Side("guest").founding.founder,
                             body.log_vkey, body.witness_vkey)  # fmt: skip
    breach.company.add(admitted, breach.company.founder, at(43))
    is_verified, text = said(packed(breach))
    assert not is_verified and "company admitted host with other keys" in text


def test_a_log_shown_in_two_versions_is_found_by_what_the_other_has_seen():
    breach, forged = Breach(), Side("company")
    for entry in breach.company.entries[1:]:
        moved = 1 if entry.index == 20 else 0
        forged.add(entry.record.body, _key(entry.record.by), Ms(entry.record.at_ms + moved), entry.record.seen)
    raw = packed(breach, "record", held=[forged.held(), breach.host.held()])
    is_verified, text = said(raw)
    assert not is_verified and "is not on the history in this pack" in text
    assert not naive.is_verified(raw)


def test_a_cosignature_that_does_not_hold_is_refused():
    breach = Breach()
    line = f"— company/joint/1/witness {'A' * 104}"
    breach.company.add(LogCosigned(breach.host.head(), at(43), f"{line}\n"), breach.company.node, at(43))
    is_verified, text = said(packed(breach, "verdict", held=[breach.company.held(), breach.host.held()]))
    assert not is_verified and "company logged a cosignature that does not hold" in text


def test_a_cosignature_at_another_time_than_its_record_says_is_refused():
    breach = Breach()
    last = next(e.record.body for e in breach.company.entries[::-1] if isinstance(e.record.body, LogCosigned))
    moved = msgspec.structs.replace(last, cosigned_ms=Ms(last.cosigned_ms - 600_000))
    breach.company.add(moved, breach.company.node, at(43))
    is_verified, text = said(packed(breach))
    assert not is_verified and "made at another time than the record says" in text


def test_a_node_that_logs_a_verdict_of_its_own_making_is_named_and_not_believed():
    breach = Breach()
    wrong = VerdictReached(Digest("ab" * 32), "dwell", Digest("cd" * 32), 0, {"asset": "pickup-1"}, (), at(10),
                           at(20), "satisfied", ())  # fmt: skip
    breach.host.add(wrong, breach.host.node, at(43))
    is_verified, text = said(packed(breach))
    assert is_verified and "the node of host logged a verdict (satisfied) that these records do not give" in text


def test_refused_records_are_named():
    breach = Breach()
    breach.host.add(CheckMade("pickup-1", "outer", "clear"), signer("stranger"), at(43))
    breach.host.add(CheckMade("pickup-1", "outer", "clear"), breach.host.node, at(43))
    _append(breach.host, b"no record")
    _append(breach.host, _nested(breach.host))
    is_verified, text = said(packed(breach))
    assert is_verified
    for words in ("is not enrolled", "takes the role", "is no record that this version knows"):
        assert words in text


def test_keys_that_the_verifier_does_not_hold_are_refused():
    breach, trust = Breach(), Breach().trust()
    host = next(keys for keys in trust.policy.logs if keys.party == "host")
    other = msgspec.structs.replace(host, founder="ab" * 32)
    logs = tuple(other if keys == host else keys for keys in trust.policy.logs)
    is_verified, text = said(packed(breach), Trust(msgspec.structs.replace(trust.policy, logs=logs), trust.leaves))
    assert not is_verified and "the keys of host/joint/1 are not those that you hold" in text
    fewer = msgspec.structs.replace(trust.policy, logs=tuple(k for k in trust.policy.logs if k != host))
    is_verified, text = said(packed(breach), Trust(fewer, trust.leaves))
    assert not is_verified and "host/joint/1 is a log that you have not admitted" in text


def test_a_shorter_copy_of_ones_own_agrees_so_far_and_another_history_is_found():
    breach = Breach()
    is_verified, text = said(packed(breach), breach.trust(40, 30))
    assert is_verified and "your own copy ends after 40 of 89 entries, and agrees so far" in text
    trust = breach.trust()
    leaves = {origin: (*held[:50], b"\0" * 32, *held[51:]) for origin, held in trust.leaves.items()}
    is_verified, text = said(packed(breach), Trust(trust.policy, leaves))
    assert not is_verified and "entry 50 is another one than in your own copy" in text


def test_withheld_observations_are_said_to_be_withheld():
    breach = Breach()
    breach.blobs = {}
    is_verified, text = said(packed(breach))
    assert is_verified and "host committed to observations that are withheld" in text


def test_observations_that_are_not_what_the_record_counts_are_refused():
    breach = Breach()
    blob = b"salt of 16 bytes" + b"[]"
    breach.blobs = dict.fromkeys(breach.blobs, blob)
    assert not said(packed(breach))[0]


def test_an_alarm_without_a_duty_behind_it_is_shown_as_such():
    breach = Breach()
    raised = next(e.record.body for e in breach.host.entries if e.record.type == "alarm.raised/1")
    breach.alarm = hashlib.sha256(b"a false alarm").hexdigest()
    breach.host.add(msgspec.structs.replace(raised, alarm=breach.alarm), breach.host.node, at(43))
    raw = packed(breach)
    assert said(raw)[0] and status(raw) is None
    assert "the duty behind it is not shown by the records" in render(verify(raw))[0]


@pytest.mark.parametrize(
    "rule", ["{}", "[" * 8000, '{"body":' * 700 + "1" + "}" * 700, rule_bytes(RULE).decode()[:-1]]
)
def test_a_rule_that_nobody_can_judge_stops_nothing(rule):
    breach = Breach()
    _agree(breach, rule)
    is_verified, text = said(packed(breach))
    assert is_verified and "clause 3 is in force, and this version cannot judge its rule" in text


def test_rules_in_the_formal_notation_stop_nothing():
    import random

    for seed in range(12):
        breach, rng = Breach(), random.Random(seed)
        _agree(breach, rule_bytes(Rule(SEMANTICS, FORMAL, (), (Maker(rng.choice).duty(),))).decode())
        assert said(packed(breach))[0], f"seed {seed}"


def test_what_parties_write_cannot_pose_as_what_we_say():
    breach = Breach()
    content = TextContent("en", {"en": "Agreed.\n\nNOT VERIFIED\x1b[2J\u202e reversed"})
    breach.host.add(ClauseProposed("trick", 9, "Trick\r\nVERIFIED", content), breach.host.operator, at(43))
    for side in (breach.host, breach.company):
        stand = ClausePosition("trick", meaning(content), "agreed")
        heads = (breach.host.head(),) if side is breach.company else ()
        side.add(stand, side.operator, at(44), heads)
    chosen = select("company", breach.held(), Wanted("alarm", breach.alarm), breach.blobs.get)
    text = "".join(chosen.texts.values())
    assert "Trick" in text and not set("\r\x1b\u202e") & set(text)
    assert not any(line.lstrip().startswith(("NOT VERIFIED", "VERIFIED")) for line in text.splitlines())
    assert verify(pack(chosen)).is_verified


def _agree(breach: Breach, rule: str) -> None:
    content = ProtocolContent(rule)
    breach.host.add(ClauseProposed("odd", 3, "Odd", content), breach.host.operator, at(43))
    heads = (breach.host.head(),)
    breach.host.add(ClausePosition("odd", meaning(content), "agreed"), breach.host.operator, at(44))
    breach.company.add(ClausePosition("odd", meaning(content), "agreed"), breach.company.operator, at(44), heads)
    breach.turn(45, 46)


def _key(key_id: str):
    names = ("founder", "node", "operator", "keeper")
    return next(key for name in names if (key := signer(f"company {name}")).key_id == key_id)


def _append(party: Party, raw: bytes) -> None:
    """Bytes that are no record, in their place in the log."""
    party.raw.append(raw)
    party.entries.append(None)


def _nested(party: Party) -> bytes:
    head = b'{"accord":null,"at_ms":1,"body":' + b"[" * 15_000 + b"]" * 15_000
    return dsse.encode(
        dsse.sign(head + b',"by":"","object":"","party":"","prev":null,"seen":[],"type":""}', party.node)
    )


def test_a_head_of_an_unknown_log_is_named():
    breach = Breach()
    unknown = Head("guest/joint/1", 3, Digest("ab" * 32))
    breach.host.add(CheckMade("v9", "outer", "clear"), breach.host.keeper, at(43), (unknown,))
    is_verified, text = said(packed(breach))
    assert is_verified and "has seen guest/joint/1, which is not in the pack" in text
