"""Road files on disk: extracts as they come, and the compact file that is made of them."""

from pathlib import Path

from safeconduct.errors import BadInput
from safeconduct.planner import Roads, read_roads, roadfile


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
    return roadfile.decode(content) if content.startswith(roadfile.MAGIC) else read_roads(content)
