"""Sign-in by a signed challenge: no password is ever made, sent or kept."""

import base64
import binascii
import secrets
from typing import Final

import msgspec

from safeconduct.errors import Denied
from safeconduct.records.units import KeyId, Ms
from safeconduct.state.deputies import roles_at
from safeconduct.state.parties import Officer, Parties
from safeconduct.wire import ed25519

CHALLENGE_MS: Final = 120_000
SESSION_MS: Final = 12 * 3_600_000
_OPEN_MAX: Final = 1_000
"""Challenges kept at once: asking for more drops the oldest."""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the browser posts: the key, the challenge it signed, the signature in base64."""

    key: KeyId
    nonce: str
    sig: str


class Session(msgspec.Struct, frozen=True):
    """An officer at a screen."""

    key: KeyId
    until_ms: Ms


def challenge_text(host: str, nonce: str) -> bytes:
    """What is signed. It names the host, so that a signature made for one node opens no other."""
    return f"safeconduct sign-in\n{host}\n{nonce}".encode()


class Sessions:
    """Open challenges and sessions, in memory only: a restarted node asks everybody to sign in again.

    Times are the wall clock's: a rehearsal must not end sessions early.
    """

    def __init__(self) -> None:
        self._challenges: dict[str, Ms] = {}
        self._sessions: dict[str, Session] = {}

    def challenge(self, now_ms: Ms) -> str:
        """A new nonce, good for two minutes and one answer."""
        while len(self._challenges) >= _OPEN_MAX:
            self._challenges.pop(next(iter(self._challenges)))
        nonce = secrets.token_hex(32)
        self._challenges[nonce] = Ms(now_ms + CHALLENGE_MS)
        return nonce

    def sign_in(self, answer: Answer, host: str, parties: Parties, now_ms: Ms) -> str:
        """A new session's token. Raises Denied, without saying which part was wrong."""
        until_ms = self._challenges.pop(answer.nonce, Ms(0))
        officer = parties.officers.get(answer.key)
        try:
            signature = base64.b64decode(answer.sig, validate=True)
        except (binascii.Error, ValueError):
            signature = b""
        text = challenge_text(host, answer.nonce)
        if until_ms < now_ms or officer is None or not ed25519.verify(officer.public, text, signature):
            raise Denied("that sign-in does not hold", "check that this key is enrolled here, and try again")
        self._sessions = {name: each for name, each in self._sessions.items() if each.until_ms > now_ms}
        token = secrets.token_urlsafe(32)
        self._sessions[token] = Session(answer.key, Ms(now_ms + SESSION_MS))
        return token

    def officer(self, token: str | None, parties: Parties, now_ms: Ms, at_ms: Ms) -> tuple[KeyId, Officer] | None:
        """Who sits there, with the roles of that moment, a deputy's too; None where nobody has signed in, the
        time is up, or the key has no role. `at_ms`: by the node's clock, which a rehearsal may have running
        faster."""
        session = self._sessions.get(token or "")
        if session is None or session.until_ms <= now_ms:
            return None
        officer = parties.officers.get(session.key)
        roles = tuple(sorted(roles_at(parties, session.key, at_ms)))
        return (session.key, msgspec.structs.replace(officer, roles=roles)) if officer and roles else None

    def sign_out(self, token: str | None) -> None:
        """Ends that session."""
        self._sessions.pop(token or "", None)
