"""Both ends of a confidential report as programs: the source's line to a node; what readers and keepers open."""

import os
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from safeconduct.errors import BadInput, Denied, Unavailable
from safeconduct.records.units import KeyId
from safeconduct.voice.code import read_code, token_of

from .desk import PIN_ENV
from .sealing import NotOpened
from .tls import context_of
from .voice_seal import (
    Report,
    no_message,
    open_name,
    open_text,
    open_thread,
    reseal_shares,
    seal_message,
    shares_of,
    source_identity,
)


class NotFound(Denied):
    """No report answers to that code."""


class Line:
    """Requests of somebody who does not say who they are: no session, no cookie, no name of a program."""

    def __init__(self, url: str, client: httpx.Client | None = None) -> None:
        pin = os.environ.get(PIN_ENV, "")
        verify = context_of((pin,) if pin else ()) if url.startswith("https://") else False
        self._client = client or httpx.Client(
            base_url=url.rstrip("/"), timeout=30, trust_env=False, verify=verify, headers={"user-agent": ""}
        )

    def get(self, path: str) -> bytes:
        """Raises BadInput, Denied, Unavailable."""
        return self._call("GET", path, None)

    def post(self, path: str, content: bytes) -> bytes:
        """Raises BadInput, Denied, Unavailable."""
        return self._call("POST", path, content)

    def _call(self, method: str, path: str, content: bytes | None) -> bytes:
        try:
            response = self._client.request(method, path, content=content)
        except httpx.HTTPError as error:
            raise Unavailable(f"no answer: {error}", "try again later; nothing was kept") from error
        if response.is_success:
            return response.content
        try:
            said = msgspec.json.decode(response.content, type=dict[str, str])
        except msgspec.DecodeError:
            said = {}
        kind = {400: BadInput, 403: Denied}.get(response.status_code, Unavailable)
        raise kind(said.get("error", f"the node answers {response.status_code}"), next_step=said.get("next", ""))


def come_back(line: Line, written: str, text: str | None = None, erase: bool = False) -> dict[str, Any]:
    """What the source finds; first says `text`, or has everything erased. Raises NoCode, NotFound."""
    code = read_code(written)
    identity, _ = source_identity(code)
    told = _return(line, code, "erase" if erase else "look", no_message())
    if erase:
        return {"erased": True}
    if not told["found"]:
        raise NotFound(
            "no report answers to that code", "it may be erased: its date has passed, or you asked for it"
        )
    if text is not None:
        told = _return(line, code, "say", seal_message(text, [told["thread"]]))
    replies = [{"at_ms": at_ms, "text": open_text(sealed, identity)} for at_ms, sealed in told["replies"]]
    return {"came_ms": told["came_ms"], "keep_until_ms": told["keep_until_ms"], "more": told["more"],
            "replies": replies, "looked": told["looked"]}  # fmt: skip


def read_thread(found: Mapping[str, Any], identity: str) -> list[dict[str, Any]]:
    """What was said, by whom of both ends, the oldest first. Raises NotOpened."""
    report = _report(found)
    thread = open_thread(report, identity)
    said = [{"at_ms": found["at_ms"], "who": "source", "text": open_text(report.text, thread)}]
    for each in found["messages"]:
        who = "source" if each["by"] is None else "desk"
        said.append({"at_ms": each["at_ms"], "who": who, "text": open_text(each["sealed"], thread)})
    return said


def asked_body(found: Mapping[str, Any], asker: KeyId, reason: str) -> dict[str, Any]:
    """The body of `identity.asked/1`."""
    shares = shares_of(_report(found), found["keepers"], found["threshold"])
    return {"voice": found["voice"], "asker": asker, "reason": reason,
            "shares": [{"keeper": key, "sealed": sealed} for key, sealed in sorted(shares.items())]}  # fmt: skip


def answered_body(found: Mapping[str, Any], keeper: KeyId, identity: str, refuse: str | None) -> dict[str, Any]:
    """The body of `identity.answered/1`. Raises BadInput where nobody asks, NotOpened for a key without shares."""
    asked = found["asked"]
    if asked is None:
        raise BadInput("nobody asks for that name", next_step="see: safeconduct voice show")
    shares = [] if refuse is not None else reseal_shares(asked["shares"], identity, asked["recipient"])
    return {"voice": found["voice"], "asked": asked["record"], "keeper": keeper, "shares": shares,
            "reason": refuse or ""}  # fmt: skip


def name_of(found: Mapping[str, Any], identity: str) -> str:
    """Who the source is; empty where it gave no name. Raises NotOpened."""
    asked = found["asked"]
    if asked is None:
        raise NotOpened("nobody has asked the keepers", "ask them: safeconduct voice ask")
    given = {each["keeper"]: each["shares"] for each in asked["answers"] if each["shares"]}
    return open_name(_report(found), found["keepers"], found["threshold"], given, identity)


def _return(line: Line, code: str, act: str, message: bytes) -> dict[str, Any]:
    body = {"token": token_of(code), "act": act, "message": message.decode()}
    told: dict[str, Any] = msgspec.json.decode(line.post("/v/return", msgspec.json.encode(body)))
    return told


def _report(found: Mapping[str, Any]) -> Report:
    return msgspec.convert(found["report"], Report)
