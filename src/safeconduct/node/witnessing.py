"""Outside witnesses, both sides of c2sp.org/tlog-witness: ours are asked to cosign our heads; we cosign for others.

A head counts as witnessed once k of the n witnesses in node.toml have cosigned it. It is kept, with their lines, in
the file `witnessed` of the node's folder, for packs and for anybody who trusts them and not us.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final, TypeAlias

import httpx

from safeconduct.errors import SafeconductError
from safeconduct.ledger import Checkpoint, checkpoint, policy, witness
from safeconduct.records.units import Ms, Origin
from safeconduct.wire import note

from .config import Config
from .disk import FileMissing, write_durably
from .log import Log
from .node import Node

EVERY_S: Final = 60.0
"""Between two heads that are shown to the witnesses."""
_ANSWER_MAX: Final = 64 * 1024
Post: TypeAlias = Callable[[str, bytes | AsyncIterator[bytes]], Awaitable[tuple[int, bytes]]]
"""Send a body to a URL; the status and the answer's body."""
_log: Final = logging.getLogger("safeconduct.witnessing")


def policy_of(config: Config) -> policy.Policy:
    """k of n, as node.toml says. Raises BadPolicy where k is more than n."""
    known = tuple(policy.Witness(each.name, note.parse_key(each.vkey), each.url) for each in config.witnesses)
    names = tuple(each.name for each in known)
    if not config.quorum:
        return policy.Policy((), known, (), policy.NONE)
    if config.quorum > len(known):
        raise policy.BadPolicy(f"a quorum of {config.quorum} of {len(known)} witnesses can never be reached")
    return policy.Policy((), known, (policy.Group("quorum", config.quorum, names),), "quorum")


class Witnessing:
    """Shows our heads to the witnesses."""

    def __init__(self, node: Node, post: Post) -> None:
        self._node = node
        self._post = post
        self.policy: Final = policy_of(node.config)
        self._path: Final = node.folder.root / "witnessed"
        self._sizes: dict[str, int] = {}
        self.problems: dict[str, str] = {}
        """Why a witness has not cosigned, by its name, for the pages."""

    @property
    def witnessed(self) -> Checkpoint | None:
        """The newest head that enough witnesses have cosigned."""
        try:
            return checkpoint.parse(note.read(self._node.disk.read(self._path)).text)
        except FileMissing:
            return None

    async def run(self) -> None:
        """Until cancelled."""
        while self.policy.witnesses:
            await self.round()
            await asyncio.sleep(EVERY_S)

    async def round(self) -> None:
        """Ask every witness to cosign the present head. What a witness refuses is noted, and the others go on."""
        raw = self._node.truth.log.checkpoint
        for each in self.policy.witnesses:
            try:
                raw = await self._ask(each, raw)
                self.problems.pop(each.name, None)
            except (httpx.HTTPError, SafeconductError) as error:
                self.problems[each.name] = str(error) or type(error).__name__
                _log.warning("witness %s: %s", each.name, self.problems[each.name])
        try:
            policy.check(self.policy, raw)
        except policy.QuorumMissed as missed:
            _log.warning("%s", missed)
            return
        write_durably(self._node.disk, self._path, raw)

    async def _ask(self, each: policy.Witness, raw: bytes) -> bytes:
        size = self._sizes.get(each.name, 0)
        answer = await show(self._node.truth.log, raw, each.url, size, self._post)
        joined = witness.read_answer(200, answer, raw, (each.key,))
        self._sizes[each.name] = checkpoint.parse(note.read(raw).text).size
        return joined


async def show(log: Log, raw: bytes, url: str, old: int, post: Post) -> bytes:
    """Show a head of ours at a witness or mirror. old: the size that it is thought to have; it may say another.

    Returns the body of its answer. Raises Refused, and what `post` raises.
    """
    head = checkpoint.parse(note.read(raw).text)
    for _ in range(2):
        old = min(old, head.size)
        proof = log.consistency(old, head.size) if 0 < old < head.size else ()
        body = witness.encode_request(witness.Request(old, proof, checkpoint.strip(raw, log.key)))
        status, answer = await post(f"{url}/add-checkpoint", body)
        if status == httpx.codes.OK:
            return answer
        try:
            witness.read_answer(status, answer, raw, ())
        except witness.Conflict as conflict:
            old = conflict.size
            if old > head.size:
                raise witness.Refused(f"it has cosigned {old} entries, we have {head.size}") from conflict
    raise witness.Refused("it answers with another size each time")


class Cosigner:
    """Our side as a witness of the logs that we follow, and of those listed in node.toml."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._folder: Final = node.folder.root / "cosigned"
        node.disk.make_folder(self._folder)

    async def answer(self, body: bytes, now_ms: Ms) -> witness.Answer:
        """The answer to add-checkpoint. What is cosigned is durable before it is told."""
        async with self._node.truth.lock:
            keys = self._keys()
            told = witness.answer(
                body, lambda origin: keys.get(origin, ()), self._last, self._node.witness, max(1, now_ms // 1000)
            )
            if told.keep:
                write_durably(self._node.disk, self._folder / witness.origin_hash(told.origin), told.keep)
        return told

    def _keys(self) -> Mapping[str, tuple[note.Key, ...]]:
        listed = (note.parse_key(vkey) for vkey in self._node.config.witness_for)
        peers = (log.key for origin, log in self._node.truth.peers.items() if self._node.truth.is_followed(origin))
        return {key.name: (key,) for key in (*listed, *peers)}

    def _last(self, origin: str) -> Checkpoint | None:
        """The largest head that we vouched for, here or by our copy of that log."""
        found: list[Checkpoint] = []
        try:
            kept = self._node.disk.read(self._folder / witness.origin_hash(origin))
            found.append(checkpoint.parse(note.read(kept).text))
        except FileMissing:
            found.clear()
        log = self._node.truth.peers.get(Origin(origin))
        if log is not None and log.size:
            found.append(log.held)
        return max(found, key=lambda head: head.size, default=None)


def poster(client: httpx.AsyncClient) -> Post:
    """Posting over HTTP. A body that comes in parts is sent as it comes, packed with gzip."""

    async def post(url: str, body: bytes | AsyncIterator[bytes]) -> tuple[int, bytes]:
        is_whole = isinstance(body, bytes)
        headers = {} if is_whole else {"content-type": "application/octet-stream", "content-encoding": "gzip"}
        async with client.stream("POST", url, content=body, headers=headers) as response:
            answer = b""
            async for part in response.aiter_bytes():
                answer += part
                if len(answer) > _ANSWER_MAX:
                    raise httpx.DecodingError(f"{url}: more than {_ANSWER_MAX} bytes")
            return response.status_code, answer

    return post
