"""Feeds over HTTP: any live format at `/feeds/KIND`, with the device's name and secret as Basic authentication.

OsmAnd and Traccar Client send no password: there the enrolled name is all that a report has to show, and the
enrolment says so. What a format cannot carry is never put into an address.
"""

import base64
import binascii
import os
from typing import Final

import msgspec

from safeconduct.feeds import ENCRYPTED, FEEDS, FILES, PAYLOAD_BYTES_MAX, owntracks_out
from safeconduct.node.node import Node
from safeconduct.node.reception import Arrived, Receipt, Reception, feed_of, proven_by
from safeconduct.records.observation import AlertKind
from safeconduct.records.units import AssetId, FeedId, Ms, RecordId
from safeconduct.watch.devices import Device

NAMED_ONLY: Final = frozenset({"osmand", "traccar-client"})
"""Formats whose senders have no way to prove themselves."""
_STATUS: Final = {"too-big": 413}


class Answer(msgspec.Struct, frozen=True):
    """What the device gets: the status, and commands that waited for it."""

    status: int
    said: tuple[bytes, ...] = ()
    error: str = ""


class _Receipt(msgspec.Struct, frozen=True, tag_field="_type", tag="receipt"):
    """What a device is told that called for help."""

    asset: AssetId
    alert: AlertKind
    record: RecordId | None
    at_ms: Ms


class HttpFeeds:
    """All feeds that come to the node's own address."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._receptions: dict[str, Reception] = {}

    async def take(self, kind: str, payload: bytes, authorization: str | None) -> Answer:
        """One request. Answers once what it brought is durable."""
        user, secret = _credentials(authorization)
        sender = proven_by(self._node, kind, user, secret) if authorization else None
        is_live = kind in FEEDS and kind not in FILES
        if not is_live or (sender is None and (authorization or kind not in NAMED_ONLY)):
            return Answer(401)
        reception = self._receptions.get(kind) or Reception(self._node, feed_of(self._node, kind))
        self._receptions[kind] = reception
        (result,) = await reception.take([Arrived(payload, "", sender, secret.encode() or None)])
        if result.refused is not None:
            return Answer(_STATUS.get(result.refused.reason, 400), error=str(result.refused))
        if sender is None and result.is_quarantined:
            return Answer(401)
        receipts = tuple(_receipt(kind, each) for each in result.receipts)
        return Answer(200, _sealed(kind, (*receipts, *self._commands(kind, sender)), payload, secret))

    def too_big(self, kind: str, size: int) -> None:
        """A body that was not read."""
        feed = feed_of(self._node, kind).feed if kind in FEEDS else FeedId("http")
        said = f"a body of {size} bytes; {PAYLOAD_BYTES_MAX} are read at most"
        self._node.intake.refuse(feed, "too-big", self._node.clock.now_ms(), said)

    def _commands(self, kind: str, sender: Device | None) -> list[bytes]:
        return [] if sender is None else self._node.commands.take(kind, sender.enrolled.device)


def _sealed(kind: str, said: tuple[bytes, ...], payload: bytes, secret: str) -> tuple[bytes, ...]:
    """The same, encrypted for a phone that encrypts."""
    is_encrypted = ENCRYPTED.get(kind)
    if not said or is_encrypted is None or not is_encrypted(payload):
        return said
    return tuple(owntracks_out.encrypted(each, secret.encode(), os.urandom(24)) for each in said)


def _receipt(kind: str, each: Receipt) -> bytes:
    if kind == "owntracks":
        return owntracks_out.receipt(each.alert, each.record)
    return msgspec.json.encode(_Receipt(each.asset, each.alert, each.record, each.at_ms))


def _credentials(header: str | None) -> tuple[str, str]:
    try:
        text = base64.b64decode((header or "").removeprefix("Basic "), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    user, _, secret = text.partition(":")
    return user[:200], secret[:200]
