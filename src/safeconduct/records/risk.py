"""Risks of places and journeys: what each party holds of one, on the five by five matrix. Never of a person."""

from typing import Annotated, ClassVar, Final, NewType, TypeAlias

import msgspec

from .body import Body, Role
from .units import Ms, Name, ObjectId, PartyId, RecordId, RiskId, Text

Grade: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=5)]
"""1: very unlikely, negligible; 5: very likely, critical."""
RiskSubject = NewType(
    "RiskSubject", Annotated[str, msgspec.Meta(pattern=r"^(movement|site|zone)/[a-z0-9][a-z0-9._-]{0,63}\Z")]
)
"""What is at risk, as `kind/id`: a journey, a site, a named area."""
_OFFICERS: Final[frozenset[Role]] = frozenset({"security"})


class RiskRated(Body, frozen=True):
    """What a party holds of a risk, until a date. Each party rates by itself; nobody's rating replaces another's.
    Likelihood and impact as things are; the residual ones as they are left by the measures. `owner`: who has to
    accept what is left."""

    TYPE: ClassVar[str] = "risk.rated/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    risk: RiskId
    subject: RiskSubject
    threat: Name
    vulnerability: Text
    likelihood: Grade
    impact: Grade
    measures: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)]
    residual_likelihood: Grade
    residual_impact: Grade
    owner: PartyId
    expires_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"risk/{self.risk}/{party}")


class RiskAccepted(Body, frozen=True):
    """The owner accepts what exactly that rating leaves."""

    TYPE: ClassVar[str] = "risk.accepted/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    risk: RiskId
    rating: RecordId
    note: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"risk/{self.risk}/accepted/{party}")


class RiskClosed(Body, frozen=True):
    """A party takes its rating back: the risk is gone, or is part of another."""

    TYPE: ClassVar[str] = "risk.closed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS
    RANK: ClassVar[int] = 1

    risk: RiskId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"risk/{self.risk}/{party}")


class RiskLapsed(Body, frozen=True):
    """A rating of this party's does not hold any more: its time is over, or it was taken back."""

    TYPE: ClassVar[str] = "risk.lapsed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    risk: RiskId
    subject: RiskSubject
    rating: RecordId
    since_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"risk/{self.risk}/lapsed/{party}")
