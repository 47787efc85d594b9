"""Records and times as lines of text: claimed and proven side by side."""

import re
from collections.abc import Mapping
from typing import Final

from safeconduct import joint
from safeconduct.protocol.explain import moment_s, tell
from safeconduct.records.alarm import AlarmAcknowledged, AlarmEscalated, AlarmRaised, AlarmResolved
from safeconduct.records.authority import AuthorityDelegated, AuthorityWithdrawn
from safeconduct.records.clause import ClausePosition, ClauseProposed, RuleLoaded
from safeconduct.records.content import ContentCommitted, ContentErased
from safeconduct.records.contest import VerdictAnswered, VerdictContested
from safeconduct.records.fact import Arg
from safeconduct.records.log import LogForked, LogRolledBack, LogSucceeded
from safeconduct.records.party import (
    OfficerEnrolled,
    OfficerRevoked,
    PartyAdmitted,
    PartyFounded,
    PartyRekeyed,
    PartyRemoved,
)
from safeconduct.records.record import AnyBody
from safeconduct.records.units import PartyId
from safeconduct.records.verdict import VerdictReached
from safeconduct.records.watch import CheckMade, ObservationBatch
from safeconduct.state.placed import Placed

from .replay import Replay

_NOTE_MAX: Final = 200
_HIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
"""Characters that break a line, steer a terminal, or make text read in another order than it is written."""


def record_line(replay: Replay, placed: Placed) -> str:
    """One record: times, who, what, and why it does not count where it does not."""
    record = placed.entry.record
    bracket = replay.fold.bracket(placed)
    after = f"from {moment_s(bracket.not_before_ms)}" if bracket.not_before_ms else "from the beginning"
    before = f"{moment_s(bracket.not_after_ms)}" if bracket.not_after_ms is not None else "(cosigned by nobody yet)"
    late = " LATE-ENTERED" if bracket.is_late_entered else ""
    refused = replay.state.refused.get(placed.entry.id)
    counts = f" [does not count: {refused}]" if refused else ""
    if placed.entry.id in replay.judgement.excluded:
        counts += " [does not count: dated back behind a promise of its own log]"
    if replay.state.parties.is_doubted(record.by, record.at_ms):
        counts += " [doubted: by then somebody else may have had this key]"
    who = f"{replay.state.parties.name(record.by)} for {record.party}"
    return (
        f"claimed {moment_s(record.at_ms)} | proven {after} to {before}{late} | "
        f"{who}: {act(replay, placed)}{counts} | record {placed.entry.id[:16]}"
    )


def act(replay: Replay, placed: Placed) -> str:
    """What the record says, in English."""
    body = placed.entry.record.body
    text = _act(body, replay)
    if text is not None:
        return text
    facts = [tell(fact, replay.lexicon, "en") for fact in joint.said(placed)]
    return "; ".join(facts[:5]) or f"{placed.entry.record.type} on {placed.entry.record.object}"


def key_text(key: Mapping[str, Arg]) -> str:
    """Which vehicle, which movement: `asset v1`."""
    return ", ".join(f"{name} {value}" for name, value in sorted(key.items())) or "all"


def party_name(replay: Replay, party: PartyId) -> str:
    """The party's name with its short one: `Host (host)`."""
    known = replay.state.parties.parties.get(party)
    return f"{known.name} ({party})" if known else party


def _act(body: AnyBody, replay: Replay) -> str | None:
    match body:
        case CheckMade(asset=asset, zone=zone, finding=finding, note=note):
            place = replay.lexicon.place(zone, "en")
            return f"a check of {asset} in {place}: {finding}{_note(note)}"
        case ObservationBatch(feed=feed, count=count):
            return f"{count} observations of the feed {feed}, committed to"
        case AlarmRaised(key=key, severity=severity):
            return f"{severity} raised for {key_text(key)}"
        case AlarmAcknowledged(note=note):
            return f"alarm acknowledged{_note(note)}"
        case AlarmEscalated(to=to, reason=reason):
            return f"alarm handed on to {to}{_note(reason)}"
        case AlarmResolved(note=note, because=because):
            return f"alarm resolved{f', because of record {because[:16]}' if because else ''}{_note(note)}"
        case VerdictReached(status=status, key=key):
            return f"verdict for {key_text(key)}: {status}"
        case VerdictContested(verdict=verdict, reason=reason):
            return f"verdict {verdict[:16]} contested{_note(reason)}"
        case VerdictAnswered(contest=contest, answer=answer, text=text):
            return f"contest of record {contest[:16]}: {answer}{_note(text)}"
        case ClauseProposed(number=number, title=title):
            return f"clause {number} proposed: {title}"
        case ClausePosition(clause=clause, stand=stand, reason=reason):
            return f"clause {clause}: {stand}{_note(reason)}"
        case RuleLoaded(clause=clause):
            return f"the node judges by the rule of clause {clause}"
        case OfficerEnrolled(name=name, roles=roles):
            return f"{name} enrolled as {', '.join(roles) or 'nothing any more'}"
        case PartyFounded(name=name):
            return f"{name} founded"
        case OfficerRevoked(key_id=key_id, reason=reason):
            return f"the key of {replay.state.parties.name(key_id)} revoked{_note(reason)}"
        case PartyAdmitted(party=party):
            return f"{party} admitted"
        case AuthorityDelegated(deputy=key_id, role=role, from_ms=from_ms, to_ms=to_ms):
            until = f"from {moment_s(from_ms)} to {moment_s(to_ms)}"
            return f"{replay.state.parties.name(key_id)} is deputy in the role {role} {until}"
        case AuthorityWithdrawn(deputy=key_id, role=role, reason=reason):
            return f"{replay.state.parties.name(key_id)} is no deputy in the role {role} any more{_note(reason)}"
        case _:
            return _act_on_logs(body)


def _act_on_logs(body: AnyBody) -> str | None:
    match body:
        case PartyRemoved(party=party, reason=reason):
            return f"{party} removed{_note(reason)}"
        case PartyRekeyed(reason=reason):
            return f"the node signs with new keys{_note(reason)}"
        case LogSucceeded(old=old, reason=reason):
            return f"a new log goes on after {old.size} records of {old.origin}{_note(reason)}"
        case LogForked(origin=origin, kept=kept):
            return f"{origin} was signed in two histories; {kept} records of it are kept"
        case LogRolledBack(held=held, shown=shown):
            return f"{held.origin} was shown with {shown.size} records, after it had had {held.size}"
        case ContentCommitted(subject=subject, groups=groups):
            return f"{len(groups)} groups of secret fields of {subject} committed to"
        case ContentErased(contents=contents):
            return f"{len(contents)} contents erased by their retention date"
        case _:
            return None


def plain(line: str) -> str:
    """The line with nothing in it that is not shown: what parties have written cannot pose as what we say."""
    return _HIDDEN.sub(" ", line)


def _note(text: str) -> str:
    """What a person wrote, on one line and not endless."""
    flat = " ".join(text.split())
    return f" ({flat[:_NOTE_MAX]})" if flat else ""
