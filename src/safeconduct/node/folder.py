"""A node on disk: one folder, nothing else."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
import pyrage

from safeconduct.errors import BadInput, Unavailable
from safeconduct.records.units import Origin
from safeconduct.wire.ed25519 import Signer

from .disk import RealDisk

KEYS: Final = ("log", "witness", "node")
"""Signs the log's heads; signs others' heads; signs records that need no judgement."""
NEXT_KEYS: Final = ("witness", "node")
"""What `party.rekeyed/1` replaces."""
_IDENTITY_ENV: Final = "SAFECONDUCT_IDENTITY"


class FolderError(BadInput):
    """The folder cannot be used as a node."""


class KeysLocked(Unavailable):
    """The node's keys cannot be opened."""


class Folder:
    """Where things are. `log`, `peers` and `blobs` are the truth; `state.db` can be rebuilt from them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config = root / "node.toml"
        self.keys = root / "keys"
        self.log = root / "log"
        self.peers = root / "peers"
        self.blobs = root / "blobs"
        self.state = root / "state.db"

    def own_log(self, epoch: int) -> Path:
        """Our own log of that epoch."""
        return self.log if epoch == 1 else self.root / f"log-{epoch}"

    def peer_log(self, origin: Origin) -> Path:
        """The mirror of that log."""
        return self.peers / origin.replace("/", "+")


DRAW_KEY: Final = "draw.txt"
"""In the folder of keys, at a node that witnesses draws: the age identity that parties seal their nonces to."""


class NodeKeys(msgspec.Struct, frozen=True):
    """The keys of a node. None ever leaves it. `mirror` is made from the seed of `witness`, and goes with it."""

    log: Signer
    witness: Signer
    node: Signer
    mirror: Signer


def create_keys(folder: Folder) -> NodeKeys:
    """New keys, encrypted to a new age identity beside them.

    The identity stands in `keys/identity.txt`. Move it to where only the service can read it (a systemd
    credential, a mounted secret) and name it by SAFECONDUCT_IDENTITY: then a stolen folder holds no key.
    """
    folder.keys.mkdir(mode=0o700)
    identity = pyrage.x25519.Identity.generate()
    write_private(folder.keys / "identity.txt", f"{identity}\n".encode())
    for name in KEYS:
        sealed = pyrage.encrypt(os.urandom(32), [identity.to_public()])
        write_private(folder.keys / f"{name}.age", sealed)
    return open_keys(folder)


def make_next_keys(folder: Folder) -> NodeKeys:
    """The keys that are to follow: a new witness and node key, sealed in `keys/next`; those that lie there already
    if this was stopped half way. The log's key stays: it changes with a new epoch only. Raises KeysLocked."""
    place = folder.keys / "next"
    if not place.exists():
        identity = identity_of(folder)
        draft = folder.keys / f".next-{os.getpid()}"
        draft.mkdir(mode=0o700)
        for name in NEXT_KEYS:
            write_private(draft / f"{name}.age", pyrage.encrypt(os.urandom(32), [identity.to_public()]))
        draft.rename(place)
        for each in (place, folder.keys):
            RealDisk().sync_folder(each)
    waiting = {name: place / f"{name}.age" for name in NEXT_KEYS}
    return open_keys(folder, {name: path for name, path in waiting.items() if path.exists()})


def adopt_next_keys(folder: Folder) -> None:
    """Put them in their place, one by one; stopped half way, it goes on."""
    place = folder.keys / "next"
    for name in NEXT_KEYS:
        if (place / f"{name}.age").exists():
            (place / f"{name}.age").replace(folder.keys / f"{name}.age")
    place.rmdir()
    RealDisk().sync_folder(folder.keys)


def identity_of(folder: Folder) -> pyrage.x25519.Identity:
    """The age identity that the node's secrets are encrypted to. Raises KeysLocked."""
    path = Path(os.environ.get(_IDENTITY_ENV, folder.keys / "identity.txt"))
    try:
        return pyrage.x25519.Identity.from_str(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise _locked(folder, path, error) from error


def open_keys(folder: Folder, others: Mapping[str, Path] = MappingProxyType({})) -> NodeKeys:
    """The node's keys. others: files to take instead, by the key's name. Raises KeysLocked."""
    identity = identity_of(folder)
    paths = {name: others.get(name, folder.keys / f"{name}.age") for name in KEYS}
    seeds: list[bytes] = []
    for path in paths.values():
        try:
            seeds.append(pyrage.decrypt(path.read_bytes(), [identity]))
        except (OSError, ValueError, pyrage.DecryptError) as error:
            raise _locked(folder, path, error) from error
    mirror = hashlib.sha256(b"key of the mirror\n" + seeds[KEYS.index("witness")]).digest()
    return NodeKeys(*(Signer(seed) for seed in (*seeds, mirror)))


def _locked(folder: Folder, path: Path, error: Exception) -> KeysLocked:
    return KeysLocked(
        f"the keys in {folder.keys} cannot be opened with {path}: {error}",
        f"name the file of this node's age identity in {_IDENTITY_ENV}",
    )


def write_private(path: Path, content: bytes) -> None:
    """A new file that only this user can read, durably."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


@contextmanager
def new_folder(root: Path) -> Iterator[Folder]:
    """A folder to fill. It appears under its name only when all is written: a failure leaves nothing behind."""
    if root.exists():
        raise FolderError("exists already", where=str(root), next_step="choose a new folder for the node")
    draft = root.with_name(f".{root.name}.new-{os.getpid()}")
    draft.mkdir(parents=True, mode=0o700)
    try:
        yield Folder(draft)
        draft.rename(root)
    except BaseException:
        _remove(draft)
        raise


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()
