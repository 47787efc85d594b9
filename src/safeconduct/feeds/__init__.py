"""From bytes to observations: one format a file, no input or output. A new feed is a file and a line in FEEDS."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from safeconduct.records.observation import Observation
from safeconduct.records.units import AssetId

from . import (
    batch,
    cot,
    cot_out,
    csv,
    frigate,
    gate,
    geojson,
    gpsd,
    gpx,
    nmea,
    osmand,
    owntracks,
    owntracks_out,
    plate,
    traccar,
    traccar_client,
)
from .lines import Lines, Stream
from .message import FILE_BYTES_MAX, PAYLOAD_BYTES_MAX, FeedError, Message, Names

Decoder: TypeAlias = Callable[[Message, Names], tuple[Observation, ...]]
Same: TypeAlias = tuple[AssetId, AssetId]
"""(a name that a tracker gave, the name that the vehicle is known by)"""

FEEDS: Final[Mapping[str, Decoder]] = {
    "batch": batch.decode,
    "cot": cot.decode,
    "csv": csv.decode,
    "frigate": frigate.decode,
    "gate": gate.decode,
    "geojson": geojson.decode,
    "gpsd": gpsd.decode,
    "gpx": gpx.decode,
    "nmea": nmea.decode,
    "osmand": osmand.decode,
    "owntracks": owntracks.decode,
    "plate": plate.decode,
    "traccar": traccar.decode,
    "traccar-client": traccar_client.decode,
}

NAMING: Final[Mapping[str, Callable[[Message, Names], tuple[tuple[Observation, ...], Same | None]]]] = {
    "frigate": frigate.read
}
"""Feeds that also say when two names are one vehicle: what they decode, and those names."""
ENCRYPTED: Final[Mapping[str, Callable[[bytes], bool]]] = {"owntracks": owntracks.is_encrypted}
"""Feeds whose devices may prove themselves by encrypting what they send: whether this payload is encrypted."""
FILES: Final = frozenset({"batch", "csv", "geojson", "gpx"})
"""Formats of files that a person imports; everything else arrives live."""

STREAMS: Final[Mapping[str, Callable[[], Stream]]] = {"cot": cot.Stream}
"""How formats are cut out of a byte stream; what is not listed comes as lines."""

__all__ = [
    "ENCRYPTED",
    "FEEDS",
    "FILES",
    "FILE_BYTES_MAX",
    "NAMING",
    "PAYLOAD_BYTES_MAX",
    "STREAMS",
    "Decoder",
    "FeedError",
    "Lines",
    "Message",
    "Names",
    "Stream",
    "cot",
    "cot_out",
    "csv",
    "frigate",
    "owntracks",
    "owntracks_out",
]
