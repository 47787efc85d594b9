"""Checking a whole tlog-tiles folder, whoever wrote it, entry by entry. Streams: memory does not grow with it."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import msgspec

from safeconduct.errors import SafeconductError
from safeconduct.wire import note

from . import checkpoint, merkle, tiles
from .checkpoint import Checkpoint
from .entry import decode_bundle, leaf_hash
from .tail import Tail
from .tiles import ENTRIES, WIDTH, Fetcher, Tile

SINCE = "the earlier checkpoint"

PartsReader: TypeAlias = Callable[[Tile], Iterable[int]]
"""The widths of the partial tiles that lie beside a full one, as a folder lists them."""


class Verified(msgspec.Struct, frozen=True):
    """Every entry and every tile is what the signed head says."""

    head: Checkpoint


class Problem(msgspec.Struct, frozen=True):
    """What is wrong, in words, and in which file. `cause` is the error, for its class and next step."""

    problem: str
    path: str = ""
    cause: SafeconductError | None = None

    def __str__(self) -> str:
        return self.problem if self.path in self.problem else f"{self.path}: {self.problem}"


Outcome: TypeAlias = Verified | Problem


def verify_folder(
    fetch: Fetcher, key: note.Key, since: bytes | None = None, parts: PartsReader = lambda _: ()
) -> Outcome:
    """Whether a folder is a whole log of `key`.

    fetch: gives `checkpoint` and `tile/...`, raises TileMissing. since: a signed note that it must extend.
    parts: older partial tiles may be gone, but those that are there must be right; without it none is looked at.
    The origin need not be the key's name: c2sp.org/tlog-checkpoint only recommends that.
    """
    path = "checkpoint"
    try:
        head = checkpoint.open_any(fetch(path), key)
        path = SINCE
        mark = checkpoint.open_checkpoint(since, key, head.origin) if since is not None else None
        if mark is not None and mark.size > head.size:
            return Problem(f"the log has {head.size} entries, {SINCE} {mark.size}", "checkpoint")
        edge, frontier, marked = Tail(), merkle.Frontier(), merkle.EMPTY_ROOT
        for index in range(-(-head.size // WIDTH)):
            bundle = Tile(ENTRIES, index, tiles.tile_width(ENTRIES, index, head.size))
            path = bundle.path
            entries = tiles.fetch_bundle(fetch, bundle)
            leaves = tuple(map(leaf_hash, entries))
            if mark is not None and index * WIDTH <= mark.size <= index * WIDTH + len(leaves):
                marked = frontier.extend(leaves[: mark.size - index * WIDTH]).root
            frontier = frontier.extend(leaves)
            edge, written = edge.extend(entries, leaves)
            for tile, expected in written:
                path = tile.path
                if tile.width == WIDTH and (problem := _compare(fetch, parts, tile, expected)):
                    return problem
        for tile, expected in edge.edge():
            path = tile.path
            if problem := _compare(fetch, parts, tile, expected):
                return problem
    except SafeconductError as error:
        return Problem(str(error), path, error)
    if edge.root != head.root or frontier.root != head.root:
        return Problem("the entries do not hash to the signed root", "checkpoint")
    if mark is not None and marked != mark.root:
        return Problem(
            f"the log does not extend {SINCE}, signed for {mark.size} entries: it has forked", "checkpoint"
        )
    return Verified(head)


def _compare(fetch: Fetcher, parts: PartsReader, tile: Tile, expected: bytes) -> Problem | None:
    """Whether a tile, and what is left of it from when it was shorter, is what the entries give."""
    if tile.level != ENTRIES and tiles.fetch_cut(fetch, tile) != expected:
        return Problem("does not hold the hashes of the entries", tile.path)
    for width in parts(tile):
        if not 0 < width < tile.width:
            continue
        part = Tile(tile.level, tile.index, width)
        body = fetch(part.path)
        if tile.level == ENTRIES:
            decode_bundle(body, width)
        is_whole = tile.level == ENTRIES or len(body) == width * merkle.HASH_BYTES
        if not is_whole or not expected.startswith(body):
            return Problem("an older partial tile that is not the beginning of the newer one", part.path)
    return None
