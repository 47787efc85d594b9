"""Positions of vessels in AIS messages (ITU-R M.1371-5, annex 8): types 1, 2, 3, 18, 19 and 27."""

from typing import Final

from safeconduct.records.observation import Observation

from .message import FeedError, Message
from .reading import KMH_PER_KNOT, asset_id, position

ACC_HIGH_M: Final = 10
ACC_LOW_M: Final = 100
"""The standard says only "more than 10 m" for the low accuracy."""

_LAYOUTS: Final = {
    # type: (speed, accuracy, longitude, latitude, course), each (first bit, bits); then units a minute
    **dict.fromkeys((1, 2, 3), ((50, 10), (60, 1), (61, 28), (89, 27), (116, 12), 10_000)),
    **dict.fromkeys((18, 19), ((46, 10), (56, 1), (57, 28), (85, 27), (112, 12), 10_000)),
    27: ((79, 6), (38, 1), (44, 18), (62, 17), (85, 9), 10),
}


def decode_vdm(fields: list[str], message: Message, where: str) -> tuple[Observation, ...]:
    """The position in a VDM or VDO sentence; message types without one, and parts of long messages, give nothing.
    VDO tells of the own vessel, which is the enrolled asset; VDM of all others, which are not.

    No usable time is sent (only the second of the minute): the time of receipt counts. Raises FeedError.
    """
    if len(fields) < 7:
        raise FeedError("wrong-shape", "an AIS sentence is cut off", where=where)
    if fields[1] != "1":
        return ()  # only static reports are longer than one sentence
    bits = _bits(fields[5], where)
    kind = int(bits[:6] or "0", 2)
    if kind not in _LAYOUTS:
        return ()
    speed, accuracy, longitude, latitude, course, per_minute = _LAYOUTS[kind]
    if len(bits) < (96 if kind == 27 else 168):
        raise FeedError("wrong-shape", f"an AIS message of type {kind} has {len(bits)} bits only", where=where)
    lon = _signed(bits, longitude) / per_minute / 60
    lat = _signed(bits, latitude) / per_minute / 60
    if abs(lon) > 180 or abs(lat) > 90:
        raise FeedError("no-fix", "the vessel does not know where it is", where=where)
    tenth = 1 if kind == 27 else 10
    knots, unknown = _number(bits, speed), 63 if kind == 27 else 1023
    degrees = _number(bits, course) / tenth
    return (
        position(
            asset_id(message.asset if fields[0][-1:] == "O" else None, f"mmsi-{_number(bits, (8, 30)):09}"),
            message.received_ms,
            lat,
            lon,
            acc_m=ACC_HIGH_M if bits[accuracy[0]] == "1" else ACC_LOW_M,
            speed_kmh=None if knots == unknown else knots / tenth * KMH_PER_KNOT,
            heading_deg=degrees if degrees < 360 else None,
        ),
    )


def _bits(armoured: str, where: str) -> str:
    """Six bits a character: 48..87 are 0..39, 96..119 are 40..63."""
    out = []
    for character in armoured:
        value = ord(character) - 48
        value -= 8 if value > 40 else 0
        if not 0 <= value < 64 or 88 <= ord(character) < 96:
            raise FeedError("wrong-shape", f"{character!r} is no AIS character", where=where)
        out.append(f"{value:06b}")
    return "".join(out)


def _number(bits: str, field: tuple[int, int]) -> int:
    return int(bits[field[0] : field[0] + field[1]], 2)


def _signed(bits: str, field: tuple[int, int]) -> int:
    value = _number(bits, field)
    return value - (1 << field[1]) if bits[field[0]] == "1" else value
