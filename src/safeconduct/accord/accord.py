"""The accord: its clauses and where each party stands on them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

import immutables
import msgspec

from safeconduct.records.clause import Content, Stand
from safeconduct.records.units import ClauseId, Digest, KeyId, Lang, Ms, Name, PartyId, RecordId, Text
from safeconduct.wire import canonical

from .meaning import meaning

AnyStand: TypeAlias = Stand | Literal["open"]


class Position(msgspec.Struct, frozen=True):
    """A party's stand on one meaning of a clause."""

    stand: Stand
    meaning: Digest
    by: KeyId
    at_ms: Ms
    reason: Text
    record: RecordId


class Clause(msgspec.Struct, frozen=True):
    """The version of a clause that is on the table. A new version voids all stands on the one before."""

    clause: ClauseId
    number: int
    title: Name
    content: Content
    proposed_by: PartyId
    proposed: RecordId
    version: int
    titles: Mapping[Lang, Name] = MappingProxyType({})
    positions: immutables.Map[PartyId, Position] = immutables.Map()

    def title_in(self, lang: Lang) -> Name:
        """The title in that language, as far as there is one."""
        return self.titles.get(lang, self.title)

    @property
    def meaning(self) -> Digest:
        """What a signature under this version covers."""
        return meaning(self.content)

    def stand(self, party: PartyId) -> AnyStand:
        """Where that party stands on this version."""
        position = self.positions.get(party)
        return position.stand if position is not None and position.meaning == self.meaning else "open"

    def in_force_since(self, parties: frozenset[PartyId]) -> Ms | None:
        """Since when every one of at least two parties has agreed to this same meaning; None while one has not."""
        if len(parties) < 2 or any(self.stand(party) != "agreed" for party in parties):
            return None
        return max(self.positions[party].at_ms for party in parties)


class Accord(msgspec.Struct, frozen=True):
    """All clauses, agreed or not: an accord works while half of it is still open."""

    clauses: immutables.Map[ClauseId, Clause] = immutables.Map()
    loaded: immutables.Map[tuple[ClauseId, PartyId], Digest] = immutables.Map()
    """Which meaning each party's node says it judges by."""

    def numbered(self) -> list[Clause]:
        """The clauses by number."""
        return sorted(self.clauses.values(), key=lambda clause: (clause.number, clause.clause))

    def in_force(self, parties: frozenset[PartyId]) -> list[Clause]:
        """What runs."""
        return [clause for clause in self.numbered() if clause.in_force_since(parties) is not None]

    def digest(self, parties: frozenset[PartyId]) -> Digest | None:
        """One digest over all that is in force; None while nothing is."""
        running = {clause.clause: clause.meaning for clause in self.in_force(parties)}
        return Digest(canonical.digest(running)) if running else None
