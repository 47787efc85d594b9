"""The breach of the founding case as two logs: a pick-up waits in the outer ring, and nobody checks it."""

import hashlib

import msgspec

from safeconduct.accord.meaning import meaning
from safeconduct.evidence import HeldLog, Policy, Trust, keys_after, keys_of
from safeconduct.joint import alarm_id, verdict_digest
from safeconduct.ledger import checkpoint, cosignature
from safeconduct.ledger.entry import leaf_hash
from safeconduct.ledger.merkle import root_of
from safeconduct.protocol import PLAIN, Monitor, parse, rule_bytes, rule_digest
from safeconduct.records.alarm import AlarmAcknowledged, AlarmRaised
from safeconduct.records.clause import ClausePosition, ClauseProposed, ProtocolContent, RuleLoaded, TextContent
from safeconduct.records.fact import Fact
from safeconduct.records.log import Head, LogCompleted, LogCosigned, LogSucceeded
from safeconduct.records.movement import MovementRequested
from safeconduct.records.observation import Sighting
from safeconduct.records.party import PartyFounded
from safeconduct.records.units import Digest, Ms, Name, Origin, PublicKey
from safeconduct.records.verdict import VerdictReached
from safeconduct.records.watch import CheckMade, FactsDerived, ObservationBatch
from safeconduct.state.fact import Logged
from safeconduct.wire import note
from tests.parties import Party, admit_each_other, at, signer

SENTENCE = "No vehicle stays in the outer ring more than 10 minutes unless it is checked once."
RULE = parse(SENTENCE, PLAIN)
DWELL = ProtocolContent(rule_bytes(RULE).decode())
MEETINGS = TextContent(
    "en", {"en": "Both sides attend each other's security meetings.", "zh": "双方互派人员出席安全会议。"}
)


