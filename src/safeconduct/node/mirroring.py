"""Following the peers' logs over HTTP: ask, verify, store, fold. A peer that does not answer is asked again."""

import asyncio
import contextlib
import logging
from typing import Final

import httpx

from safeconduct.errors import SafeconductError, Unavailable
from safeconduct.records.units import Origin
from safeconduct.wire.ed25519 import Signer

from .api.door import knock
from .clock import WallClock
from .config import Peer
from .following import exchange
from .node import Node
from .succeeding import succeed
from .tls import context_of

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
        self.client = client
        self._wall = WallClock()
        self.problem: str | None = None
        """Why the last round failed, for the pages; None when it went well."""

    async def run(self) -> None:
        """Until cancelled. A peer that fails is asked less and less often, and soon once it knocks itself."""
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
            await asyncio.sleep(calm_s)
            if self.problem is not None:
                await self._node.callers.wait(self._peer.origin, wait_s - calm_s)

    async def round(self) -> None:
        """Fetch, verify and fold what the peer has added. Raises what the network or the proof raises."""
        await exchange(self._node, self._peer.origin, self.ask)

    async def ask_of_us(self) -> None:
        """Ask what we signed last, before anything is written. Raises what the network raises."""
        self._node.truth.hear(await self.ask(self._node.truth.origin, "checkpoint"))

    async def ask(self, origin: Origin, path: str) -> bytes | None:
        """A file of a log at that peer; None where it has none, or does not let us read it."""
        header = knock(self._node.witness, self._peer.party, f"{origin}/{path}", self._wall.now_ms())
        url = f"{self._peer.url}/log-of/{origin}/{path}"
        async with self.client.stream("GET", url, headers={"authorization": header}) as response:
            is_others = origin != self._peer.origin
            if response.status_code == httpx.codes.NOT_FOUND:
                return None
            if response.status_code == httpx.codes.FORBIDDEN and is_others:  # it does not know us there, or not yet
                return None
            response.raise_for_status()
            body = b""
            async for part in response.aiter_bytes():
                body += part
                if len(body) > _BODY_MAX:
                    raise httpx.DecodingError(f"{url}: more than {_BODY_MAX} bytes")
            return body


async def follower(node: Node, peer: Peer, clients: contextlib.AsyncExitStack) -> Mirroring:
    """What follows that peer, with a connection of its own that knows its certificate."""
    client = httpx.AsyncClient(timeout=10, trust_env=False, verify=context_of(peer.certificates))
    return Mirroring(node, peer, await clients.enter_async_context(client))


async def succeed_with_peers(node: Node, signer: Signer, reason: str) -> Origin:
    """Begin a new epoch with the help of the peers that answer. Raises what `succeed` raises, and Unavailable."""
    async with contextlib.AsyncExitStack() as open_clients:
        mirrors = [await follower(node, peer, open_clients) for peer in node.config.peers]
        asked = await asyncio.gather(*(mirror.ask_of_us() for mirror in mirrors), return_exceptions=True)
        answered = [mirror for mirror, error in zip(mirrors, asked, strict=True) if error is None]
        if not answered:
            raise Unavailable("no peer answers", "start a peer's node, check the network, then try again")
        return await succeed(node, [mirror.ask for mirror in answered], signer, reason)
