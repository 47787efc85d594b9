"""A node at work: its clock, its peers, its feeds and its pages in one event loop."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Sequence
from typing import Final

import httpx
import uvicorn

from safeconduct.errors import SafeconductError, Unavailable

from .app import make_app
from .disk import DiskFull
from .feeding import tasks_of
from .looking import Looking
from .mirroring import Mirroring, follower
from .node import Node
from .rekeying import check_keys
from .tls import CIPHERS, own_files
from .upload_out import Uploading
from .witnessing import Witnessing, poster

_FULL_S: Final = 1.0
"""Between two looks at a full disk."""
_REUNITE_S: Final = 3.0
"""How long a start waits for the others."""
_log: Final = logging.getLogger("safeconduct.serve")


class PortInUse(Unavailable):
    """Another program listens there."""


async def serve(node: Node, started: Callable[[], None]) -> None:
    """Run until told to stop; call `started` once the port is ours. Raises PortInUse, KeysDiffer, ConfigError: then
    nothing was started."""
    check_keys(node)
    listen = node.config.listen
    files = own_files(node.folder.root, listen)
    config = uvicorn.Config(
        make_app(node),
        host=listen.host,
        port=listen.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        server_header=False,
        ssl_certfile=files[0] if files else None,
        ssl_keyfile=files[1] if files else None,
        ssl_ciphers=CIPHERS,
    )
    server = uvicorn.Server(config)
    bound = _bind(listen.host, listen.port)
    started()
    async with contextlib.AsyncExitStack() as clients:
        client = await clients.enter_async_context(httpx.AsyncClient(timeout=10, trust_env=False))
        mirrors = [await follower(node, peer, clients) for peer in node.config.peers]
        lookers = [
            Looking(node, peer, mirror.client) for peer, mirror in zip(node.config.peers, mirrors, strict=True)
        ]
        await reunite(mirrors)
        tasks = [
            asyncio.create_task(tick(node), name="clock"),
            asyncio.create_task(Witnessing(node, poster(client)).run(), name="witnesses"),
            asyncio.create_task(Uploading(node, poster(client)).run(), name="mirrors"),
            *(asyncio.create_task(mirror.run()) for mirror in mirrors),
            *(asyncio.create_task(each.run()) for each in lookers),
            *(asyncio.create_task(feed) for feed in tasks_of(node)),
        ]
        for task in tasks:
            task.add_done_callback(lambda done: _ended(done, server))
        try:
            await server.serve(sockets=[bound])
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            node.truth.close()
    for task in tasks:
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error


async def reunite(mirrors: Sequence[Mirroring]) -> None:
    """Ask the others what we signed last, so that a restored backup is known before anything is written. Who does
    not answer soon is asked again with every round; a node must start without a network too."""
    asked = (asyncio.wait_for(mirror.ask_of_us(), _REUNITE_S) for mirror in mirrors)
    for answer in await asyncio.gather(*asked, return_exceptions=True):
        if isinstance(answer, BaseException) and not isinstance(answer, httpx.HTTPError | TimeoutError):
            _log.warning("what we signed last is not known: %s", answer)


async def tick(node: Node) -> None:
    """Wake the node when something falls due, whether or not anything arrives. A full disk is waited out: what
    is due is written, late, as soon as there is space."""
    while True:
        try:
            await node.tick()
        except DiskFull as error:
            if node.trouble is None:
                _log.error("%s; next: %s", error, error.next_step)
            node.trouble = error
            node.stream.publish("watch")
            await asyncio.sleep(_FULL_S)
            continue
        node.trouble = node.truth.shut
        left_s = (node.next_ms() - node.clock.now_ms()) / 1000 / node.clock.speed
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(node.changed.wait(), max(0.0, left_s))
        node.changed.clear()


def _bind(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise PortInUse(
            f"{host}:{port} cannot be used: {error.strerror}",
            "stop the program that listens there, or choose another port under [listen] in node.toml",
        ) from error
    return bound


def _ended(task: "asyncio.Task[None]", server: uvicorn.Server) -> None:
    """A task that fails stops the node: it must not go on half alive. What is durable stays durable."""
    if not task.cancelled() and (error := task.exception()) is not None:
        what = str(error) if isinstance(error, SafeconductError) else repr(error)
        _log.error("stopping: %s", what)
        server.should_exit = True
