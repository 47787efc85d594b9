"""A record as one sentence in the reader's language."""

from safeconduct.records.alarm import AlarmAcknowledged, AlarmEscalated, AlarmRaised, AlarmResolved
from safeconduct.records.clause import ClausePosition, ClauseProposed, RuleLoaded
from safeconduct.records.contest import VerdictAnswered, VerdictContested
from safeconduct.records.fact import Fact
from safeconduct.records.log import LogCompleted, LogCosigned
from safeconduct.records.movement import (
    MovementApproved,
    MovementOrdered,
    MovementRefused,
    MovementReleased,
    MovementReported,
    MovementRequested,
    MovementResumed,
    MovementStopped,
)
from safeconduct.records.party import OfficerEnrolled, PartyAdmitted, PartyFounded
from safeconduct.records.record import AnyBody
from safeconduct.records.site import SiteDrawn
from safeconduct.records.verdict import VerdictReached
from safeconduct.records.watch import CheckMade, FactsDerived, ObservationBatch

from .language import Translate
from .moment import utc
from .names import Names


def sentence(body: AnyBody, t: Translate, names: Names) -> str:
    """What the record says. Names of clauses and zones as the state has them now."""
    match body:
        case CheckMade():
            finding = t(f"value-finding-{body.finding}")
            return t("said-check-made", asset=body.asset, zone=names.zone(body.zone), finding=finding)
        case FactsDerived(facts=facts):
            return " ".join(_fact(fact, t, names) for fact in facts)
        case AlarmRaised():
            return t("said-alarm-raised", clause=names.clause(body.clause), key=names.key(body.key))
        case AlarmAcknowledged():
            return t("said-alarm-acknowledged", alarm=names.alarm(body.alarm))
        case AlarmEscalated():
            return t("said-alarm-escalated", alarm=names.alarm(body.alarm), to=body.to)
        case AlarmResolved():
            return t("said-alarm-resolved", alarm=names.alarm(body.alarm))
        case VerdictReached():
            said = f"said-verdict-{body.status.replace('_', '-')}"
            return t(said, clause=names.clause(body.clause), key=names.key(body.key))
        case VerdictContested():
            return t("said-verdict-contested", verdict=names.verdict(body.verdict), reason=body.reason)
        case VerdictAnswered():
            verdict = names.contest(body.contest)
            return t(f"said-verdict-answered-{body.answer}", verdict=verdict, reason=body.text)
        case ClauseProposed() | ClausePosition() | RuleLoaded():
            return _clause(body, t, names)
        case (
            MovementRequested()
            | MovementOrdered()
            | MovementApproved()
            | MovementRefused()
            | MovementReleased()
            | MovementStopped()
            | MovementResumed()
            | MovementReported()
        ):
            return _movement(body, t)
        case _:
            return _log(body, t)


def _fact(fact: Fact, t: Translate, names: Names) -> str:
    args = [names.zone(arg) if isinstance(arg, str) else str(arg) for arg in fact.args]
    first, second, third = [*args, "", "", ""][:3]
    return f"{utc(fact.t_ms)} " + t(f"fact-{fact.name.replace('_', '-')}", first=first, second=second, third=third)


def _clause(body: ClauseProposed | ClausePosition | RuleLoaded, t: Translate, names: Names) -> str:
    match body:
        case ClauseProposed():
            return t("said-clause-proposed", number=str(body.number), title=body.title)
        case ClausePosition():
            return t(f"said-clause-{body.stand}", clause=names.clause(body.clause))
        case RuleLoaded():
            return t("said-rule-loaded", clause=names.clause(body.clause))


def _movement(body: AnyBody, t: Translate) -> str:
    match body:
        case MovementReported():
            return t(f"said-movement-{body.report.replace('_', '-')}", movement=body.movement)
        case MovementStopped() | MovementResumed() | MovementRefused():
            return t(f"said-{body.TYPE[:-2].replace('.', '-')}", movement=body.movement, reason=body.reason)
        case MovementRequested():
            return t("said-movement-requested", movement=body.movement, to=body.destination, start=body.start)
        case MovementOrdered() | MovementApproved() | MovementReleased():
            return t(f"said-{body.TYPE[:-2].replace('.', '-')}", movement=body.movement)
        case _:
            raise TypeError(f"{body.TYPE} is not about movements")


def _log(body: AnyBody, t: Translate) -> str:
    match body:
        case ObservationBatch():
            return t("said-observation-batch", count=body.count, feed=body.feed)
        case LogCompleted():
            return t("said-log-completed")
        case LogCosigned():
            return t("said-log-cosigned", origin=body.head.origin, size=str(body.head.size))
        case PartyFounded():
            return t("said-party-founded", name=body.name)
        case PartyAdmitted():
            return t("said-party-admitted", party=body.party)
        case OfficerEnrolled():
            return t("said-officer-enrolled", name=body.name)
        case SiteDrawn():
            return t("said-site-drawn", name=body.name)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")
