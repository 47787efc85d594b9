"""Making and checking a fork proof from what lies on disk: checkpoints, folders of logs, proofs."""

from collections.abc import Sequence
from pathlib import Path

from safeconduct.errors import BadInput, Unavailable
from safeconduct.ledger import checkpoint, fork, tiles
from safeconduct.ledger.fork import ForkProof, NoFork
from safeconduct.wire import note

from .log_folder import LogFolder, read_file


class TreeMissing(BadInput):
    """Two sizes can only be compared with the tree of the larger checkpoint."""

    next_step = "give a copy of that log's folder with --log"


def prove(one: Path, other: Path, key: note.Key, copies: Sequence[Path] = ()) -> ForkProof:
    """The proof that two heads exclude each other. one, other: a signed checkpoint, or a folder that has one.

    copies: more folders to take the larger tree from. What they hold is traced to the signed root.
    Raises NoFork, TreeMissing, and what `open_checkpoint` raises.
    """
    raw, raw_other = _checkpoint(one), _checkpoint(other)
    heads = [checkpoint.open_any(each, key) for each in (raw, raw_other)]
    if heads[0].origin != heads[1].origin:
        raise NoFork(f"checkpoints of two logs: {heads[0].origin!r} and {heads[1].origin!r}")
    origin = heads[0].origin
    small, large = sorted(heads, key=lambda head: head.size)
    if small.size == 0 or small.size == large.size:
        return fork.make(raw, raw_other, key, origin=origin)
    failed: list[str] = []
    for folder in dict.fromkeys((*_folders(one), *_folders(other), *copies)):
        reader = tiles.VerifiedTiles(LogFolder(folder).fetch, large.size, large.root)
        try:
            return fork.make(raw, raw_other, key, reader, origin)
        except (tiles.TileMissing, tiles.BadTile, Unavailable) as error:
            failed.append(f"{folder}: {error}")
    raise TreeMissing("; ".join([f"the tree of {large.size} entries is needed", *failed]))


def check(file: Path, key: note.Key) -> ForkProof:
    """The proof in a file, if it proves a fork by this key. Raises NoFork, BadSignature; BadInput: no such file."""
    raw = read_file(file, 2 * fork.PROOF_BYTES_MAX)
    try:
        proof = fork.read(raw)
        fork.verify(proof, key, checkpoint.parse(note.read(proof.first).text).origin)
    except BadInput as error:
        raise NoFork(f"{file} proves nothing: {error}") from error
    return proof


def _checkpoint(path: Path) -> bytes:
    return LogFolder(path).fetch("checkpoint") if path.is_dir() else read_file(path, note.NOTE_BYTES_MAX)


def _folders(path: Path) -> tuple[Path, ...]:
    """Where the tree of a checkpoint probably lies."""
    folder = path if path.is_dir() else path.parent
    return (folder,) if (folder / "tile").is_dir() else ()
