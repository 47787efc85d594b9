"""Road files on disk: extracts as they come, and the compact file that is made of them."""

from functools import lru_cache
from pathlib import Path

from safeconduct.errors import BadInput
from safeconduct.planner import Roads, read_roads, roadfile


def write_roads(path: Path, roads: Roads) -> None:
    """The compact file, whole or not at all. Raises BadInput."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(roadfile.encode(roads))
        part.replace(path)
    except OSError as error:
        raise BadInput(
            f"the road file cannot be written: {error.strerror}", where=str(path), next_step="name another file"
        ) from error


def load_roads(path: Path) -> Roads:
    """The roads in an .osm.pbf or a road file. Raises RoadsUnreadable, BadInput."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"the roads cannot be read: {error.strerror}",
            where=str(path),
            next_step="check the path of the road file",
        ) from error
    return roadfile.decode(content) if content.startswith(roadfile.FAMILY) else read_roads(content)


def held_roads(path: Path) -> Roads:
    """The same, read once for each version of the file: a node asks again with every page. Seconds for a city, so
    not in the node's own turn. Raises RoadsUnreadable, BadInput."""
    try:
        return _held(path, path.stat().st_mtime_ns)
    except OSError:
        return load_roads(path)  # says what is wrong


@lru_cache(maxsize=1)
def _held(path: Path, _changed_ns: int) -> Roads:
    return load_roads(path)
