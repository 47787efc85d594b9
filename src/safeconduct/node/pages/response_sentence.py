"""A record about a risk or the response to an incident as one sentence."""

from safeconduct.records.record import AnyBody
from safeconduct.records.response import (
    BoardNoted,
    ResourcePlaced,
    ReviewDrafted,
    ReviewSigned,
    TaskDone,
    TaskSet,
    TaskTaken,
)
from safeconduct.records.risk import RiskAccepted, RiskClosed, RiskLapsed, RiskRated

from .language import Translate
from .moment import utc
from .names import Names


def response_sentence(body: AnyBody, t: Translate, names: Names) -> str:
    """What the record says. Raises TypeError for records about other things."""
    match body:
        case RiskRated():
            level = str(body.residual_likelihood * body.residual_impact)
            return t("said-risk-rated", risk=body.risk, threat=body.threat, level=level)
        case RiskAccepted():
            return t("said-risk-accepted", risk=body.risk)
        case RiskClosed():
            return t("said-risk-closed", risk=body.risk, reason=body.reason)
        case RiskLapsed():
            return t("said-risk-lapsed", risk=body.risk)
        case BoardNoted():
            return t("said-board-noted", incident=body.incident, at=utc(body.happened_ms), text=body.text)
        case TaskSet():
            return t("said-task-set", task=body.task, owner=names.party(body.owner), text=body.text)
        case TaskTaken():
            return t("said-task-taken", task=body.task)
        case TaskDone():
            return t("said-task-done", task=body.task, note=body.note)
        case ResourcePlaced():
            place = t(f"value-place-{body.place.replace('_', '-')}")
            return t("said-resource-placed", what=body.what, count=body.count, place=place)
        case ReviewDrafted():
            return t("said-review-drafted", incident=body.incident, count=len(body.findings))
        case ReviewSigned():
            return t("said-review-signed", review=body.review)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")
