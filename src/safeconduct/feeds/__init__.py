"""From bytes to observations: one format a file, no input or output. A new feed is a file and a line in FEEDS."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from safeconduct.records.observation import Observation

from . import (
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
    plate,
    traccar,
    traccar_client,
)
from .message import FILE_BYTES_MAX, PAYLOAD_BYTES_MAX, FeedError, Message, Names

Decoder: TypeAlias = Callable[[Message, Names], tuple[Observation, ...]]

FEEDS: Final[Mapping[str, Decoder]] = {
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

__all__ = [
    "FEEDS",
    "FILE_BYTES_MAX",
    "PAYLOAD_BYTES_MAX",
    "Decoder",
    "FeedError",
    "Message",
    "Names",
    "cot",
    "cot_out",
    "csv",
    "frigate",
]
