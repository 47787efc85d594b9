"""Phones that report over HTTP. Each device has a secret of its own; who is not enrolled is counted and shown."""

import base64
import binascii
import hashlib
import hmac

from litestar import Response, post

from safeconduct.feeds import FEEDS, FeedError, Message, Names
from safeconduct.node.config import Device
from safeconduct.node.node import Node
from safeconduct.records.units import FeedId

from .guard import AnyRequest, node_of

BODY_MAX = 64 * 1024


@post("/feeds/owntracks", status_code=200, request_max_body_size=BODY_MAX)
async def owntracks_http(request: AnyRequest) -> Response[list[object]]:
    """OwnTracks in HTTP mode, with Basic authentication. Answers `[]` once the position is durable."""
    node = node_of(request)
    device = _device(node, request.headers.get("authorization"))
    if device is None:
        return Response([], status_code=401, headers={"www-authenticate": 'Basic realm="device"'})
    feed = FeedId("owntracks-http")
    try:
        message = Message(await request.body(), node.clock.now_ms(), asset=device.asset)
        observations = FEEDS["owntracks"](message, Names())
    except FeedError as error:
        node.intake.refuse(feed, error.reason)
        return Response([{"error": str(error)}], status_code=400)
    if observations:
        await node.observe(feed, observations)
    return Response([])


def _device(node: Node, header: str | None) -> Device | None:
    """The enrolled device that this header proves. Compares in constant time."""
    try:
        user, _, secret = (
            base64.b64decode((header or "").removeprefix("Basic "), validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError):
        user, secret = "", ""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    for device in node.config.devices:
        if device.user == user and hmac.compare_digest(device.secret_sha256, digest):
            return device
    node.intake.unknown_device(user[:64] or "(no name)")
    return None


HANDLERS = (owntracks_http,)
