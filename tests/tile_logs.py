"""Logs in folders, written without the writer of our own log."""

from safeconduct.ledger import checkpoint, leaf_hash
from safeconduct.ledger.tail import Tail
from safeconduct.wire import ed25519, note

ORIGIN = "example.com/log/1"
SIGNER = note.Signer(ORIGIN, ed25519.Signer(b"\x07" * 32))


def entries_of(size):
    return [b"" if i % 7 == 3 else b"entry %d" % i for i in range(size)]


def write_log(folder, entries, step=4096, origin=ORIGIN, signer=SIGNER, lines=()):
    """A tlog-tiles folder with what each step left behind, written without our log's writer."""
    edge = Tail()
    for start in range(0, len(entries), step):
        part = entries[start : start + step]
        edge, written = edge.extend(part, [leaf_hash(e) for e in part])
        for tile, content in written:
            put(folder, tile.path, content)
    folder.mkdir(exist_ok=True)
    head = checkpoint.Checkpoint(origin, edge.size, edge.root, tuple(lines))
    (folder / "checkpoint").write_bytes(checkpoint.sign(head, signer))
    return edge


def put(folder, path, content):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)
