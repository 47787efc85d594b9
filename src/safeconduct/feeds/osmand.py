"""The OsmAnd query, as OsmAnd and older Traccar clients send it (https://www.traccar.org/osmand/).

Degrees; metres; knots; time as seconds, milliseconds or ISO 8601.
"""

from urllib.parse import parse_qsl

from safeconduct.records.observation import Alert, Observation

from .message import NO_NAMES, FeedError, Message, Names, bounded
from .reading import KMH_PER_KNOT, alert_of, asset_id, ms_of_text, number, position


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """One position from a request line's query or a form body, after the alarm that it bears. Without a time, the
    time of receipt counts.

    Raises FeedError.
    """
    del names
    query = _query(message.payload)
    asset = asset_id(message.asset, query.get("id"), query.get("deviceid"))
    place = (
        [query["lat"], query["lon"]] if "lat" in query and "lon" in query else query.get("location", "").split(",")
    )
    alarm = alert_of(query.get("alarm"))
    t_ms = ms_of_text(query["timestamp"]) if query.get("timestamp") else message.received_ms
    called = (Alert(asset, t_ms, alarm),) if alarm else ()
    if called and len(place) != 2:
        return called  # without a fix, help is wanted all the same
    if len(place) != 2:
        raise FeedError("no-fix", "neither lat and lon nor location: cells and Wi-Fi alone give no position")
    acc = query.get("accuracy") or query.get("hacc") or query.get("hdop")  # OsmAnd sends metres as hdop
    speed = query.get("speed")
    heading = query.get("bearing") or query.get("heading")
    return (
        *called,
        position(
            asset,
            t_ms,
            number("lat", place[0]),
            number("lon", place[1]),
            acc_m=number("accuracy", acc) if acc else None,
            speed_kmh=number("speed", speed) * KMH_PER_KNOT if speed else None,
            heading_deg=number("bearing", heading) if heading else None,
        ),
    )


def _query(payload: bytes) -> dict[str, str]:
    try:
        text = bounded(payload).decode("utf-8")
    except UnicodeDecodeError as error:
        raise FeedError("not-text", "the query is not UTF-8") from error
    text = text.strip().removeprefix("GET ").removeprefix("POST ").split(" ")[0]
    try:
        pairs = parse_qsl(text.partition("?")[2] if "?" in text else text, max_num_fields=100)
    except ValueError as error:
        raise FeedError("wrong-shape", f"the query cannot be read: {error}") from error
    return dict(pairs)
