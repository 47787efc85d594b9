"""What a log costs, and what that cost is made of."""

from collections.abc import Iterator
from typing import Final

from safeconduct.ledger import checkpoint, leaf_hash, merkle, proof, tiles
from safeconduct.ledger.tail import Tail
from safeconduct.wire import dsse, ed25519

from .appends import acknowledgement, appends
from .positions import positions
from .report import Aim, Figure, Run, interleaved
from .samples import LOG, OFFICER, signed_checks
from .timed_disk import TimedDisk
from .verification import verification

PROVEN_SIZE: Final = 1_000_000


def measure(run: Run) -> Iterator[Figure]:
    """All figures, in the order in which they are read."""
    entries = signed_checks(1024)
    yield from _alone(run, entries)
    yield from appends(run, entries)
    yield acknowledgement(run, entries)
    yield from verification(run, entries)
    yield _proof_size()
    yield from positions(run)


def _alone(run: Run, entries: list[bytes]) -> Iterator[Figure]:
    """What the rest is made of, each by itself on one core."""
    message = dsse.pae(dsse.PAYLOAD_TYPE, dsse.read(entries[0]).payload)
    signature = OFFICER.sign(message)
    file = run.scratch / "sync"
    file.write_bytes(b"")
    disk = TimedDisk()

    def sync() -> int:
        disk.append(file, bytes(64))
        disk.sync(file)
        return 1

    steps = {
        "sign": lambda: len([OFFICER.sign(message) for _ in range(100)]),
        "verify": lambda: len([ed25519.verify(OFFICER.public, message, signature) for _ in range(100)]),
        "hash": lambda: len([leaf_hash(entry) for entry in entries]),
        "sync": sync,
    }
    found = interleaved(steps, run)
    size = sum(map(len, entries)) // len(entries)
    yield Figure("alone: Ed25519 signatures made", found["sign"], "/s a core")
    yield Figure("alone: Ed25519 signatures verified", found["verify"], "/s a core")
    yield Figure(f"alone: leaf hashes of {size} bytes", found["hash"], "/s a core")
    yield Figure("alone: appends of 64 bytes with fsync", found["sync"], "/s")


def _proof_size() -> Figure:
    """The file that shows, offline, that one entry of a million is in the log: with the signed head in it."""
    kept: dict[str, bytes] = {}
    edge = Tail()
    for start in range(0, PROVEN_SIZE, 25_000):
        entries = [b"%d" % i for i in range(start, start + 25_000)]
        edge, written = edge.extend(entries, [leaf_hash(entry) for entry in entries])
        kept |= {tile.path: body for tile, body in written if tile.level != tiles.ENTRIES}
    head = checkpoint.Checkpoint(LOG.key.name, edge.size, edge.root)
    index = PROVEN_SIZE // 3
    path = merkle.inclusion(index, edge.size, tiles.TileReader(kept.__getitem__, edge.size))
    text = proof.encode(proof.TlogProof(index, path, checkpoint.sign(head, LOG)))
    proof.verify(proof.read(text), leaf_hash(b"%d" % index), LOG.key)
    bound = f"{len(path)} hashes in base64, and the signed head"
    return Figure(f"proof of one entry in {PROVEN_SIZE:,}", len(text), "bytes", {}, bound, Aim("at most", 1_400))
