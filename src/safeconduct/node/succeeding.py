"""A new epoch: after a restored backup, our party goes on in a new log, at the last head that others hold; where
nobody can be asked, at the head that this folder holds.

Nothing is written to the old log. What the backup has lost comes back from the others' copies, verified. Killed at
any step, it is begun again: node.toml names the new epoch only when all is durable.
"""

import re
from collections.abc import Sequence

import msgspec

from safeconduct.errors import BadInput, Unavailable
from safeconduct.ledger import Checkpoint, open_checkpoint
from safeconduct.records import record as records
from safeconduct.records.log import Head, LogSucceeded
from safeconduct.records.record import Record
from safeconduct.records.units import Digest, KeyId, Origin, PublicKey, Text
from safeconduct.state.closing import next_epoch
from safeconduct.wire import dsse, note
from safeconduct.wire.ed25519 import Signer

from .disk import write_durably
from .following import Ask
from .log import Log
from .node import Node
from .signers import witness_signer


async def succeed(node: Node, asks: Sequence[Ask], signer: Signer, reason: str) -> Origin:
    """Begin the next epoch, signed by an administrator. Returns its name. asks: one for each peer that answers.
    The node is to be closed and opened again afterwards.

    Raises BadInput where nobody holds more than we do, Denied, Unavailable where their copies cannot be had.
    """
    truth, old = node.truth, node.truth.origin
    for ask in asks:
        truth.hear(await ask(old, "checkpoint"))
    if truth.behind is None:
        raise BadInput(f"nobody holds more of {old} than this folder", next_step="start it: safeconduct serve NODE")
    return await _go_on(node, asks, truth.behind, signer, reason)


async def succeed_alone(node: Node, signer: Signer, reason: str) -> Origin:
    """Begin the next epoch where this folder's log ends, without asking anybody. What was signed after that, if
    this is an old copy, never counts: that is the price of going on without a second history.

    Raises BadInput where the folder is not doubted, Denied.
    """
    truth = node.truth
    if not truth.doubt:
        raise BadInput(f"{truth.origin} is not in doubt", next_step="start it: safeconduct serve NODE")

    async def ask(origin: Origin, path: str) -> bytes | None:
        return truth.serve(origin, path)

    head = open_checkpoint(truth.log.checkpoint, truth.log.key)
    return await _go_on(node, [ask], head, signer, reason)


async def _go_on(node: Node, asks: Sequence[Ask], head: Checkpoint, signer: Signer, reason: str) -> Origin:
    old = node.truth.origin
    node.access.check_type(KeyId(signer.key_id), LogSucceeded.TYPE)
    await _fetch(node, asks, head)
    record = _succession(node, head, signer, reason)
    _begin(node, record, dsse.encode(dsse.sign(records.encode(record), signer)))
    return next_epoch(old)


async def _fetch(node: Node, asks: Sequence[Ask], head: Checkpoint) -> None:
    """A copy of our own old log, from whoever has it."""
    copy = node.truth.copies.begin(node.truth.origin, str(node.truth.log.key))
    try:
        for ask in asks:
            copy.poll()
            while copy.size < head.size and (wanted := copy.want()) is not None:
                body = await ask(node.truth.origin, wanted.path)
                if body is None:
                    break
                copy.got(wanted, body)
        if copy.size < head.size or copy.root_at(head.size) != head.root:
            raise Unavailable(
                f"only {copy.size} of {head.size} records of {node.truth.origin} can be had",
                "try again when more of the others can be reached",
            )
    finally:
        copy.close()


def _succession(node: Node, head: Checkpoint, signer: Signer, reason: str) -> Record:
    new = next_epoch(node.truth.origin)
    config = msgspec.structs.replace(node.config, epoch=node.config.epoch + 1)
    old = Head(node.truth.origin, head.size, Digest(head.root.hex()))
    body = LogSucceeded(
        old=old,
        reason=Text(reason),
        log_vkey=str(note.Signer(new, node.keys.log).key),
        witness_vkey=str(witness_signer(config, node.keys).key),
        node=PublicKey(node.keys.node.public),
    )
    return records.write(
        body,
        party=node.config.party,
        by=KeyId(signer.key_id),
        at_ms=node.clock.now_ms(),
        prev=node.truth.state.chain(body.about(node.config.party)).tip,
        seen=(old, *node.truth.seen()),
    )


def _begin(node: Node, record: Record, entry: bytes) -> None:
    """Write the new log, then name it in node.toml. One that node.toml did not name was shown to nobody."""
    new, epoch = next_epoch(node.truth.origin), node.config.epoch + 1
    place = node.folder.own_log(epoch)
    node.disk.remove(place)
    log = Log.create(place, new, note.Signer(new, node.keys.log), node.disk)
    log.append([entry])
    log.close()
    text = node.folder.config.read_text(encoding="utf-8")
    text, count = re.subn(r"(?m)^epoch = \d+$", f"epoch = {epoch}", text, count=1)
    if not count:
        text = re.sub(
            r"(?m)^(accord = .*)$", rf"\1\nepoch = {epoch}      # the log begun after a restore", text, count=1
        )
    write_durably(node.disk, node.folder.config, text.encode())
