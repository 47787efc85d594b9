"""Following the peers' logs over HTTP: ask, verify, store, fold. A peer that does not answer is asked again."""

import asyncio
import logging
from typing import Final

import httpx

from safeconduct.errors import SafeconductError
from safeconduct.ledger.mirror import Forked

from .api.door import knock
from .clock import WallClock
from .config import Peer
from .node import Node
from .peer_log import Extended, PeerLog

POLL_S: Final = 1.0
"""Between two looks at a peer's checkpoint, while it answers; a rehearsal looks more often."""
PATIENCE_S: Final = 15.0
"""The longest wait before a peer that fails is asked again."""
_BODY_MAX: Final = 20_000_000
"""A full bundle of the largest entries is below 17 MB."""
_log: Final = logging.getLogger("safeconduct.mirroring")


class Mirroring:
    """Follows one peer."""

    def __init__(self, node: Node, peer: Peer, client: httpx.AsyncClient) -> None:
        self._node = node
        self._peer = peer
        self._client = client
        self._wall = WallClock()
        self._log: PeerLog = node.truth.peers[peer.origin]
        self.problem: str | None = None
        """Why the last round failed, for the pages; None when it went well."""

    async def run(self) -> None:
        """Follow until cancelled."""
        calm_s = max(0.1, POLL_S / self._node.clock.speed)
        wait_s = calm_s
        while True:
            try:
                await self.round()
                self.problem, wait_s = None, calm_s
            except (httpx.HTTPError, SafeconductError) as error:
                if self.problem is None:
                    _log.warning("%s: %s", self._peer.party, error)
                self.problem, wait_s = str(error) or type(error).__name__, min(PATIENCE_S, wait_s * 2)
            await asyncio.sleep(wait_s)

    async def round(self) -> None:
        """Fetch, verify and fold what the peer has added. Raises what the network or the proof raises."""
        await asyncio.to_thread(self._log.poll)
        while (fetch := self._log.want()) is not None:
            body = await self._get(fetch.path)
            outcome = await asyncio.to_thread(self._log.got, fetch, body)
            if isinstance(outcome, Extended):
                await self._node.grown(self._peer.origin)
            if isinstance(outcome, Forked):
                _log.error("%s signed two histories: its log is frozen at %d", self._peer.party, self._log.size)

    async def _get(self, path: str) -> bytes | None:
        header = knock(self._node.witness, self._peer.origin, path, self._wall.now_ms())
        url = f"{self._peer.url}/log/{path}"
        async with self._client.stream("GET", url, headers={"authorization": header}) as response:
            if response.status_code == httpx.codes.NOT_FOUND:
                return None
            response.raise_for_status()
            body = b""
            async for part in response.aiter_bytes():
                body += part
                if len(body) > _BODY_MAX:
                    raise httpx.DecodingError(f"{url}: more than {_BODY_MAX} bytes")
            return body
