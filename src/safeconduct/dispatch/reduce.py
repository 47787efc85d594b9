"""How records change dispatches."""

from typing import Final

import msgspec

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
from safeconduct.records.units import PartyId
from safeconduct.state.bracket import is_late_entered
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .dispatch import Answer, Dispatch, Dispatches, Presence, Recall, Said


def _reduce(dispatches: Dispatches, placed: Placed, parties: Parties) -> Dispatches | Refusal:
    body = placed.entry.record.body
    if isinstance(body, BadgeShown):
        return _shown(dispatches, placed, body)
    if isinstance(body, GrantTurned):
        key = (placed.entry.record.party, body.badge, body.site)
        return msgspec.structs.replace(dispatches, turned=dispatches.turned.set(key, body.is_live))
    if isinstance(body, DispatchRequested):
        changed = _requested(dispatches.dispatches.get(body.dispatch), placed, body)
        return changed if isinstance(changed, Refusal) else _with(dispatches, changed)
    if not isinstance(body, DispatchAnswered | DispatchDiscussed | DispatchRostered | DispatchRecalled):
        return Refusal("not about dispatches")
    dispatch = dispatches.dispatches.get(body.dispatch)
    if dispatch is None:
        return Refusal(f"nobody has asked for the dispatch {body.dispatch}")
    changed = _change(dispatch, placed, parties.members or frozenset(parties.parties))
    return changed if isinstance(changed, Refusal) else _with(dispatches, changed)


def _requested(before: Dispatch | None, placed: Placed, body: DispatchRequested) -> Dispatch | Refusal:
    record = placed.entry.record
    if body.to_ms <= body.from_ms:
        return Refusal("a dispatch ends after it begins")
    if before is None:
        return Dispatch(body.dispatch, record.party, body, placed.entry.id, record.at_ms)
    if before.asked_by != record.party:
        return Refusal(f"only {before.asked_by} can change this request: it asked")
    if before.recall is not None:
        return Refusal("the dispatch is recalled; ask for another one")
    return msgspec.structs.replace(
        before, request=body, request_id=placed.entry.id, asked_ms=record.at_ms, badges=()
    )


def _change(dispatch: Dispatch, placed: Placed, members: frozenset[PartyId]) -> Dispatch | Refusal:
    record = placed.entry.record
    if dispatch.recall is not None and isinstance(record.body, DispatchAnswered | DispatchRostered):
        return Refusal("the dispatch is recalled; ask for another one")
    match record.body:
        case DispatchDiscussed(text=text):
            said = Said(record.party, record.by, record.at_ms, text)
            return msgspec.structs.replace(dispatch, talk=(*dispatch.talk, said))
        case DispatchRecalled(reason=reason):
            is_late = is_late_entered(record.at_ms, placed.not_before_ms)
            at_ms = placed.not_before_ms if is_late else record.at_ms  # nobody was recalled before they could know
            if dispatch.recall is not None and dispatch.recall.at_ms <= at_ms:
                return Refusal("the dispatch is recalled already")
            return msgspec.structs.replace(dispatch, recall=Recall(record.party, at_ms, reason))
        case DispatchAnswered() as body:
            return _answered(dispatch, placed, body)
        case DispatchRostered(request=request, badges=badges):
            if record.party != dispatch.asked_by:
                return Refusal(f"the people are those of {dispatch.asked_by}")
            if request != dispatch.request_id:
                return Refusal("the request that the roster belongs to is not the one that stands")
            grant = dispatch.grant(members)
            if grant is None:
                return Refusal("nothing is granted")
            if len(set(badges)) > grant.count:
                return Refusal(f"{len(set(badges))} badges, but {grant.count} people are granted")
            return msgspec.structs.replace(dispatch, badges=badges)
        case _:
            return Refusal("not about dispatches")


def _answered(dispatch: Dispatch, placed: Placed, body: DispatchAnswered) -> Dispatch | Refusal:
    record, request = placed.entry.record, dispatch.request
    if record.party == dispatch.asked_by:
        return Refusal("whoever asks cannot consent for the others")
    if body.request != dispatch.request_id:
        return Refusal("the request that was answered is not the one that stands")
    if body.consent == "granted":
        if not 1 <= body.count <= request.count:
            return Refusal(f"{request.count} people were asked for, not {body.count}")
        if body.from_ms < request.from_ms or body.to_ms > request.to_ms or body.to_ms <= body.from_ms:
            return Refusal("the consent lies outside the time that was asked for")
    answer = Answer(body, record.by, record.at_ms)
    # a smaller grant voids a roster that is now too long; the same one keeps it
    changed = msgspec.structs.replace(dispatch, answers=dispatch.answers.set(record.party, answer))
    return msgspec.structs.replace(changed, badges=()) if body.count < len(changed.badges) else changed


def _shown(dispatches: Dispatches, placed: Placed, body: BadgeShown) -> Dispatches | Refusal:
    present = dispatches.present.get(body.badge)
    if body.way in ("in", "met") and present is None:
        entry = placed.entry
        here = Presence(body.badge, body.site, entry.record.at_ms, entry.id)
        return msgspec.structs.replace(dispatches, present=dispatches.present.set(body.badge, here))
    if body.way == "in":
        return Refusal(f"the badge {body.badge} came in already and has not gone out")
    if body.way == "out":
        if present is None:
            return Refusal(f"the badge {body.badge} never came in")
        return msgspec.structs.replace(dispatches, present=dispatches.present.delete(body.badge))
    return dispatches


def _with(dispatches: Dispatches, dispatch: Dispatch) -> Dispatches:
    changed = dispatches.dispatches.set(dispatch.dispatch, dispatch)
    return msgspec.structs.replace(dispatches, dispatches=changed)


def _facts(placed: Placed) -> tuple[Fact, ...]:
    """Who was seen at a site and who may be there, for the protocols to judge."""
    at_ms = placed.entry.record.at_ms
    match placed.entry.record.body:
        case BadgeShown(way=("in" | "met"), badge=badge, site=site):
            return (Fact(at_ms, "badge_seen", (badge, site)),)
        case BadgeShown(way="out", badge=badge, site=site):
            return (Fact(at_ms, "badge_left", (badge, site)),)
        case GrantTurned(badge=badge, site=site, is_live=True, since_ms=since_ms):
            return (Fact(since_ms, "grant_began", (badge, site)),)
        case GrantTurned(badge=badge, site=site, is_here=is_here, since_ms=since_ms):
            seen = (Fact(since_ms, "badge_seen", (badge, site)),) if is_here else ()  # without a grant
            return (Fact(since_ms, "grant_lapsed", (badge, site)), *seen)
        case _:
            return ()


DISPATCHES: Final = Reducer(
    "dispatches",
    Dispatches(),
    frozenset(
        {
            BadgeShown.TYPE,
            DispatchAnswered.TYPE,
            DispatchDiscussed.TYPE,
            DispatchRecalled.TYPE,
            DispatchRequested.TYPE,
            DispatchRostered.TYPE,
            GrantTurned.TYPE,
        }
    ),
    _reduce,
    _facts,
)
