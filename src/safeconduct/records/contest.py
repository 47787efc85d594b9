"""What people say against a verdict, and what is said to that. The verdict itself stays as the monitor said it."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .units import Digest, ObjectId, PartyId, RecordId

Reason: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=8_000)]
Reply: TypeAlias = Literal["upheld", "withdrawn", "disputed"]


class VerdictContested(Body, frozen=True):
    """A party holds that the verdict is wrong, and says why. `verdict` is the digest of a final one."""

    TYPE: ClassVar[str] = "verdict.contested/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison"})

    verdict: Digest
    reason: Reason

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"contest/{self.verdict}/{party}")


class VerdictAnswered(Body, frozen=True):
    """A party's answer to a contest: `upheld`, it is right; `disputed`, it is not; `withdrawn`, by the party
    that contested, so that it no longer stands."""

    TYPE: ClassVar[str] = "verdict.answered/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison"})

    contest: RecordId
    answer: Reply
    text: Reason

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"answer/{self.contest}/{party}")
