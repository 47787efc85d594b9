"""Two or more parties that keep logs in memory: records for tests, signed with real keys."""

import hashlib

from safeconduct.ledger.entry import leaf_hash
from safeconduct.ledger.merkle import root_of
from safeconduct.records.log import Head, LogCompleted
from safeconduct.records.party import OfficerEnrolled, PartyAdmitted, PartyFounded
from safeconduct.records.record import AnyBody, encode, write
from safeconduct.records.units import (
    Digest,
    KeyId,
    Ms,
    Name,
    ObjectId,
    Origin,
    PartyId,
    PublicKey,
    RecordId,
)
from safeconduct.state.entry import Blank, Entry, read_entry
from safeconduct.wire import dsse
from safeconduct.wire.ed25519 import Signer

T0 = Ms(1_790_000_000_000)
MINUTE = 60_000


def at(minutes: float) -> Ms:
    """A time of the story: minutes after it begins."""
    return Ms(T0 + int(minutes * MINUTE))


ADMITTED_MS = at(-58)


def signer(name: str) -> Signer:
    """A key that only tests know."""
    return Signer(hashlib.sha256(name.encode()).digest())


class Party:
    """A party with a founder, a node and an operator, and its log."""

    def __init__(self, party: str) -> None:
        self.party = PartyId(party)
        self.origin = Origin(f"{party}/joint/1")
        self.founder, self.node = signer(f"{party} founder"), signer(f"{party} node")
        self.operator, self.keeper = signer(f"{party} operator"), signer(f"{party} keeper")
        self.entries: list[Entry | Blank] = []
        self.raw: list[bytes] = []
        self.tips: dict[ObjectId, RecordId] = {}
        self.add(
            PartyFounded(
                party=self.party,
                name=Name(party.title()),
                founder=PublicKey(self.founder.public),
                founder_name=Name("Founder"),
                node=PublicKey(self.node.public),
                log_vkey=f"{self.origin}+00000000+AAAA",
                witness_vkey=f"{self.origin}/witness+00000000+AAAA",
            ),
            self.founder,
            at(-60),
        )
        for key, name, roles in (
            (self.operator, "Operator", ("operator", "security", "liaison")),
            (self.keeper, "Keeper", ("keeper",)),
        ):
            body = OfficerEnrolled(
                key=PublicKey(key.public), key_id=KeyId(key.key_id), name=Name(name), roles=roles
            )
            self.add(body, self.founder, at(-59))

    def add(
        self,
        body: AnyBody,
        by: Signer,
        at_ms: Ms,
        seen: tuple[Head, ...] = (),
        prev: RecordId | str | None = "tip",
    ) -> RecordId:
        """Sign and append. `prev="tip"` follows this party's own newest act on the object."""
        about = body.about(self.party)
        before = self.tips.get(about) if prev == "tip" else prev
        record = write(
            body,
            party=self.party,
            by=KeyId(by.key_id),
            at_ms=at_ms,
            prev=RecordId(before) if before else None,
            seen=seen,
        )
        raw = dsse.encode(dsse.sign(encode(record), by))
        entry = read_entry(self.origin, len(self.entries), raw)
        self.raw.append(raw)
        self.entries.append(entry)
        self.tips[about] = entry.id
        return entry.id

    def beat(self, complete_to_ms: Ms, at_ms: Ms, seen: tuple[Head, ...] = ()) -> None:
        """A heartbeat."""
        self.add(LogCompleted(complete_to_ms=complete_to_ms), self.node, at_ms, seen)

    def head(self, size: int | None = None) -> Head:
        """The head at that size; the newest by default."""
        held = self.raw[:size]
        return Head(self.origin, len(held), Digest(root_of([leaf_hash(raw) for raw in held]).hex()))

    def admit(self, other: "Party", at_ms: Ms = ADMITTED_MS, seen: tuple[Head, ...] = ()) -> RecordId:
        """Accept the other's log."""
        body = PartyAdmitted(
            party=other.party,
            origin=other.origin,
            founder=PublicKey(other.founder.public),
            log_vkey=other.founding.log_vkey,
            witness_vkey=other.founding.witness_vkey,
        )
        return self.add(body, self.founder, at_ms, seen)

    @property
    def founding(self) -> PartyFounded:
        """What the log begins with."""
        entry = self.entries[0]
        assert isinstance(entry, Entry) and isinstance(entry.record.body, PartyFounded)
        return entry.record.body


def admit_each_other(*parties: Party) -> None:
    """All of them become members."""
    for party in parties:
        for other in parties:
            if other is not party:
                party.admit(other)
