"""How records change desks, reports and what was opened of them."""

from typing import Final

import msgspec

from safeconduct.records.units import KeyId
from safeconduct.records.voice import (
    DeskClosed,
    DeskJoined,
    DeskOpened,
    IdentityAnswered,
    IdentityAsked,
    VoiceAnswered,
    VoiceBarred,
    VoiceContinued,
    VoiceHeard,
)
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .voice import Answer, Asked, Desk, Message, Voice, Voices

_replace: Final = msgspec.structs.replace


def _reduce(now: Voices, placed: Placed, parties: Parties) -> Voices | Refusal:
    record = placed.entry.record
    match record.body:
        case DeskOpened() as body:
            return _opened(now, placed, body, parties)
        case DeskJoined() as body:
            return _joined(now, placed, body)
        case DeskClosed() as body:
            desk = now.desks.get((record.party, body.desk))
            if desk is None or desk.is_closed:
                return Refusal(f"{record.party} has no open desk {body.desk}")
            return _with_desk(now, _replace(desk, is_closed=True))
        case VoiceHeard() as body:
            return _heard(now, placed, body)
        case VoiceContinued() | VoiceAnswered() | VoiceBarred() | IdentityAsked() | IdentityAnswered() as body:
            voice = now.voices.get(body.voice)
            if voice is None:
                return Refusal("there is no such report")
            if isinstance(body, IdentityAnswered):
                return _answered(now, voice, placed, body)
            if voice.desk.party != record.party:
                return Refusal(f"that report was made to {voice.desk.party}")
            return _continued(now, voice, placed, body)
        case _:
            return Refusal("not about confidential reports")


def _opened(now: Voices, placed: Placed, body: DeskOpened, parties: Parties) -> Voices | Refusal:
    record = placed.entry.record
    if any(_party(parties, key) != record.party for key in body.readers):
        return Refusal("the readers of a desk are officers of its own party")
    sides = {_party(parties, key) for key in body.keepers}
    if None in sides:
        return Refusal("a keeper has no key here")
    if len(sides) < 2 and len(parties.members) > 1:
        return Refusal("the keepers of a name come from both sides")
    if len(set(body.readers)) != len(body.readers) or len(set(body.keepers)) != len(body.keepers):
        return Refusal("an officer is named twice")
    if body.threshold > len(body.keepers):
        return Refusal("more keepers must agree than there are")
    return _with_desk(now, Desk(body.desk, record.party, placed.entry.id, body, record.at_ms))


def _joined(now: Voices, placed: Placed, body: DeskJoined) -> Voices | Refusal:
    desk = now.standing(body.opened)
    if desk is None or desk.is_closed:
        return Refusal("the desk that was joined is not one that stands")
    if body.officer != placed.entry.record.by or body.officer not in desk.places:
        return Refusal("a place at a desk is taken by the officer whom it names")
    return _with_desk(now, _replace(desk, joined=desk.joined.set(body.officer, body.recipient)))


def _heard(now: Voices, placed: Placed, body: VoiceHeard) -> Voices | Refusal:
    record, desk = placed.entry.record, now.standing(body.opened)
    if desk is None or desk.party != record.party or not desk.is_open:
        return Refusal("the report is not for a desk that is open")
    if body.voice in now.voices:
        return Refusal("that report is there already")
    return _with(now, Voice(body.voice, desk, record.at_ms, body.keep_until_ms))


def _continued(
    now: Voices, voice: Voice, placed: Placed, body: VoiceContinued | VoiceAnswered | VoiceBarred | IdentityAsked
) -> Voices | Refusal:
    record = placed.entry.record
    if isinstance(body, VoiceContinued):
        return _with(now, _said(voice, Message(body.content, record.at_ms, None)))
    if not voice.may_read(record.by):
        return Refusal("whoever signed this has no part in that report")
    match body:
        case VoiceAnswered(content=content):
            return _with(now, _said(voice, Message(content, record.at_ms, record.by)))
        case VoiceBarred(officer=officer):
            if officer not in voice.desk.places:
                return Refusal("that officer has no part in it anyway")
            return _with(now, _replace(voice, barred=voice.barred | {officer}))
        case IdentityAsked(asker=asker):
            if asker != record.by:
                return Refusal("a name is asked for by whoever will read it")
            if tuple(sorted(each.keeper for each in body.shares)) != tuple(sorted(voice.desk.body.keepers)):
                return Refusal("the shares are not those of the keepers of that desk")
            if any(len(each.sealed) != voice.desk.shares_each for each in body.shares):
                return Refusal("a keeper has another number of shares")
            asked = Asked(placed.entry.id, asker, record.at_ms, body.reason, body.shares)
            return _with(now, _replace(voice, asked=(*voice.asked, asked)))


def _answered(now: Voices, voice: Voice, placed: Placed, body: IdentityAnswered) -> Voices | Refusal:
    record = placed.entry.record
    if not voice.asked or body.asked != voice.asked[-1].record:
        return Refusal("the request that was answered is not the one that stands")
    if body.keeper != record.by or not voice.may_keep(record.by):
        return Refusal("whoever signed this keeps no share of that name")
    asked = voice.asked[-1]
    if body.shares and asked.asker in voice.barred:
        return Refusal("whoever asked has no part in that report any more")
    if len(body.shares) not in (0, voice.desk.shares_each):
        return Refusal("a keeper gives all its shares, or none")
    if body.keeper in asked.answers:
        return Refusal("this keeper has answered already")
    answer = Answer(body.keeper, record.party, record.at_ms, body.shares, body.reason)
    asked = _replace(asked, answers=asked.answers.set(body.keeper, answer))
    return _with(now, _replace(voice, asked=(*voice.asked[:-1], asked)))


def _said(voice: Voice, message: Message) -> Voice:
    return _replace(voice, messages=(*voice.messages, message))


def _party(parties: Parties, key: KeyId) -> str | None:
    officer = parties.officers.get(key)
    return officer.party if officer else None


def _with_desk(now: Voices, desk: Desk) -> Voices:
    return _replace(now, desks=now.desks.set((desk.party, desk.desk), desk))


def _with(now: Voices, voice: Voice) -> Voices:
    return _replace(now, voices=now.voices.set(voice.voice, voice))


VOICES: Final = Reducer(
    "voices",
    Voices(),
    frozenset(
        {
            DeskClosed.TYPE,
            DeskJoined.TYPE,
            DeskOpened.TYPE,
            IdentityAnswered.TYPE,
            IdentityAsked.TYPE,
            VoiceAnswered.TYPE,
            VoiceBarred.TYPE,
            VoiceContinued.TYPE,
            VoiceHeard.TYPE,
        }
    ),
    _reduce,
)
