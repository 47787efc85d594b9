"""The folder of copies: which logs are mirrored here. Peers of node.toml, and the epochs that follow on theirs."""

from collections.abc import Iterable

from safeconduct.records.units import Origin
from safeconduct.wire import note

from .config import Peer
from .disk import Disk, write_durably
from .folder import Folder
from .peer_log import PeerLog


class Copies:
    """Opens copies, and remembers the key of each that node.toml does not name, in a file `vkey` beside it."""

    def __init__(self, folder: Folder, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk

    def open(self, peers: Iterable[Peer]) -> dict[Origin, PeerLog]:
        """Every copy, as far as it got."""
        vkeys = {peer.origin: peer.log_vkey for peer in peers}
        for name in self._disk.list(self._folder.peers):
            path = self._folder.peers / name / "vkey"
            if self._disk.size(path) is not None:
                vkeys.setdefault(Origin(name.replace("+", "/")), self._disk.read(path).decode().strip())
        return {origin: self._open(origin, vkey) for origin, vkey in vkeys.items()}

    def begin(self, origin: Origin, log_vkey: str) -> PeerLog:
        """An empty copy, which `open` finds again."""
        folder = self._folder.peer_log(origin)
        self._disk.make_folder(folder)
        write_durably(self._disk, folder / "vkey", f"{log_vkey}\n".encode())
        return self._open(origin, log_vkey)

    def _open(self, origin: Origin, log_vkey: str) -> PeerLog:
        return PeerLog.open(self._folder.peer_log(origin), note.parse_key(log_vkey), self._disk)