class Side(Party):
    """A party whose log and witness have real keys."""

    def __init__(self, party: str) -> None:
        origin = f"{party}/joint/1"
        self.log_key = note.Signer(origin, signer(f"{party} log"))
        self.witness = note.Signer(f"{origin}/witness", signer(f"{party} witness"), note.COSIGNATURE)
        super().__init__(party)

    def add(self, body, by, at_ms, seen=(), prev="tip"):
        if isinstance(body, PartyFounded):
            vkeys = {"log_vkey": str(self.log_key.key), "witness_vkey": str(self.witness.key)}
            body = msgspec.structs.replace(body, name=Name(self.party.title()), **vkeys)
        return super().add(body, by, at_ms, seen, prev)

    def checkpoint(self, size: int | None = None) -> bytes:
        held = self.raw[:size]
        root = root_of([leaf_hash(raw) for raw in held])
        return checkpoint.sign(checkpoint.Checkpoint(self.origin, len(held), root), self.log_key)

    def watch_over(self, other: "Side", at_ms: Ms) -> None:
        """A heartbeat and a cosignature of the other's log."""
        seen = (other.head(),)
        line = cosignature.cosign(other.checkpoint(), self.witness, at_ms // 1000).decode()
        self.add(LogCompleted(Ms(at_ms - 5_000)), self.node, at_ms, seen)
        self.add(LogCosigned(other.head(), at_ms, line), self.node, at_ms, seen)

    def held(self, size: int | None = None) -> HeldLog:
        keys = keys_of(self.origin, self.founding)
        return HeldLog(keys, self.checkpoint(size), tuple(self.raw[:size]))

    def go_on(self, old: Head, at_ms: Ms) -> "Side":
        """The same party in the log of its next epoch, after that head."""
        new = Side.__new__(Side)
        origin = Origin(f"{self.party}/joint/{int(old.origin.rsplit('/', 1)[1]) + 1}")
        new.party, new.origin = self.party, origin
        new.founder, new.node, new.operator, new.keeper = self.founder, self.node, self.operator, self.keeper
        new.log_key = note.Signer(origin, signer(f"{origin} log"))
        new.witness = note.Signer(f"{origin}/witness", signer(f"{origin} witness"), note.COSIGNATURE)
        new.entries, new.raw, new.tips = [], [], dict(self.tips)
        vkeys = (str(new.log_key.key), str(new.witness.key))
        body = LogSucceeded(old, "restored from a backup", *vkeys, PublicKey(new.node.public))
        new.add(body, self.founder, at_ms, (old,))
        return new

    def held_after(self, before: "Side") -> HeldLog:
        """The log of a later epoch."""
        keys = keys_after(before.held().keys, self.origin, self.entries[0].record.body)
        return HeldLog(keys, self.checkpoint(), tuple(self.raw))


class Breach:
    """Times in minutes: agreed by 2, entered at 10, due at 20, answered by 22; at 40 a check dated back to 15."""

    def __init__(self, host: Side | None = None, company: Side | None = None) -> None:
        self.host, self.company = host or Side("host"), company or Side("company")
        admit_each_other(self.host, self.company)
        self.blobs: dict[Digest, bytes] = {}
        self._agree()
        self.turn(3, 10)
        self._enter()
        self.turn(11, 20)
        self._ring()
        self.turn(23, 30)
        self._decide()
        self.turn(31, 39)
        seen = (self.company.head(),)
        self.late_check = self.host.add(CheckMade("pickup-1", "outer", "clear"), self.host.keeper, at(15), seen)
        self.turn(41, 42)

    def turn(self, first: int, last: int) -> None:
        """Minutes in which both nodes only watch over each other's log."""
        for minute in range(first, last + 1):
            self.host.watch_over(self.company, at(minute))
            self.company.watch_over(self.host, at(minute))

    def held(self) -> list[HeldLog]:
        return [self.company.held(), self.host.held()]

    def trust(self, *sizes: int) -> Trust:
        """What a third party knows: the keys, and copies of the given sizes of the Host's and the Company's log."""
        sides = (self.host, self.company)
        held = [side.held(size) for side, size in zip(sides, sizes or (None, None), strict=True)]
        policy = Policy(tuple(sorted(log.keys for log in held)))
        return Trust(policy, {log.keys.origin: tuple(map(leaf_hash, log.entries)) for log in held})

    def _agree(self) -> None:
        host, company = self.host, self.company
        for number, (clause, title, content) in enumerate(
            (("meetings", "Meetings", MEETINGS), ("dwell", "Unchecked vehicles", DWELL)), 1
        ):
            host.add(ClauseProposed(clause, number, title, content), host.operator, at(0))
        for side, other in ((host, company), (company, host)):
            for clause, content in (("meetings", MEETINGS), ("dwell", DWELL)):
                stand = ClausePosition(clause, meaning(content), "agreed", "As discussed")
                side.add(stand, side.operator, at(1), (other.head(),))
            side.add(RuleLoaded("dwell", meaning(DWELL)), side.node, at(2), (other.head(),))

    def _enter(self) -> None:
        host = self.host
        seen = (Sighting("van-7", at(9.5), "cam-north", ()), Sighting("pickup-1", at(10), "cam-north", ("outer",)))
        blob = b"salt of 16 bytes" + msgspec.json.encode(seen)
        digest = Digest(hashlib.sha256(blob).hexdigest())
        self.blobs[digest] = blob
        heads = (self.company.head(),)
        host.add(ObservationBatch("cameras", 2, at(9.5), at(10), digest), host.node, at(10.2), heads)
        entered = FactsDerived((Fact(at(10), "entered", ("pickup-1", "outer")),))
        self.entered = host.add(entered, host.node, at(10.3), heads)

    def _verdict(self):
        monitor = Monitor([RULE], [self.host.origin], first_seq=1)
        monitor.feed([Logged(self.entered, self.host.origin, 1, Fact(at(10), "entered", ("pickup-1", "outer")))])
        return monitor.changes()[0]

    def _ring(self) -> None:
        verdict = self._verdict()
        self.alarm = alarm_id(verdict)
        key = {"asset": "pickup-1"}
        raised = AlarmRaised(self.alarm, "alarm", "dwell", rule_digest(RULE), key, (self.entered,), at(20))
        for side, other, minute in ((self.host, self.company, 22.0), (self.company, self.host, 21.0)):
            side.add(raised, side.node, Ms(at(20) + 1), (other.head(),))
            side.add(AlarmAcknowledged(self.alarm, "On it"), side.operator, at(minute), (other.head(),))

    def _decide(self) -> None:
        verdict = msgspec.structs.replace(self._verdict(), status="violated", witness=())
        self.verdict = verdict_digest(verdict)
        reached = VerdictReached(
            self.verdict, "dwell", rule_digest(RULE), 0, {"asset": "pickup-1"}, (self.entered,),
            at(10), at(20), "violated", (),
        )  # fmt: skip
        for side, other in ((self.host, self.company), (self.company, self.host)):
            side.add(reached, side.node, at(30.5), (other.head(),))


def unrelated() -> MovementRequested:
    """An act that has nothing to do with the breach."""
    return MovementRequested("m1", "Return from leave", "Terminal", "Works", at(0), at(60), ("t-1",))
