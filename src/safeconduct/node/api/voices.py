"""Confidential reports. Sources come without session, cookie or name; nothing of the way they came is kept.

Each of their requests has one size and each answer one size and one time, whether the code is known or not.
"""

import asyncio
from typing import Annotated, Final

import msgspec
from litestar import Response, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath

from safeconduct.errors import BadInput, Denied
from safeconduct.node.node import Node
from safeconduct.node.pace import Pace
from safeconduct.node.voice_seal import MESSAGE_BYTES, UPLOAD_BYTES, read_message, read_report
from safeconduct.node.voices import MESSAGES_MAX, Thread, open_desk
from safeconduct.records.record import AnyBody
from safeconduct.records.units import Digest, KeyId, ObjectId, VoiceId
from safeconduct.records.voice import VoiceContinued, VoiceHeard
from safeconduct.state.content import CONTENTS
from safeconduct.voice.reduce import VOICES
from safeconduct.voice.voice import Desk, Voice

from .guard import AnyRequest, body_of, node_of, officer_of

ANSWER_S: Final = 0.4
"""Every answer to a source takes exactly so long: one that was found takes no longer than one that was not."""
THREAD_BYTES: Final = 96 * 1024


class Return(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source comes back. `message`: what it adds, sealed and of the one size; as long a filling where it adds
    nothing. `erase`: it wants everything gone."""

    token: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    act: Annotated[str, msgspec.Meta(pattern=r"^(look|say|erase)\Z")]
    message: Annotated[str, msgspec.Meta(min_length=MESSAGE_BYTES, max_length=MESSAGE_BYTES)]


@get("/v/{desk:str}/keys")
async def keys(request: AnyRequest, desk: FromPath[str]) -> Response[bytes]:
    """What a source's program seals to."""
    node = node_of(request)
    found = _desk(node, desk)
    return Response(msgspec.json.encode(open_desk(found, node.truth.state.parties)), media_type="application/json")


@post("/v/{desk:str}/report", status_code=200, request_max_body_size=UPLOAD_BYTES)
async def report(request: AnyRequest, desk: FromPath[str]) -> Response[bytes]:
    """Take a sealed report, durably. 429 where too many came at once: the program sends it again later."""
    node, until = node_of(request), _until()
    _paced(request, "report")
    found = _desk(node, desk)
    raw = await request.body()
    sealed = read_report(raw)
    if sealed.opened != found.opened:
        raise BadInput("the desk has changed meanwhile", next_step="load the page again, then report again")
    keep_ms = found.keep_until_ms(node.clock.now_ms())
    sizes = [len(each.shares) for each in sealed.name.sets]
    if len(sizes) * found.body.threshold != len(found.body.keepers) * found.shares_each or set(sizes) != {
        found.body.threshold
    }:
        raise BadInput("the name is sealed to other sets of keepers", next_step="use this node's own page")
    if not node.voices.is_known(sealed.lookup):  # sent twice on a bad link: once is enough
        voice = await node.keep(raw, lambda digest: VoiceHeard(VoiceId(digest), found.opened, keep_ms))
        node.voices.note(sealed, voice)
    return await _answered(msgspec.json.encode({"heard": True}), until)


@post("/v/return", status_code=200, request_max_body_size=2 * MESSAGE_BYTES + 1024)
async def back(request: AnyRequest) -> Response[bytes]:
    """A source looks, says more, or wants it erased. An unknown code gets an answer of the same size and time."""
    node, until = node_of(request), _until()
    _paced(request, "return")
    asked = await body_of(request, Return)
    voice = node.voices.of_token(asked.token)
    if voice is not None and asked.act == "say" and len(voice.messages) < MESSAGES_MAX:
        raw = asked.message.encode()
        read_message(raw)
        name, keep_ms = voice.voice, voice.desk.keep_until_ms(node.clock.now_ms())
        await node.keep(raw, lambda digest: VoiceContinued(name, digest, keep_ms))
        voice = node.voices.of_token(asked.token)
    if voice is not None and asked.act == "erase":
        await node.forget([each for each in voice.contents if not node.voices.is_erased(each)])
        voice = None
    thread = node.voices.thread(voice) if voice is not None else Thread(found=False)
    raw = msgspec.json.encode(thread)
    filled = msgspec.json.encode(msgspec.structs.replace(thread, pad="0" * (THREAD_BYTES - len(raw))))
    return await _answered(filled, until)


@get("/api/voices")
async def voices(request: AnyRequest) -> dict[str, object]:
    """Desks and reports: who may read, what was asked of the keepers; no sealed content."""
    key, _ = officer_of(request)
    return told(node_of(request), key)


@get("/api/voices/{voice:str}")
async def one(request: AnyRequest, voice: FromPath[str]) -> dict[str, object]:
    """A report as it came, for a reader of its desk; our log says first that it was read."""
    key, _ = officer_of(request)
    node = node_of(request)
    found = _voice(node, voice)
    if not found.may_read(key) or found.desk.party != node.config.party:
        raise Denied("you do not read at that desk", "its readers are on the page Voices")
    await node.read(key, ObjectId(f"voice/{found.voice}"))
    messages = [each for each in found.messages if not node.voices.is_erased(each.content)]
    return {
        **_told(found, node, key),
        "report": node.voices.report(found),
        "messages": [
            {"at_ms": each.at_ms, "by": each.by, "sealed": node.voices.message(each.content).sealed}
            for each in messages
        ],
    }


@post("/api/voices/{voice:str}/content", status_code=200)
async def content(request: AnyRequest, voice: FromPath[str]) -> dict[str, object]:
    """Keep a sealed answer (its bytes as the body): the body of `voice.answered/1`, for the reader to sign."""
    key, _ = officer_of(request)
    node = node_of(request)
    found = _voice(node, voice)
    if not found.may_read(key) or found.desk.party != node.config.party:
        raise Denied("you do not read at that desk", "its readers are on the page Voices")
    raw = await request.body()
    read_message(raw)
    digest = await node.keep(raw, _nothing)
    until_ms = found.desk.keep_until_ms(node.clock.now_ms())
    return {"voice": found.voice, "content": digest, "keep_until_ms": until_ms}


def told(node: Node, key: KeyId) -> dict[str, object]:
    """What that officer may know of all desks and reports."""
    known, parties = node.truth.state.of(VOICES), node.truth.state.parties
    return {
        "desks": [
            {
                "desk": desk.desk,
                "party": desk.party,
                "title": desk.body.title,
                "opened": desk.opened,
                "is_open": desk.is_open,
                "is_closed": desk.is_closed,
                "readers": [{"key": each, "name": parties.name(each)} for each in desk.body.readers],
                "keepers": [{"key": each, "name": parties.name(each)} for each in desk.body.keepers],
                "missing": list(desk.missing),
                "threshold": desk.body.threshold,
                "keep_days": desk.body.keep_days,
                "is_named": key in desk.places,
                "is_joined": key in desk.joined,
            }
            for desk in known.by_name()
        ],
        "officers": [
            {"key": each, "name": officer.name, "party": officer.party}
            for each, officer in sorted(parties.officers.items())
            if officer.roles
        ],
        "voices": [_told(voice, node, key) for voice in known.by_time()],
    }


def _told(voice: Voice, node: Node, key: KeyId) -> dict[str, object]:
    parties, asked = node.truth.state.parties, voice.asked[-1] if voice.asked else None
    return {
        "voice": voice.voice,
        "desk": voice.desk.desk,
        "party": voice.desk.party,
        "at_ms": voice.at_ms,
        "keep_until_ms": voice.keep_until_ms,
        "is_erased": (voice.desk.party, Digest(voice.voice)) in node.truth.state.of(CONTENTS).erased,
        "may_read": voice.may_read(key) and voice.desk.party == node.config.party,
        "may_keep": voice.may_keep(key),
        "keepers": sorted(voice.desk.body.keepers),
        "threshold": voice.desk.body.threshold,
        "barred": [parties.name(each) for each in sorted(voice.barred)],
        "from_source": sum(each.by is None for each in voice.messages),
        "from_desk": sum(each.by is not None for each in voice.messages),
        "asked": None
        if asked is None
        else {
            "record": asked.record,
            "asker": asked.asker,
            "name": parties.name(asked.asker),
            "recipient": voice.desk.joined.get(asked.asker),
            "at_ms": asked.at_ms,
            "reason": asked.reason,
            "opened_ms": voice.opened_ms(asked),
            "shares": next((each.sealed for each in asked.shares if each.keeper == key), ()),
            "answers": [
                {
                    "keeper": each.keeper,
                    "name": parties.name(each.keeper),
                    "at_ms": each.at_ms,
                    "agrees": bool(each.shares),
                    "reason": each.reason,
                    "shares": each.shares if asked.asker == key else (),
                }
                for _, each in sorted(asked.answers.items())
            ],
        },
    }


def _nothing(digest: Digest) -> AnyBody | None:
    """The reader signs what commits to it."""
    return None


def _desk(node: Node, name: str) -> Desk:
    desk = node.voices.desk(name)
    if desk is None:
        raise Denied("no desk of that name takes reports here", "ask for the address again")
    return desk


def _voice(node: Node, name: str) -> Voice:
    found = node.truth.state.of(VOICES).voices.get(VoiceId(name))
    if found is None:
        raise BadInput("there is no such report", next_step="see: safeconduct voice show")
    return found


def _until() -> float:
    return asyncio.get_running_loop().time() + ANSWER_S


async def _answered(content: bytes, until: float) -> Response[bytes]:
    await asyncio.sleep(max(0.0, until - asyncio.get_running_loop().time()))
    return Response(content, media_type="application/json", headers={"cache-control": "no-store"})


def _paced(request: AnyRequest, what: str) -> None:
    pace: dict[str, Pace] = request.app.state.paces
    if not pace[what].allows(node_of(request).clock.now_ms()):
        raise TooManyRequestsException("too many at once: try again in a minute")


HANDLERS = (keys, report, back, voices, one, content)
