"""A record as one sentence in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Final

from safeconduct.records.alarm import AlarmAcknowledged, AlarmEscalated, AlarmRaised, AlarmResolved
from safeconduct.records.authority import AuthorityDelegated, AuthorityWithdrawn
from safeconduct.records.clause import (
    ClauseCountered,
    ClauseDiscussed,
    ClausePosition,
    ClauseProposed,
    ClauseWithdrawn,
    RuleLoaded,
)
from safeconduct.records.content import ContentCommitted, ContentErased
from safeconduct.records.contest import VerdictAnswered, VerdictContested
from safeconduct.records.device import DeviceEnrolled, DeviceRetired
from safeconduct.records.dispatch import (
    BadgeShown,
    DispatchAnswered,
    DispatchDiscussed,
    DispatchRecalled,
    DispatchRequested,
    DispatchRostered,
    GrantTurned,
)
from safeconduct.records.fact import Fact
from safeconduct.records.feed import FeedReceived, FeedShared
from safeconduct.records.history import HistoryStored
from safeconduct.records.incident import IncidentImported, IncidentJoined, IncidentReported, IncidentSplit
from safeconduct.records.level import LevelStated
from safeconduct.records.log import LogCompleted, LogCosigned, LogForked, LogRolledBack, LogSucceeded
from safeconduct.records.meeting import (
    ActionDone,
    MeetingAnswered,
    MeetingAttended,
    MeetingCalled,
    MeetingCancelled,
    MinutesDrafted,
    MinutesSigned,
)
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
from safeconduct.records.party import (
    OfficerEnrolled,
    OfficerRevoked,
    PartyAdmitted,
    PartyFounded,
    PartyRekeyed,
    PartyRemoved,
)
from safeconduct.records.record import AnyBody
from safeconduct.records.seat import SeatGiven
from safeconduct.records.silence import SilenceNoted
from safeconduct.records.site import SiteDrawn
from safeconduct.records.statement import StatementAnswered, StatementDrafted, StatementIssued
from safeconduct.records.verdict import VerdictReached
from safeconduct.records.watch import AssetJoined, AssetParted, CheckMade, FactsDerived, ObservationBatch

from .disclosure_sentence import disclosure_sentence
from .journey_sentence import journey_sentence
from .language import Translate
from .moment import full, utc
from .names import Names
from .response_sentence import response_sentence
from .voice_sentence import voice_sentence

_MOMENT_MIN: Final = 10**11


def sentence(body: AnyBody, t: Translate, names: Names) -> str:
    """What the record says. Names of clauses and zones as the state has them now."""
    noun, _, _ = body.TYPE.partition(".")
    return _TELLERS[noun](body, t, names)


def _watch(body: AnyBody, t: Translate, names: Names) -> str:
    match body:
        case CheckMade():
            finding = t(f"value-finding-{body.finding}")
            return t("said-check-made", asset=body.asset, zone=names.zone(body.zone), finding=finding)
        case AssetJoined(other=other, kept=kept):
            return t("said-asset-joined", other=other, kept=kept)
        case AssetParted(other=other, kept=kept):
            return t("said-asset-parted", other=other, kept=kept)
        case FactsDerived(facts=facts):
            return " ".join(_fact(fact, t, names) for fact in facts)
        case ObservationBatch():
            return t("said-observation-batch", count=body.count, feed=body.feed)
        case ContentCommitted():
            groups = ", ".join(group.group for group in body.groups)
            return t("said-content-committed", subject=body.subject, groups=groups)
        case ContentErased():
            return t("said-content-erased", count=len(body.contents))
        case SiteDrawn():
            return t("said-site-drawn", name=body.name)
        case DeviceEnrolled():
            return t("said-device-enrolled", device=body.name or body.device, asset=body.asset or "–")
        case HistoryStored():
            return t("said-history-stored", hour=utc(body.hour_ms), count=body.count)
        case FeedShared():
            return t("said-feed-shared", feed=body.feed, to=names.party(body.to), count=body.count)
        case FeedReceived():
            return t("said-feed-received", feed=body.feed, owner=names.party(body.owner))
        case DeviceRetired():
            return t("said-device-retired", device=body.device)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def _alarm(body: AnyBody, t: Translate, names: Names) -> str:
    match body:
        case AlarmRaised():
            return t("said-alarm-raised", clause=names.clause(body.clause), key=names.key(body.key))
        case AlarmAcknowledged() | AlarmResolved():
            return t(f"said-{body.TYPE[:-2].replace('.', '-')}", alarm=names.alarm(body.alarm))
        case AlarmEscalated():
            return t("said-alarm-escalated", alarm=names.alarm(body.alarm), to=body.to)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def _verdict(body: AnyBody, t: Translate, names: Names) -> str:
    match body:
        case VerdictReached():
            said = f"said-verdict-{body.status.replace('_', '-')}"
            return t(said, clause=names.clause(body.clause), key=names.key(body.key))
        case VerdictContested():
            return t("said-verdict-contested", verdict=names.verdict(body.verdict), reason=body.reason)
        case VerdictAnswered():
            verdict = names.contest(body.contest)
            return t(f"said-verdict-answered-{body.answer}", verdict=verdict, reason=body.text)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def _fact(fact: Fact, t: Translate, names: Names) -> str:
    args = [names.zone(arg) if isinstance(arg, str) else _number(arg) for arg in fact.args]
    first, second, third, fourth = [*args, "", "", "", ""][:4]
    said = f"fact-{fact.name.replace('_', '-')}"
    return f"{utc(fact.t_ms)} " + t(said, first=first, second=second, third=third, fourth=fourth)


def _number(value: int) -> str:
    """A moment, or a plain number: metres, seconds and speeds never are as large as a moment."""
    return utc(value) if value >= _MOMENT_MIN else str(value)


def _clause(body: AnyBody, t: Translate, names: Names) -> str:
    match body:
        case ClauseProposed():
            return t("said-clause-proposed", number=str(body.number), title=body.title)
        case ClausePosition():
            return t(f"said-clause-{body.stand}", clause=names.clause(body.clause))
        case RuleLoaded():
            return t("said-rule-loaded", clause=names.clause(body.clause))
        case ClauseCountered():
            return t("said-clause-countered", clause=names.clause(body.clause), title=body.title)
        case ClauseWithdrawn():
            said = "said-clause-withdrawn" if body.what == "clause" else "said-counter-withdrawn"
            return t(said, clause=names.clause(body.clause), reason=body.reason)
        case ClauseDiscussed():
            return t("said-clause-discussed", clause=names.clause(body.clause), text=body.text)
        case SeatGiven():
            return t(f"said-seat-{body.seat}", party=names.party(body.party))
        case LevelStated():
            return t("said-level-stated", level=str(body.level), reason=body.reason)
        case SilenceNoted(is_over=True):
            return t("said-silence-over", party=names.party(body.party))
        case SilenceNoted():
            return t("said-silence-noted", party=names.party(body.party), since=utc(body.since_ms))
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def _movement(body: AnyBody, t: Translate, names: Names) -> str:
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
            return journey_sentence(body, t, names)


def _meeting(body: AnyBody, t: Translate, names: Names) -> str:
    match body:
        case MeetingCalled():
            return t("said-meeting-called", title=body.title, at=utc(body.begins_ms))
        case MeetingCancelled():
            return t("said-meeting-cancelled", meeting=body.meeting, reason=body.reason)
        case MeetingAnswered():
            return t(f"said-meeting-{body.answer}", meeting=body.meeting)
        case MeetingAttended():
            return t("said-meeting-attended", meeting=body.meeting, count=len(body.people))
        case MinutesDrafted():
            return t("said-minutes-drafted", meeting=body.meeting, count=len(body.lines))
        case MinutesSigned(reservations=()):
            return t("said-minutes-signed", meeting=body.meeting)
        case MinutesSigned():
            return t("said-minutes-signed-reserved", meeting=body.meeting, count=len(body.reservations))
        case ActionDone():
            return t("said-action-done", action=body.action, note=body.note)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def _statement(body: AnyBody, t: Translate, names: Names) -> str:
    match body:
        case StatementDrafted():
            return t("said-statement-drafted", title=body.title, count=len(body.lines))
        case StatementAnswered():
            return t("said-statement-answered", statement=body.statement, count=len(body.answers))
        case StatementIssued(is_joint=is_joint):
            said = "said-statement-issued-jointly" if is_joint else "said-statement-issued-alone"
            return t(said, statement=body.statement, count=len(body.lines))
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def _incident(body: AnyBody, t: Translate, names: Names) -> str:
    match body:
        case IncidentReported():
            return t("said-incident-reported", title=body.account.title, source=body.account.source.name)
        case IncidentImported():
            count = sum(part.count for part in body.parts)
            return t("said-incident-imported", batch=body.batch, count=count, tlp=body.tlp)
        case IncidentJoined():
            return t("said-incident-joined", incident=body.incident, count=len(body.others), reason=body.reason)
        case IncidentSplit():
            return t("said-incident-split", incident=body.incident, count=len(body.reports), reason=body.reason)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def _dispatch(body: AnyBody, t: Translate, names: Names) -> str:
    match body:
        case DispatchRequested():
            return t("said-dispatch-requested", dispatch=body.dispatch, count=body.count, people=body.people)
        case DispatchDiscussed():
            return t("said-dispatch-discussed", dispatch=body.dispatch, text=body.text)
        case DispatchAnswered(consent="granted"):
            return t("said-dispatch-granted", dispatch=body.dispatch, count=body.count, until=utc(body.to_ms))
        case DispatchAnswered():
            return t("said-dispatch-refused", dispatch=body.dispatch, reason=body.conditions)
        case DispatchRostered():
            return t("said-dispatch-rostered", dispatch=body.dispatch, count=len(body.badges))
        case DispatchRecalled():
            return t("said-dispatch-recalled", dispatch=body.dispatch, reason=body.reason)
        case BadgeShown():
            return t(f"said-badge-{body.way.replace('_', '-')}", badge=body.badge, site=body.site)
        case GrantTurned():
            return t("said-grant-live" if body.is_live else "said-grant-over", badge=body.badge, site=body.site)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def _party(body: AnyBody, t: Translate, names: Names) -> str:
    match body:
        case PartyFounded():
            return t("said-party-founded", name=body.name)
        case PartyAdmitted():
            return t("said-party-admitted", party=names.party(body.party))
        case PartyRemoved():
            return t("said-party-removed", party=names.party(body.party), reason=body.reason)
        case PartyRekeyed():
            return t("said-party-rekeyed", reason=body.reason)
        case OfficerEnrolled():
            return t("said-officer-enrolled", name=body.name)
        case AuthorityDelegated():
            until = full(body.to_ms)
            return t("said-authority-delegated", name=names.officer(body.deputy), role=body.role, until=until)
        case AuthorityWithdrawn():
            name = names.officer(body.deputy)
            return t("said-authority-withdrawn", name=name, role=body.role, reason=body.reason)
        case OfficerRevoked():
            return t("said-officer-revoked", name=names.officer(body.key_id), reason=body.reason)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def _log(body: AnyBody, t: Translate, names: Names) -> str:
    match body:
        case LogCompleted():
            return t("said-log-completed")
        case LogCosigned():
            return t("said-log-cosigned", origin=body.head.origin, size=str(body.head.size))
        case LogForked():
            return t("said-log-forked", origin=body.origin, kept=str(body.kept))
        case LogRolledBack():
            return t("said-log-rolled-back", origin=body.held.origin, size=str(body.shown.size))
        case LogSucceeded():
            return t("said-log-succeeded", origin=body.old.origin, reason=body.reason)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


_TELLERS: Final[Mapping[str, Callable[[AnyBody, Translate, Names], str]]] = {
    "action": _meeting,
    "alarm": _alarm,
    "authority": _party,
    "badge": _dispatch,
    "board": response_sentence,
    "check": _watch,
    "clause": _clause,
    "code": disclosure_sentence,
    "content": _watch,
    "desk": voice_sentence,
    "asset": _watch,
    "device": _watch,
    "dispatch": _dispatch,
    "document": disclosure_sentence,
    "crew": journey_sentence,
    "draw": journey_sentence,
    "facts": _watch,
    "feed": _watch,
    "history": _watch,
    "glass": disclosure_sentence,
    "grant": _dispatch,
    "ground": journey_sentence,
    "identity": voice_sentence,
    "incident": _incident,
    "inquiry": disclosure_sentence,
    "leg": journey_sentence,
    "level": _clause,
    "log": _log,
    "meeting": _meeting,
    "minutes": _meeting,
    "movement": _movement,
    "observation": _watch,
    "officer": _party,
    "party": _party,
    "reader": disclosure_sentence,
    "reading": disclosure_sentence,
    "recovery": disclosure_sentence,
    "release": disclosure_sentence,
    "resource": response_sentence,
    "review": response_sentence,
    "risk": response_sentence,
    "roster": journey_sentence,
    "rule": _clause,
    "seat": _clause,
    "silence": _clause,
    "share": disclosure_sentence,
    "site": _watch,
    "statement": _statement,
    "task": response_sentence,
    "traveller": journey_sentence,
    "verdict": _verdict,
    "voice": voice_sentence,
}
"""By the noun that the type begins with."""
