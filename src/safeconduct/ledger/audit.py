"""Checking a whole tlog-tiles folder, whoever wrote it, entry by entry. Streams: memory does not grow with it."""

from typing import TypeAlias

import msgspec

from safeconduct.errors import SafeconductError
from safeconduct.wire import note

from . import checkpoint, merkle, tiles
from .checkpoint import Checkpoint
from .entry import leaf_hash
from .tail import Tail
from .tiles import ENTRIES, WIDTH, Fetcher, Tile


class Verified(msgspec.Struct, frozen=True):
    """Every entry and every tile is what the signed head says."""

    head: Checkpoint


class Problem(msgspec.Struct, frozen=True):
    """What is wrong, in words, and in which file. `cause` is the error, for its class and next step."""

    problem: str
    path: str = ""
    cause: SafeconductError | None = None


Outcome: TypeAlias = Verified | Problem


def verify_folder(fetch: Fetcher, key: note.Key, since: bytes | None = None) -> Outcome:
    """Whether a folder is a whole log of `key`.

    fetch: gives `checkpoint` and `tile/...`, raises TileMissing. since: a signed note that it must extend.
    """
    path = "checkpoint"
    try:
        head = checkpoint.open_checkpoint(fetch(path), key)
        mark = checkpoint.open_checkpoint(since, key) if since is not None else None
        if mark is not None and mark.size > head.size:
            return Problem(f"the log has {head.size} entries, an earlier signed checkpoint {mark.size}", path)
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
                if tile.level != ENTRIES and tile.width == WIDTH and fetch(path) != expected:
                    return Problem(f"{path} does not hold the hashes of the entries", path)
        for tile, expected in edge.edge():
            path = tile.path
            if tile.level != ENTRIES and tiles.fetch_cut(fetch, tile) != expected:
                return Problem(f"{path} does not hold the hashes of the entries", path)
    except SafeconductError as error:
        return Problem(str(error), path, error)
    if edge.root != head.root or frontier.root != head.root:
        return Problem("the entries do not hash to the signed root", "checkpoint")
    if mark is not None and marked != mark.root:
        return Problem(
            f"the log does not extend the checkpoint signed for {mark.size}: it has forked", "checkpoint"
        )
    return Verified(head)
