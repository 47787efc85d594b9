"""A risk as the parties rate it, side by side; what is expired, and how far apart they are."""

import immutables
import msgspec

from safeconduct.records.risk import RiskRated, RiskSubject
from safeconduct.records.units import KeyId, Ms, PartyId, RecordId, RiskId


class Rating(msgspec.Struct, frozen=True):
    """One party's newest rating. `lapsed_ms`: when its node said that it holds no more."""

    body: RiskRated
    record: RecordId
    party: PartyId
    by: KeyId
    at_ms: Ms
    accepted_ms: Ms | None = None
    is_closed: bool = False
    lapsed_ms: Ms | None = None

    @property
    def level(self) -> int:
        """Likelihood times impact as things are, 1 to 25."""
        return self.body.likelihood * self.body.impact

    @property
    def residual(self) -> int:
        """The same as the measures leave it."""
        return self.body.residual_likelihood * self.body.residual_impact

    def stands(self, at_ms: int) -> bool:
        """Whether it holds then. At its very end it still does."""
        return not self.is_closed and at_ms <= self.body.expires_ms


class Risk(msgspec.Struct, frozen=True):
    """One risk with every party's rating of it."""

    risk: RiskId
    subject: RiskSubject
    ratings: immutables.Map[PartyId, Rating] = immutables.Map()

    @property
    def open(self) -> list[Rating]:
        """The ratings that nobody has taken back, by party."""
        return [rating for _, rating in sorted(self.ratings.items()) if not rating.is_closed]

    def gap(self) -> int:
        """By how much the parties' residual levels differ; 0 where fewer than two have rated."""
        levels = [rating.residual for rating in self.open]
        return max(levels) - min(levels) if len(levels) > 1 else 0


class Risks(msgspec.Struct, frozen=True):
    """All risks."""

    risks: immutables.Map[RiskId, Risk] = immutables.Map()

    def of(self, subject: str) -> list[Risk]:
        """The risks of that thing."""
        found = (risk for risk in self.risks.values() if risk.subject == subject)
        return sorted(found, key=lambda risk: risk.risk)

    def by_weight(self) -> list[Risk]:
        """The heaviest first, as the gravest party rates what is left of it."""
        weight = {
            each.risk: max((rating.residual for rating in each.open), default=0) for each in self.risks.values()
        }
        return sorted(self.risks.values(), key=lambda risk: (-weight[risk.risk], risk.risk))

    def wanting(self, subject: str, at_ms: int) -> str:
        """Why a rating is wanting for that thing then; empty where one stands and none is expired."""
        ratings = [rating for risk in self.of(subject) for rating in risk.open]
        if not ratings:
            return f"nobody has rated a risk of {subject}"
        expired = min((each for each in ratings if not each.stands(at_ms)), key=lambda e: e.record, default=None)
        return f"the rating of the risk {expired.body.risk} by {expired.party} has expired" if expired else ""
