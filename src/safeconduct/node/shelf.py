"""A node's folder, read only: its own log and its mirrors, verified, without a lock. Works while the node runs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from safeconduct.errors import BadInput, Unavailable
from safeconduct.evidence import HeldLog, LogKeys, Policy, Trust, keys_of
from safeconduct.ledger import checkpoint, entry, tiles
from safeconduct.records.party import PartyFounded
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
        """Our own log and each mirror that holds something, up to its newest head.

        Raises BadTile, BadSignature and the like if the files are not what was signed, ShelfMoving.
        """
        held = [self._own()]
        for peer in self._config.peers:
            keys = LogKeys(peer.origin, peer.party, peer.founder, peer.log_vkey, peer.witness_vkey)
            log = self._read(self._folder.peer_log(peer.origin), keys)
            if log is not None:
                held.append(log)
        return held

    def blob(self, digest: Digest) -> bytes | None:
        """Salt and content; None where it is not held. Raises Untrusted if the disk changed it."""
        return self._blobs.get(digest)

    def trust(self) -> Trust:
        """The keys that this node's people were told, and the leaves of its copies."""
        logs = self.logs()
        leaves: Mapping[Origin, tuple[bytes, ...]] = {
            log.keys.origin: tuple(map(entry.leaf_hash, log.entries)) for log in logs
        }
        peers = [
            LogKeys(peer.origin, peer.party, peer.founder, peer.log_vkey, peer.witness_vkey)
            for peer in self._config.peers
        ]
        own = next(log.keys for log in logs if log.keys.origin == self._config.origin)
        return Trust(Policy((own, *peers)), leaves)

    def _own(self) -> HeldLog:
        """Our own log: its keys stand in its first record. That the folder is ours is taken for granted."""
        files = LogFiles(self._disk, self._own_folder)
        for _ in range(_TRIES):
            try:
                size = checkpoint.parse(note.read(self._disk.read(self._own_folder / "checkpoint")).text).size
                tile = tiles.Tile(tiles.ENTRIES, 0, tiles.tile_width(tiles.ENTRIES, 0, size))
                first = tiles.fetch_bundle(files.fetch, tile)[0] if size else b""
            except tiles.TileMissing:
                continue
            founding = read_entry(self._config.origin, 0, first)
            if not isinstance(founding, Entry) or not isinstance(founding.record.body, PartyFounded):
                raise BadInput(
                    "the log does not begin with the founding of its party",
                    where=str(self._own_folder),
                    next_step="restore the folder from a backup",
                )
            log = self._read(self._own_folder, keys_of(self._config.origin, founding.record.body))
            if log is not None:
                return log
        raise ShelfMoving(f"{self._own_folder}: the log grows faster than it can be read")

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
