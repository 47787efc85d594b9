"""Signing sheets: an act that binds a party is taken from a browser only after its officer has read the server's
own words for the very bytes, on a page that no script can reach.

What a page's script has signed waits here under a name. The sheet that shows it carries a word that is good once
and stands nowhere else; with it, and only with it, the waiting bytes go into the log. Programs that are no
browser have shown the officer the bytes themselves, and need none of this.
"""

import hmac
import secrets
from collections.abc import Mapping
from typing import Final

import msgspec

from safeconduct.errors import Denied
from safeconduct.records.clause import ClausePosition
from safeconduct.records.dispatch import DispatchAnswered
from safeconduct.records.document import DocumentReleased, GlassBroken
from safeconduct.records.inquiry import InquiryOpened
from safeconduct.records.meeting import MinutesSigned
from safeconduct.records.record import Record
from safeconduct.records.statement import StatementIssued
from safeconduct.records.units import KeyId, Ms

from .acts import Signed

BINDING: Final = frozenset(
    {
        ClausePosition.TYPE,
        DispatchAnswered.TYPE,
        MinutesSigned.TYPE,
        StatementIssued.TYPE,
        DocumentReleased.TYPE,
        GlassBroken.TYPE,
        InquiryOpened.TYPE,
    },
)
"""What binds the officer's party to others, lets others in, or lets a secret out. What protects at once (a stop, an
answer to an alarm, a refusal or recall of a secret) is not here: it must not wait for a second page."""
SHEET_MS: Final = 300_000
_WAITING_MAX: Final = 200
"""At once: more drop the oldest."""


class Waiting(msgspec.Struct):
    """Signed bytes that nobody has confirmed. `word` is new each time the sheet is shown: only the last one
    counts."""

    key: KeyId
    record: Record
    signed: Signed
    until_ms: Ms
    word: str = ""


class Sheets:
    """What waits, in memory only: after a restart it is signed again. Times are the wall clock's."""

    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}

    def put(self, key: KeyId, record: Record, signed: Signed, now_ms: Ms) -> str:
        """Keep it for five minutes. Returns the name of its sheet."""
        while len(self._waiting) >= _WAITING_MAX:
            self._waiting.pop(next(iter(self._waiting)))
        name = secrets.token_hex(16)
        self._waiting[name] = Waiting(key, record, signed, Ms(now_ms + SHEET_MS))
        return name

    def show(self, name: str, key: KeyId, now_ms: Ms) -> Waiting:
        """What waits under that name for that officer, with a new word. Raises Denied."""
        waiting = self._waiting.get(name)
        if waiting is None or waiting.key != key or waiting.until_ms <= now_ms:
            raise Denied("nothing waits to be signed here", "start again on the page that you came from")
        waiting.word = secrets.token_hex(32)
        return waiting

    def take(self, name: str, key: KeyId, word: str, now_ms: Ms) -> Waiting:
        """The same, confirmed: it waits no longer. A wrong word ends it too. Raises Denied."""
        waiting = self._waiting.pop(name, None)
        if waiting is None or waiting.key != key or waiting.until_ms <= now_ms:
            raise Denied("nothing waits to be signed here", "start again on the page that you came from")
        if not waiting.word or not hmac.compare_digest(waiting.word, word):
            raise Denied("this was not confirmed on its sheet", "sign again, and read the sheet that appears")
        return waiting

    def drop(self, name: str, key: KeyId) -> None:
        """The officer does not sign."""
        if (waiting := self._waiting.get(name)) is not None and waiting.key == key:
            del self._waiting[name]


def is_browser(headers: Mapping[str, str]) -> bool:
    """Whether a page asks. A browser says so itself, in headers that no script can leave out or change (Fetch
    Metadata; Fetch, forbidden request-headers)."""
    return any(name in headers for name in ("sec-fetch-mode", "sec-fetch-site", "origin"))


def is_page_itself(headers: Mapping[str, str]) -> bool:
    """Whether a browser loads this as the page at the top of a window: no frame, no worker and no script's request
    does, and so none can read it."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
