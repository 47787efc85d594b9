"""Desks, reports and opened names as the logs tell them."""

from itertools import combinations
from math import comb

import immutables
import msgspec

from safeconduct.records.plan import Recipient
from safeconduct.records.units import DeskId, Digest, KeyId, Ms, PartyId, RecordId, Text, VoiceId
from safeconduct.records.voice import DeskOpened, KeeperShares

_DAY_MS = 86_400_000


class Desk(msgspec.Struct, frozen=True):
    """A desk as it stands since `opened`. Its joins are those to this standing."""

    desk: DeskId
    party: PartyId
    opened: RecordId
    body: DeskOpened
    at_ms: Ms
    joined: immutables.Map[KeyId, Recipient] = immutables.Map()
    is_closed: bool = False

    @property
    def places(self) -> tuple[KeyId, ...]:
        """Everybody whom it names, readers first, each once."""
        return tuple(dict.fromkeys((*self.body.readers, *self.body.keepers)))

    @property
    def missing(self) -> tuple[KeyId, ...]:
        """Who has not joined it yet: before all have, it takes no report."""
        return tuple(key for key in self.places if key not in self.joined)

    @property
    def is_open(self) -> bool:
        """Whether it takes reports."""
        return not self.is_closed and not self.missing

    @property
    def shares_each(self) -> int:
        """How many sets of so many keepers as must agree each keeper belongs to."""
        return comb(len(self.body.keepers) - 1, self.body.threshold - 1)

    def keep_until_ms(self, at_ms: int) -> Ms:
        """Until when is kept what comes then."""
        return Ms(at_ms + self.body.keep_days * _DAY_MS)


def keeper_sets(keepers: tuple[KeyId, ...], threshold: int) -> list[tuple[KeyId, ...]]:
    """Every set of keepers that may open a name together, in the one order that sources and readers count in."""
    return list(combinations(sorted(keepers), threshold))


class Answer(msgspec.Struct, frozen=True):
    """A keeper's word: shares sealed to whoever asked, or none, where it refused."""

    keeper: KeyId
    party: PartyId
    at_ms: Ms
    shares: tuple[str, ...]
    reason: Text


class Asked(msgspec.Struct, frozen=True):
    """A request to open who a source is, and what the keepers said."""

    record: RecordId
    asker: KeyId
    at_ms: Ms
    reason: Text
    shares: tuple[KeeperShares, ...]
    answers: immutables.Map[KeyId, Answer] = immutables.Map()

    def consents(self) -> list[Answer]:
        """The keepers who let it be opened, in the order of their words."""
        given = [each for each in self.answers.values() if each.shares]
        return sorted(given, key=lambda each: (each.at_ms, each.keeper))


class Message(msgspec.Struct, frozen=True):
    """More of a report: from the source, or from a reader."""

    content: Digest
    at_ms: Ms
    by: KeyId | None


class Voice(msgspec.Struct, frozen=True):
    """One report, with the desk as it stood when it came."""

    voice: VoiceId
    desk: Desk
    at_ms: Ms
    keep_until_ms: Ms
    messages: tuple[Message, ...] = ()
    barred: frozenset[KeyId] = frozenset()
    asked: tuple[Asked, ...] = ()

    @property
    def contents(self) -> tuple[Digest, ...]:
        """Everything that is kept of it, sealed."""
        return (Digest(self.voice), *(each.content for each in self.messages))

    def may_read(self, key: KeyId) -> bool:
        """Whether that officer has a part in it as a reader."""
        return key in self.desk.body.readers and key not in self.barred

    def may_keep(self, key: KeyId) -> bool:
        """Whether that officer's word counts when its name is asked for."""
        return key in self.desk.body.keepers and key not in self.barred

    def opened_ms(self, asked: Asked) -> Ms | None:
        """When enough keepers had agreed; None: they have not. Words of those barred later stay, and count."""
        consents = asked.consents()
        threshold = self.desk.body.threshold
        return consents[threshold - 1].at_ms if len(consents) >= threshold else None


class Voices(msgspec.Struct, frozen=True):
    """All desks and reports."""

    desks: immutables.Map[tuple[PartyId, DeskId], Desk] = immutables.Map()
    voices: immutables.Map[VoiceId, Voice] = immutables.Map()

    def by_name(self) -> list[Desk]:
        """The desks, by party and name."""
        return [desk for _, desk in sorted(self.desks.items())]

    def by_time(self) -> list[Voice]:
        """The reports, the newest first."""
        return sorted(self.voices.values(), key=lambda each: (-each.at_ms, each.voice))

    def standing(self, opened: RecordId) -> Desk | None:
        """The desk that stands since that record."""
        return next((desk for desk in self.desks.values() if desk.opened == opened), None)
