"""The peers' door: our log's files, for the parties that we have admitted and nobody else.

A request is signed with the peer's witness key over our log or party, the path and the time: it cannot be used at
another node, for another file, or later. Each request is judged by what the logs held here say when it comes: the
first one after a removal has been folded is refused.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Final

from safeconduct.errors import Denied
from safeconduct.records.units import Ms
from safeconduct.wire import ed25519, note

SKEW_MS: Final = 120_000
_SCHEME: Final = "Safeconduct "
_FIELDS: Final = re.compile(r"t=(\d{1,16}),key=([^,\s]{1,200}),sig=([A-Za-z0-9+/=]{88})")


def _message(origin: str, path: str, t_ms: int) -> bytes:
    return f"safeconduct pull\n{origin}\n{path}\n{t_ms}\n".encode()


def knock(signer: note.Signer, origin: str, path: str, wall_ms: Ms) -> str:
    """The Authorization header for one file. `origin`: whose door it is, the name of the log or the party.
    `wall_ms`: by the machine's clock, never a rehearsal's."""
    signature = base64.b64encode(signer.sign(_message(origin, path, wall_ms))).decode()
    return f"{_SCHEME}t={wall_ms},key={signer.key.name},sig={signature}"


def admit(header: str | None, keys: Iterable[note.Key], origin: str, path: str, wall_ms: Ms) -> note.Key:
    """Which peer knocks. Raises Denied."""
    match = _FIELDS.fullmatch((header or "").removeprefix(_SCHEME))
    key = next((key for key in keys if match and key.name == match[2]), None)
    if match is None or key is None:
        raise Denied("only admitted parties may read this log", "exchange invitations: safeconduct invite")
    t_ms = int(match[1])
    if abs(t_ms - wall_ms) > SKEW_MS:
        raise Denied(
            f"the clocks are {abs(t_ms - wall_ms) // 1000} s apart",
            "set both clocks: they must agree to two minutes",
        )
    try:
        signature = base64.b64decode(match[3], validate=True)
    except binascii.Error as error:
        raise Denied("the signature does not hold", "exchange invitations again") from error
    if not ed25519.verify(key.public.hex(), _message(origin, path, t_ms), signature):
        raise Denied("the signature does not hold", "exchange invitations again")
    return key
