"""gpsd's JSON (https://gpsd.io/gpsd_json.html, class TPV). Degrees, metres, m/s, ISO 8601."""

import msgspec

from safeconduct.records.observation import Observation

from .message import NO_NAMES, FeedError, Message, Names
from .reading import KMH_PER_MPS, asset_id, from_json, ms_of_text, position


class _Payload(msgspec.Struct, frozen=True):
    class_: str = msgspec.field(name="class")
    device: str | None = None
    mode: int = 0
    time: str | None = None
    lat: float | None = None
    lon: float | None = None
    eph: float | None = None
    epx: float | None = None
    epy: float | None = None
    speed: float | None = None
    track: float | None = None


_DECODER = msgspec.json.Decoder(_Payload)


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """A TPV report with a fix gives a position; one without (mode 0, 1) and other classes give nothing.

    Raises FeedError.
    """
    del names
    said = from_json(_DECODER, message.payload)
    if said.class_ != "TPV" or said.mode < 2:
        return ()
    if said.lat is None or said.lon is None:
        raise FeedError("no-fix", f"a report in mode {said.mode} without lat and lon")
    acc_m = said.eph if said.eph is not None else max(said.epx or 0, said.epy or 0)
    return (
        position(
            asset_id(message.asset, said.device),
            ms_of_text(said.time) if said.time else message.received_ms,
            said.lat,
            said.lon,
            acc_m=acc_m,
            speed_kmh=None if said.speed is None else said.speed * KMH_PER_MPS,
            heading_deg=said.track,
        ),
    )
