"""How records change what is held of risks."""

from typing import Final

import msgspec

from safeconduct.records.fact import Fact
from safeconduct.records.risk import RiskAccepted, RiskClosed, RiskLapsed, RiskRated
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .risk import Rating, Risk, Risks

_MOVEMENT: Final = "movement/"


def _reduce(now: Risks, placed: Placed, parties: Parties) -> Risks | Refusal:
    record, body = placed.entry.record, placed.entry.record.body
    if isinstance(body, RiskRated):
        return _rated(now, placed, body, parties)
    if not isinstance(body, RiskAccepted | RiskClosed | RiskLapsed):
        return Refusal("not about risks")
    risk = now.risks.get(body.risk)
    match body:
        case RiskAccepted(rating=accepted):
            found = next((each for each in risk.open if each.record == accepted), None) if risk else None
            if risk is None or found is None:
                return Refusal("the rating that was accepted is not one that stands")
            if found.body.owner != record.party:
                return Refusal(f"what is left of this risk is accepted by {found.body.owner}")
            return _with(now, risk, msgspec.structs.replace(found, accepted_ms=record.at_ms))
        case RiskClosed() | RiskLapsed():
            rating = risk.ratings.get(record.party) if risk else None
            if risk is None or rating is None or (isinstance(body, RiskClosed) and rating.is_closed):
                return Refusal(f"{record.party} has no rating of the risk {body.risk}")
            if isinstance(body, RiskClosed):
                return _with(now, risk, msgspec.structs.replace(rating, is_closed=True))
            if body.rating != rating.record or body.subject != risk.subject:
                return Refusal("the rating that lapsed is not the one that stands")
            return _with(now, risk, msgspec.structs.replace(rating, lapsed_ms=body.since_ms))


def _rated(now: Risks, placed: Placed, body: RiskRated, parties: Parties) -> Risks | Refusal:
    record, risk = placed.entry.record, now.risks.get(body.risk)
    if body.owner not in parties.parties:
        return Refusal(f"the owner {body.owner} is no party")
    if body.expires_ms <= record.at_ms:
        return Refusal("a rating expires after it is made")
    if body.residual_likelihood > body.likelihood or body.residual_impact > body.impact:
        return Refusal("measures leave no more than there was")
    if risk is None:
        risk = Risk(body.risk, body.subject)
    elif risk.subject != body.subject:
        return Refusal(f"the risk {body.risk} is one of {risk.subject}")
    return _with(now, risk, Rating(body, placed.entry.id, record.party, record.by, record.at_ms))


def _with(now: Risks, risk: Risk, rating: Rating) -> Risks:
    changed = msgspec.structs.replace(risk, ratings=risk.ratings.set(rating.party, rating))
    return msgspec.structs.replace(now, risks=now.risks.set(risk.risk, changed))


def _facts(placed: Placed) -> tuple[Fact, ...]:
    """What rules say of the risks of a movement: that one was rated, and that a rating holds no more."""
    record = placed.entry.record
    match record.body:
        case RiskRated(subject=subject) if subject.startswith(_MOVEMENT):
            return (Fact(record.at_ms, "risk_rated", (subject.removeprefix(_MOVEMENT), record.party)),)
        case RiskLapsed(subject=subject, since_ms=since_ms) if subject.startswith(_MOVEMENT):
            return (Fact(since_ms, "risk_lapsed", (subject.removeprefix(_MOVEMENT), record.party)),)
        case _:
            return ()


RISKS: Final = Reducer(
    "risks",
    Risks(),
    frozenset({RiskAccepted.TYPE, RiskClosed.TYPE, RiskLapsed.TYPE, RiskRated.TYPE}),
    _reduce,
    _facts,
)
