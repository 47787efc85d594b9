"""From bytes to observations: one format a file, no input or output. A new feed is a file and a line in FEEDS."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from safeconduct.records.observation import Observation

from . import frigate, osmand, owntracks, traccar_client
from .message import PAYLOAD_BYTES_MAX, FeedError, Message, Names

Decoder: TypeAlias = Callable[[Message, Names], tuple[Observation, ...]]

FEEDS: Final[Mapping[str, Decoder]] = {
    "frigate": frigate.decode,
    "osmand": osmand.decode,
    "owntracks": owntracks.decode,
    "traccar-client": traccar_client.decode,
}

__all__ = ["FEEDS", "PAYLOAD_BYTES_MAX", "Decoder", "FeedError", "Message", "Names", "frigate"]
