"""Tracks from GPX 1.0 and 1.1 files (https://www.topografix.com/GPX/1/1). Degrees, ISO 8601."""

from safeconduct.records.observation import Observation

from .message import NO_NAMES, FeedError, Message, Names, file_bounded
from .reading import asset_id, ms_of_text, number, position
from .xml import local, parse


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """A position for each track point. Routes and waypoints are plans, not observations: they give nothing.

    The enrolled device names the asset, else the track's name. A track point without a time tells nothing that
    the watch could use: the file is refused. Raises FeedError, with the point.
    """
    del names
    root = parse(file_bounded(message.payload))
    if local(root) != "gpx":
        raise FeedError("wrong-shape", f"the root element is {local(root)[:40]!r}, not gpx")
    seen: list[Observation] = []
    for track in (part for part in root if local(part) == "trk"):
        parts = {local(part): part for part in reversed(track)}
        title = parts["name"].text if "name" in parts else None
        for point in (part for part in track.iter() if local(part) == "trkpt"):
            where = f"trkpt {len(seen) + 1}"
            times = [part.text for part in point if local(part) == "time"]
            if not times or not times[0]:
                raise FeedError("no-time", "a track point without a time", where=where)
            seen.append(
                position(
                    asset_id(message.asset, title),
                    ms_of_text(times[0].strip()),
                    number("lat", point.get("lat", "")),
                    number("lon", point.get("lon", "")),
                )
            )
    return tuple(seen)
