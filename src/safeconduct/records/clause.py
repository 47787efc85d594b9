"""Clauses of the accord, and each party's stand on them."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .units import ClauseId, Digest, Lang, Name, ObjectId, PartyId, SiteId, Text

Stand: TypeAlias = Literal["agreed", "reserved", "refused"]


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


class MandateContent(msgspec.Struct, frozen=True, tag="mandate", tag_field="kind", forbid_unknown_fields=True):
    """A permission: `act` may be done by `role` of `party`. Nothing is allowed without one."""

    act: Name
    party: PartyId
    role: Role
    texts: Annotated[dict[Lang, Text], msgspec.Meta(min_length=1)]


Content: TypeAlias = TextContent | DefinitionContent | ProtocolContent | MandateContent


class ClauseProposed(Body, frozen=True):
    """A clause, or a new version of it: all stands on the version before fall away.

    `titles`: the title in other languages; left out of the bytes where there are none.
    """

    TYPE: ClassVar[str] = "clause.proposed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison"})

    clause: ClauseId
    number: Annotated[int, msgspec.Meta(ge=1, le=9_999)]
    title: Name
    content: Content
    titles: Annotated[dict[Lang, Name], msgspec.Meta(min_length=1)] | msgspec.UnsetType = msgspec.UNSET

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"clause/{self.clause}")


class ClausePosition(Body, frozen=True):
    """A party's stand on exactly that meaning. `agreed` is its signature under the clause."""

    TYPE: ClassVar[str] = "clause.position/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison"})

    clause: ClauseId
    meaning: Digest
    stand: Stand
    reason: Text = Text("")

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
