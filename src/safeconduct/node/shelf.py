"""A node's folder, read only: its own log and its mirrors, verified, without a lock. Works while the node runs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from safeconduct.errors import BadInput, Unavailable
from safeconduct.evidence import HeldLog, LogKeys, Policy, Trust, keys_after, keys_of
from safeconduct.ledger import checkpoint, entry, tiles
from safeconduct.records.log import LogSucceeded
from safeconduct.records.party import PartyFounded
from safeconduct.records.record import Record
from safeconduct.records.units import Digest, Origin, PartyId
from safeconduct.state.entry import Entry, read_entry
from safeconduct.wire import note

from .blobs import Blobs
from .config import Config, read_config
from .disk import FileMissing, RealDisk
from .folder import Folder
from .log_files import LogFiles

_TRIES: Final = 8
"""A running node removes small tiles while we read: then its newer head is read instead."""


class ShelfMoving(Unavailable):
    """The log grew faster than it could be read."""

    next_step = "try again; if it stays so, stop the node first"


class Shelf:
    """What a node holds. Reads node.toml at once, logs and blobs when asked. Raises ConfigError."""

    def __init__(self, root: Path) -> None:
        self._folder: Final = Folder(root)
        self._disk: Final = RealDisk()
        self._blobs: Final = Blobs(self._folder.blobs, self._disk)
        self._config: Final[Config] = read_config(self._folder.config)
        self._own_folder: Final = self._folder.own_log(self._config.epoch)

    @property
    def party(self) -> PartyId:
        """Whose node it is."""
        return self._config.party

    def logs(self) -> list[HeldLog]:
        """Our own log first, then each copy that holds something, up to its newest head: every epoch of each party.

        Raises BadTile, BadSignature and the like if the files are not what was signed, ShelfMoving.
        """
        known = self._told()
        held = []
        for origin, place in sorted(self._places().items(), key=lambda each: epoch_of(each[0])):
            keys = known.get(origin) or self._keys(origin, place, known)
            log = self._read(place, keys) if keys is not None else None
            if log is not None:
                known[origin] = log.keys
                held.append(log)
        if all(log.keys.origin != self._config.origin for log in held):
            raise BadInput(
                "the log begins neither with the founding of its party nor after a log that is held",
                where=str(self._own_folder),
                next_step="restore the folder from a backup",
            )
        return sorted(held, key=lambda log: log.keys.origin != self._config.origin)

    def blob(self, digest: Digest) -> bytes | None:
        """Salt and content; None where it is not held. Raises Untrusted if the disk changed it."""
        return self._blobs.get(digest)

    def trust(self) -> Trust:
        """The keys that this node's people were told, and those that follow from them; the leaves of its copies."""
        logs = self.logs()
        leaves: Mapping[Origin, tuple[bytes, ...]] = {
            log.keys.origin: tuple(map(entry.leaf_hash, log.entries)) for log in logs
        }
        known = self._told()
        return Trust(Policy(tuple((known | {log.keys.origin: log.keys for log in logs}).values())), leaves)

    def _told(self) -> dict[Origin, LogKeys]:
        """The keys that each peer told, by telephone or in person."""
        return {
            peer.origin: LogKeys(peer.origin, peer.party, peer.founder, peer.log_vkey, peer.witness_vkey)
            for peer in self._config.peers
        }

    def _places(self) -> dict[Origin, Path]:
        """Where each log is: our own, the copies of peers, and of epochs that go on after another."""
        more = [name for name in self._disk.list(self._folder.peers)
                if self._disk.size(self._folder.peers / name / "vkey") is not None]  # fmt: skip
        origins = [*(peer.origin for peer in self._config.peers), *(Origin(n.replace("+", "/")) for n in more)]
        return {**{each: self._folder.peer_log(each) for each in origins}, self._config.origin: self._own_folder}

    def _keys(self, origin: Origin, place: Path, known: Mapping[Origin, LogKeys]) -> LogKeys | None:
        """What the first record says of the log's keys; None where nothing is held, or not what it goes on after.

        That our own folder is ours is taken for granted; a copy was verified when it was made.
        """
        files = LogFiles(self._disk, place)
        for _ in range(_TRIES):
            try:
                size = checkpoint.parse(note.read(self._disk.read(place / "checkpoint")).text).size
                tile = tiles.Tile(tiles.ENTRIES, 0, tiles.tile_width(tiles.ENTRIES, 0, size))
                first = read_entry(origin, 0, tiles.fetch_bundle(files.fetch, tile)[0] if size else b"")
            except FileMissing:
                return None
            except tiles.TileMissing:
                continue
            match first:
                case Entry(record=Record(body=PartyFounded() as body)):
                    return keys_of(origin, body)
                case Entry(record=Record(body=LogSucceeded() as body)):
                    before = known.get(body.old.origin)
                    return None if before is None else keys_after(before, origin, body)
                case _:
                    return None
        raise ShelfMoving(f"{place}: the log grows faster than it can be read")

    def _read(self, folder: Path, keys: LogKeys) -> HeldLog | None:
        """The log in that folder up to one signed head; None where nothing is held yet."""
        files = LogFiles(self._disk, folder)
        key = note.parse_key(keys.log_vkey)
        for _ in range(_TRIES):
            try:
                raw = self._disk.read(folder / "checkpoint")
            except FileMissing:
                return None
            head = checkpoint.open_checkpoint(raw, key, keys.origin)
            reader = tiles.VerifiedTiles(files.fetch, head.size, head.root)
            try:
                bundles = range(-(-head.size // tiles.WIDTH))
                return HeldLog(keys, raw, tuple(each for index in bundles for each in reader.bundle(index)))
            except tiles.TileMissing:
                continue
        raise ShelfMoving(f"{folder}: the log grows faster than it can be read")


def epoch_of(origin: Origin) -> tuple[int, Origin]:
    """Epochs in their order: an earlier one says who founded the party."""
    return int(origin.rsplit("/", 1)[1]), origin
