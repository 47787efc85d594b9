"""Asks a peer's node for its feeds that mandates let us see, again and again."""

import asyncio
import logging
from typing import Final

import httpx
import msgspec

from safeconduct.errors import Denied, SafeconductError

from .api.door import knock
from .clock import WallClock
from .config import Peer
from .node import Node
from .receiving import Source
from .sharing import Delivery

_POLL_S: Final = 2.0
_PATIENCE_S: Final = 30.0
_BODY_MAX: Final = 4_000_000
_DECODER: Final = msgspec.json.Decoder(Delivery)
_log: Final = logging.getLogger("safeconduct.looking")


class Looking:
    """At one peer's feeds."""

    def __init__(self, node: Node, peer: Peer, client: httpx.AsyncClient) -> None:
        self._node, self._peer, self._client, self._wall = node, peer, client, WallClock()

    async def run(self) -> None:
        """Until cancelled. A peer that does not answer is asked again; the mirroring says that it is away."""
        calm_s = max(0.2, _POLL_S / self._node.clock.speed)
        wait_s = calm_s
        while True:
            try:
                if await self._node.receiving.look(self._peer.party, self.ask, self._node.clock.now_ms()):
                    self._node.stream.publish("watch")
                wait_s = calm_s
            except (httpx.HTTPError, SafeconductError, msgspec.DecodeError) as error:
                _log.info("%s: %s", self._peer.party, error)
                wait_s = min(_PATIENCE_S, wait_s * 2)
            await asyncio.sleep(wait_s)

    async def ask(self, source: Source, cursor: int) -> Delivery:
        """What is new of that source. Raises Denied, and what the network raises."""
        path = f"share/{source.feed}?role={source.role}&cursor={cursor}"
        header = knock(self._node.witness, self._peer.party, path, self._wall.now_ms())
        async with self._client.stream(
            "GET", f"{self._peer.url}/{path}", headers={"authorization": header}
        ) as answer:
            if answer.status_code == httpx.codes.FORBIDDEN:
                raise Denied(f"{source.owner} does not show us {source.feed}", "see the mandates of the accord")
            answer.raise_for_status()
            body = b""
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > _BODY_MAX:
                    raise httpx.DecodingError(f"{path}: more than {_BODY_MAX} bytes")
        return _DECODER.decode(body)
