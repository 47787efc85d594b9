"""An extract of any size becomes a road file, group of blocks by group. What each brings is kept beside the road
file until that is whole: an import that was killed goes on where it was. Another extract or profile begins anew."""

import hashlib
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from safeconduct.errors import BadInput
from safeconduct.planner import Profile, Roads
from safeconduct.planner.blob import HEAD_BYTES, Block, block_at
from safeconduct.planner.pbf import Located, Scanned, assemble, groups_of, locate, node_ids, scan
from safeconduct.records.units import Digest

from .roads import write_roads

_GROUP_BYTES: Final = 256 * 1024
_GROUPS_MAX: Final = 400

Progress = Callable[[str, int, int], None]
"""(what is done, bytes done, of how many)"""
_Part = TypeVar("_Part", Scanned, Located)


class Import:
    """One import. `run` may be called again after a kill, by another process."""

    def __init__(
        self,
        extract: Path,
        out: Path,
        profile: Profile,
        progress: Progress,
        group_bytes: int = _GROUP_BYTES,
    ) -> None:
        self._extract, self._out, self._profile, self._progress = extract, out, profile, progress
        self._group_bytes = group_bytes
        """At least so much is read before it is kept; more of a large extract."""
        self.folder = out.with_name(f"{out.name}.import")
        """Where the parts lie meanwhile."""
        self.resumed = 0
        """Parts that were there already."""

    def digest(self) -> Digest:
        """Of the whole extract. Raises BadInput."""
        try:
            with self._extract.open("rb") as file:
                return Digest(hashlib.file_digest(file, "sha256").hexdigest())
        except OSError as error:
            raise BadInput(
                f"cannot be read: {error.strerror}", where=str(self._extract), next_step="check the path"
            ) from error

    def run(self, source: Digest) -> Roads:
        """Raises RoadsUnreadable, BadInput; then nothing is left behind but what a second attempt can use."""
        size = self._extract.stat().st_size
        header, *groups = groups_of(self._blocks(size), max(self._group_bytes, size // _GROUPS_MAX))
        self._begin(source)

        def each(kind: str, read: Callable[[bytes], _Part], shape: type[_Part]) -> list[_Part]:
            parts = []
            for number, group in enumerate(groups):
                parts.append(self._part(f"{kind}-{number}", header, group, read, shape))
                self._progress(kind, group[1], size)
            return parts

        scanned = each("ways", lambda part: scan(part, self._profile), Scanned)
        ids = node_ids(scanned)
        located = each("places", lambda part: locate(part, ids), Located)
        roads = assemble(scanned, located, self._profile, source)
        write_roads(self._out, roads)
        shutil.rmtree(self.folder)
        return roads

    def _begin(self, source: Digest) -> None:
        """Parts of another extract, or by another profile, are of no use here."""
        key = msgspec.json.encode((source, self._profile))
        held = self.folder / "of"
        if self.folder.exists() and not (held.exists() and held.read_bytes() == key):
            shutil.rmtree(self.folder)
        try:
            self.folder.mkdir(exist_ok=True)
            held.write_bytes(key)
        except OSError as error:
            raise BadInput(
                f"cannot be written: {error.strerror}", where=str(self.folder), next_step="name another file"
            ) from error

    def _part(
        self,
        name: str,
        header: tuple[int, int],
        group: tuple[int, int],
        read: Callable[[bytes], _Part],
        shape: type[_Part],
    ) -> _Part:
        path = self.folder / name
        if path.exists():
            raw = path.read_bytes()
            if hashlib.sha256(raw[32:]).digest() == raw[:32]:
                self.resumed += 1
                return msgspec.msgpack.decode(zlib.decompress(raw[32:]), type=shape)
        made = read(self._bytes(*header) + self._bytes(*group))
        packed = zlib.compress(msgspec.msgpack.encode(made), 1)
        part = path.with_name(f"{name}.part")
        part.write_bytes(hashlib.sha256(packed).digest() + packed)
        part.replace(path)
        return made

    def _blocks(self, size: int) -> list[Block]:
        blocks = []
        with self._extract.open("rb") as file:
            at = 0
            while at < size:
                file.seek(at)
                blocks.append(block_at(file.read(HEAD_BYTES), at, size))
                at = blocks[-1].end
        return blocks

    def _bytes(self, start: int, end: int) -> bytes:
        with self._extract.open("rb") as file:
            file.seek(start)
            return file.read(end - start)
