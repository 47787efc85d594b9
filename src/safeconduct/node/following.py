"""Taking a log from whoever has it: its owner, or another party that holds a copy. All is verified alike.

A copy from a third party shows what the owner shows others: that is how two histories come to light.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from safeconduct.errors import SafeconductError
from safeconduct.ledger import Again, Forked, Why, checkpoint, tiles
from safeconduct.records.log import LogSucceeded
from safeconduct.records.units import Origin
from safeconduct.state.closing import next_epoch
from safeconduct.state.entry import Entry, party_of, read_entry
from safeconduct.wire import dsse, note

from .node import Node
from .peer_log import Extended

Ask: TypeAlias = Callable[[Origin, str], Awaitable[bytes | None]]
"""A file of a log at one other node; None where it has none."""


async def exchange(node: Node, owner: Origin, ask: Ask) -> bool:
    """One round with the node of `owner`: what it last heard of us, its own log and what follows on it, its copies.

    Returns whether anything has grown. Raises what the network or the proofs raise.
    """
    node.truth.hear(await ask(node.truth.origin, "checkpoint"))
    grew = await take(node, owner, ask, is_owner=True)
    await find_successor(node, owner, ask)
    for origin in list(node.truth.peers):
        if origin != owner:
            grew |= await take(node, origin, ask, is_owner=party_of(origin) == party_of(owner))
    return grew


async def take(node: Node, origin: Origin, ask: Ask, *, is_owner: bool) -> bool:
    """Take what that node has of the log. Returns whether the copy here has grown."""
    log, grew = node.truth.peers[origin], False
    if not node.truth.is_followed(origin):
        return False
    async with log.turn:
        await asyncio.to_thread(log.poll)
        while (wanted := log.want()) is not None:
            body = await ask(origin, wanted.path)
            if body is None and wanted.path == "checkpoint" and not (is_owner and log.size == 0):
                return grew
            outcome = await asyncio.to_thread(log.got, wanted, body)
            if isinstance(outcome, Extended):
                await node.grown(origin)
                grew = True
            elif isinstance(outcome, Forked):
                await node.forked()
            elif isinstance(outcome, Again) and outcome.why is Why.BEHIND and is_owner and outcome.shown:
                await node.rolled_back(origin, outcome.shown)
    return grew


async def find_successor(node: Node, origin: Origin, ask: Ask) -> None:
    """Follow the epoch after that log, if its party has begun one and an administrator signed for it."""
    newest = max(
        (o for o in node.truth.peers if party_of(o) == party_of(origin)), key=lambda o: int(o.split("/")[2])
    )
    after = next_epoch(newest)
    raw = await ask(after, "checkpoint")
    if raw is None:
        return
    size = checkpoint.parse(note.read(raw).text).size
    if size == 0:
        return
    tile = tiles.Tile(tiles.ENTRIES, 0, tiles.tile_width(tiles.ENTRIES, 0, size))
    bundle = await ask(after, tile.path)
    if bundle is None:
        return
    first = read_entry(after, 0, tiles.fetch_bundle(lambda _: bundle, tile)[0])
    if not isinstance(first, Entry) or not isinstance(body := first.record.body, LogSucceeded):
        raise NoSuccession(f"{after} does not begin with a succession")
    signer = node.truth.state.parties.officers.get(first.record.by)
    is_signed = signer is not None and signer.party == party_of(after) and "admin" in signer.roles
    if (
        signer is None
        or not is_signed
        or body.old.origin != newest
        or not dsse.verify(first.envelope, signer.public)
    ):
        raise NoSuccession(f"{after}: no administrator of {party_of(after)} signed that it follows {newest}")
    node.truth.follow(after, body.log_vkey)


class NoSuccession(SafeconductError):
    """A log claims to go on where another ended, and does not show it."""

    next_step = "ask that party's administrator, by another way than the network"
