"""One clause: the version that is on the table, the other versions beside it, and where each party stands."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

import immutables
import msgspec

from safeconduct.records.clause import Content, LevelsContent, Stand, TextContent, WordContent
from safeconduct.records.terms import Terms
from safeconduct.records.units import ClauseId, Digest, KeyId, Lang, Ms, Name, PartyId, RecordId, Text

AnyStand: TypeAlias = Stand | Literal["amended", "open"]
"""`amended`: the party has another version beside this one, and no stand on this one."""
Kind: TypeAlias = Literal["definition", "mandate", "protocol", "text"]


class Position(msgspec.Struct, frozen=True):
    """A party's stand on one meaning of a clause."""

    stand: Stand
    meaning: Digest
    by: KeyId
    at_ms: Ms
    reason: Text
    record: RecordId
    proven_ms: Ms = Ms(0)
    """The claimed time, or the earliest possible where the claim is too old to be true."""
    conditions: tuple[Name, ...] = ()
    signed_ms: Ms | None = None
    """Where it takes back a signature under the same meaning: since when that held."""


class Counter(msgspec.Struct, frozen=True):
    """A party's other version."""

    against: Digest
    title: Name
    content: Content
    meaning: Digest
    terms: Terms | None
    reason: Text
    at_ms: Ms
    record: RecordId


class Clause(msgspec.Struct, frozen=True):
    """The version of a clause that is on the table. A new version voids all stands on another meaning."""

    clause: ClauseId
    number: int
    title: Name
    content: Content
    meaning: Digest
    """What a signature under this version covers."""
    proposed_by: PartyId
    proposed: RecordId
    version: int
    titles: Mapping[Lang, Name] = MappingProxyType({})
    positions: immutables.Map[PartyId, Position] = immutables.Map()
    terms: Terms | None = None
    replaces: tuple[ClauseId, ...] = ()
    answer_by_ms: Ms | None = None
    counters: immutables.Map[PartyId, Counter] = immutables.Map()
    written: immutables.Map[Lang, int] = immutables.Map()
    """In which version each language's text was last written, or compared with the authentic one."""
    is_withdrawn: bool = False
    ended_ms: Ms | None = None
    """Since when the clauses that replace it are signed."""

    @property
    def kind(self) -> Kind:
        """Which of the four kinds it is."""
        tag = self.content.__struct_config__.tag
        return "definition" if isinstance(self.content, WordContent | LevelsContent) else tag  # type: ignore[return-value]

    def title_in(self, lang: Lang) -> Name:
        """The title in that language, as far as there is one."""
        return self.titles.get(lang, self.title)

    @property
    def stale(self) -> tuple[Lang, ...]:
        """Languages whose text is older than the authentic one."""
        if not isinstance(self.content, TextContent | WordContent):
            return ()
        newest = self.written.get(self.content.authentic, 0)
        return tuple(sorted(lang for lang in self.content.texts if self.written.get(lang, 0) < newest))

    def said_by(self, meaning: Digest) -> Content | None:
        """What is said by the version of that meaning: the one on the table, or a party's other one."""
        others = (counter for counter in self.counters.values() if counter.meaning == meaning)
        return self.content if meaning == self.meaning else next((each.content for each in others), None)

    def stand(self, party: PartyId) -> AnyStand:
        """Where that party stands on this version."""
        position = self.positions.get(party)
        if position is not None and position.meaning == self.meaning:
            return position.stand
        counter = self.counters.get(party)
        return "amended" if counter is not None and counter.meaning != self.meaning else "open"

    def signed_since(self, signers: frozenset[PartyId]) -> Ms | None:
        """Since when every one of at least two parties has agreed to this same meaning; None while one has not."""
        if len(signers) < 2 or self.is_withdrawn or any(self.stand(party) != "agreed" for party in signers):
            return None
        return Ms(max(self.positions[party].proven_ms for party in signers))
