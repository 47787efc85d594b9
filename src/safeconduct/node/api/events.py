"""Server-sent events: pages hear that something changed and ask again. A page that leaves is noticed."""

from collections.abc import AsyncIterator

import msgspec
from litestar import get
from litestar.response import ServerSentEvent, ServerSentEventMessage

from safeconduct.node.node import Node

from .guard import AnyRequest, node_of, officer_of


@get("/stream")
async def events(request: AnyRequest) -> ServerSentEvent:
    """Events `watch`, `accord` (something changed) and `clock` (the node's time and its speed)."""
    officer_of(request)
    return ServerSentEvent(_events(node_of(request)))


async def _events(node: Node) -> AsyncIterator[ServerSentEventMessage]:
    yield _clock(node)
    async for changed in node.stream.listen():
        for topic in sorted(changed):
            yield ServerSentEventMessage(event=topic, data="{}")
        yield _clock(node)


def _clock(node: Node) -> ServerSentEventMessage:
    now = {"now_ms": node.clock.now_ms(), "speed": node.clock.speed}
    return ServerSentEventMessage(event="clock", data=msgspec.json.encode(now).decode())


HANDLERS = (events,)
