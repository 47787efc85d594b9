"""The tasks of all feeds: one for each that node.toml names, and what TAK clients see."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from safeconduct.watch.devices import DEVICES

from .node import Node
from .tak import TakPicture
from .transports.mqtt import MqttFeed
from .transports.outlet import Outlet
from .transports.tcp import TcpFeed

_SWEEP_S: Final = 600.0


def tasks_of(node: Node) -> list[Coroutine[Any, Any, None]]:
    """What to run beside the pages. Raises BadInput for files that settings name and that cannot be used."""
    outlets = {tak.feed: Outlet() for tak in node.config.tak}
    running: list[Coroutine[Any, Any, None]] = [_sweep(node)]
    for feed in node.config.feeds:
        if feed.mqtt:
            running.append(MqttFeed(node, feed).run())
        elif not feed.is_http:
            running.append(TcpFeed(node, feed, outlets.get(feed.feed)).run())
    running += [TakPicture(node, tak, outlets[tak.feed]).run() for tak in node.config.tak]
    return running


async def _sweep(node: Node) -> None:
    """Erase secrets of devices whose enrolment has ended."""
    while True:
        node.secrets.sweep(node.truth.state.of(DEVICES), node.config.party, node.clock.now_ms())
        await asyncio.sleep(_SWEEP_S)
