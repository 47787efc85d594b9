"""Clauses of the accord, and each party's stand on them."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .terms import Terms
from .units import ClauseId, Digest, Lang, Ms, Name, ObjectId, PartyId, RecordId, Resource, SiteId, Text

Stand: TypeAlias = Literal["agreed", "reserved", "refused"]
Titles: TypeAlias = Annotated[dict[Lang, Name], msgspec.Meta(min_length=1)] | msgspec.UnsetType


class TextContent(msgspec.Struct, frozen=True, tag="text", tag_field="kind", forbid_unknown_fields=True):
    """Prose. Its versions are signed as they stand; `authentic` says which one decides."""

    authentic: Lang
    texts: Annotated[dict[Lang, Text], msgspec.Meta(min_length=1)]


class DefinitionContent(
    msgspec.Struct, frozen=True, tag="definition", tag_field="kind", forbid_unknown_fields=True
):
    """What a word of the accord means: here, that a site is the one drawn in that record."""

    site: SiteId
    drawn: Digest
    texts: Annotated[dict[Lang, Text], msgspec.Meta(min_length=1)]


class ProtocolContent(msgspec.Struct, frozen=True, tag="protocol", tag_field="kind", forbid_unknown_fields=True):
    """A duty that a machine checks. `rule` is the compiled form in canonical JSON: texts in every language
    are rendered from it, so none of them needs to be signed."""

    rule: Annotated[str, msgspec.Meta(min_length=2, max_length=16_000)]


MandateAct: TypeAlias = Literal[
    "accompany", "attend_meetings", "be_present", "read_documents", "see_facts", "see_feed"
]
"""What a mandate can permit to another party."""
Minute: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1_440)]


class DayHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every day from one minute of the local day on, up to another that is not included. If it ends at or before
    the minute it begins, it ends on the next day."""

    from_min: Minute
    to_min: Minute
    offset_min: Annotated[int, msgspec.Meta(ge=-840, le=840)] = 0
    """Local time minus UTC."""


class MandateContent(msgspec.Struct, frozen=True, tag="mandate", tag_field="kind", forbid_unknown_fields=True):
    """A permission: officers of that party in that role may do that. Nothing is allowed without one. What people
    read of it in any language is written from these fields."""

    act: MandateAct
    party: PartyId
    role: Role
    on: Annotated[tuple[Resource, ...], msgspec.Meta(max_length=50)] = ()
    """At, of or on these only, as `site/works`, `zone/outer`, `feed/cctv`; empty: everywhere."""
    at_most: Annotated[int, msgspec.Meta(ge=1, le=500)] | None = None
    """People at a time."""
    hours: DayHours | None = None
    resolution_m: Annotated[int, msgspec.Meta(ge=1, le=100_000)] | None = None
    """Positions are rounded to so many metres."""


class WordContent(msgspec.Struct, frozen=True, tag="word", tag_field="kind", forbid_unknown_fields=True):
    """What a word of the accord means, in prose: a definition, too. Its versions are signed as they stand."""

    authentic: Lang
    words: Annotated[dict[Lang, Name], msgspec.Meta(min_length=1)]
    texts: Annotated[dict[Lang, Text], msgspec.Meta(min_length=1)]


class LevelsContent(msgspec.Struct, frozen=True, tag="levels", tag_field="kind", forbid_unknown_fields=True):
    """Which threat levels there are: a definition, too. Level 1 is the lowest. The level that holds is the highest
    that at least `stated_by` of the parties state, so whoever may raise it alone cannot lower it alone."""

    of: Annotated[int, msgspec.Meta(ge=2, le=9)]
    stated_by: Annotated[int, msgspec.Meta(ge=1, le=16)]


Content: TypeAlias = (
    TextContent | DefinitionContent | ProtocolContent | MandateContent | WordContent | LevelsContent
)


class ClauseProposed(Body, frozen=True):
    """A clause, or a new version of it: all stands on the version before fall away.

    Fields that may be unset are left out of the bytes then. `titles`: the title in other languages. `terms`: when
    it holds, as far as it is not always. `answer_by_ms`: until when the others may answer this version. `replaces`:
    clauses that end once all clauses that replace them are signed: so clauses are merged and split while what was
    agreed runs on. `checked`: languages whose text was compared anew with the authentic one and left as it is.
    """

    TYPE: ClassVar[str] = "clause.proposed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison"})

    clause: ClauseId
    number: Annotated[int, msgspec.Meta(ge=1, le=9_999)]
    title: Name
    content: Content
    titles: Titles = msgspec.UNSET
    terms: Terms | msgspec.UnsetType = msgspec.UNSET
    answer_by_ms: Ms | msgspec.UnsetType = msgspec.UNSET
    replaces: Annotated[tuple[ClauseId, ...], msgspec.Meta(min_length=1, max_length=20)] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    checked: Annotated[tuple[Lang, ...], msgspec.Meta(min_length=1, max_length=3)] | msgspec.UnsetType = (
        msgspec.UNSET
    )

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"clause/{self.clause}")


class ClauseCountered(Body, frozen=True):
    """This party's other version of a clause, beside the one on the table. It takes that one's place once somebody
    proposes it. `against`: the meaning that it answers."""

    TYPE: ClassVar[str] = "clause.countered/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison"})

    clause: ClauseId
    against: Digest
    title: Name
    content: Content
    reason: Text = Text("")
    terms: Terms | msgspec.UnsetType = msgspec.UNSET

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"clause/{self.clause}/counter/{party}")


class ClauseWithdrawn(Body, frozen=True):
    """A party takes its own proposal, or its own counter, from the table."""

    TYPE: ClassVar[str] = "clause.withdrawn/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison"})

    clause: ClauseId
    what: Literal["clause", "counter"]
    reason: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"clause/{self.clause}" + (f"/counter/{party}" if self.what == "counter" else ""))


class ClauseDiscussed(Body, frozen=True):
    """A comment on a clause that all parties read. What a party says among its own is no record."""

    TYPE: ClassVar[str] = "clause.discussed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison"})

    clause: ClauseId
    text: Annotated[Text, msgspec.Meta(min_length=1)]
    on: RecordId | None = None
    """The comment, position or version that it answers."""

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"clause/{self.clause}/thread/{party}")


class ClausePosition(Body, frozen=True):
    """A party's stand on exactly that meaning. `agreed` is its signature under the clause, and has no conditions.
    `conditions`: what would make it agree."""

    TYPE: ClassVar[str] = "clause.position/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison"})

    clause: ClauseId
    meaning: Digest
    stand: Stand
    reason: Text = Text("")
    conditions: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=20)] | msgspec.UnsetType = (
        msgspec.UNSET
    )

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"clause/{self.clause}/{party}")


class RuleLoaded(Body, frozen=True):
    """This party's node now judges by that rule. Signed by the node, so that both can show which rule ran."""

    TYPE: ClassVar[str] = "rule.loaded/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    clause: ClauseId
    meaning: Digest

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"rule/{self.clause}/{party}")
