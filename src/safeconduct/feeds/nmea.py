"""NMEA 0183: RMC and GGA sentences of a receiver, and AIS (VDM, VDO) with positions of vessels."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import xor
from typing import Final

from safeconduct.records.observation import Observation
from safeconduct.records.units import Ms

from .ais import decode_vdm
from .message import NO_NAMES, FeedError, Message, Names, bounded
from .reading import KMH_PER_KNOT, asset_id, number, position

M_PER_HDOP: Final = 5
"""Horizontal dilution of precision says how many times worse than the receiver's own error, some 5 m, a fix is."""
_DAY: Final = timedelta(days=1)


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """Positions from one or more lines; sentences of other kinds give nothing. Raises FeedError, with the line.

    GGA bears no date: the day is the one that brings it nearest to the time of receipt.
    """
    del names
    try:
        text = bounded(message.payload).decode("ascii")
    except UnicodeDecodeError as error:
        raise FeedError("not-text", "NMEA 0183 is ASCII") from error
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(seen for at, line in enumerate(lines) for seen in _sentence(line, message, f"line {at + 1}"))


def _sentence(line: str, message: Message, where: str) -> tuple[Observation, ...]:
    if line.startswith("\\"):  # a tag block (IEC 61162-450) before the sentence
        line = line.rpartition("\\")[2]
    if line[:1] not in ("$", "!"):
        raise FeedError("wrong-shape", f"{line[:20]!r} does not begin with $ or !", where=where)
    body, star, rest = line[1:].partition("*")
    if star and reduce(xor, body.encode(), 0) != _hexadecimal(rest[:2]):
        raise FeedError("checksum", f"{line[:40]!r} has been damaged on its way", where=where)
    fields = body.split(",")
    kind = fields[0][-3:]
    if kind == "RMC":
        return _rmc(fields, message, where)
    if kind == "GGA":
        return _gga(fields, message, where)
    if kind in ("VDM", "VDO"):
        return decode_vdm(fields, message, where)
    return ()


def _rmc(fields: list[str], message: Message, where: str) -> tuple[Observation, ...]:
    if len(fields) < 10:
        raise FeedError("wrong-shape", "an RMC sentence is cut off", where=where)
    if fields[2] != "A":
        raise FeedError("no-fix", "the receiver has no fix", where=where)
    try:
        moment = datetime.strptime(fields[9] + fields[1][:6], "%d%m%y%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise FeedError("no-time", f"{fields[9]!r} {fields[1]!r} is not a time", where=where) from error
    return (
        position(
            asset_id(message.asset),
            _ms(moment, fields[1]),
            _degrees(fields[3], fields[4], where),
            _degrees(fields[5], fields[6], where),
            speed_kmh=number("speed", fields[7]) * KMH_PER_KNOT if fields[7] else None,
            heading_deg=number("course", fields[8]) if fields[8] else None,
        ),
    )


def _gga(fields: list[str], message: Message, where: str) -> tuple[Observation, ...]:
    if len(fields) < 9:
        raise FeedError("wrong-shape", "a GGA sentence is cut off", where=where)
    if fields[6] in ("", "0"):
        raise FeedError("no-fix", "the receiver has no fix", where=where)
    received = datetime.fromtimestamp(message.received_ms / 1000, UTC)
    try:
        clock = datetime.strptime(fields[1][:6], "%H%M%S").time()
        days = [datetime.combine(received + shift * _DAY, clock, UTC) for shift in (-1, 0, 1)]
    except (ValueError, OverflowError) as error:
        raise FeedError("no-time", f"{fields[1]!r} is not a time", where=where) from error
    moment = min(days, key=lambda day: abs(day - received))
    return (
        position(
            asset_id(message.asset),
            _ms(moment, fields[1]),
            _degrees(fields[2], fields[3], where),
            _degrees(fields[4], fields[5], where),
            acc_m=number("hdop", fields[8]) * M_PER_HDOP if fields[8] else None,
        ),
    )


def _ms(moment: datetime, clock: str) -> Ms:
    fraction = round(number("time", "0" + clock[6:]) * 1000) if clock[6:] else 0
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    t_ms = since // timedelta(milliseconds=1) + fraction
    if t_ms < 0:
        raise FeedError("no-time", f"{moment.isoformat()} is before 1970")
    return Ms(t_ms)


def _degrees(text: str, side: str, where: str) -> float:
    """ddmm.mmmm and N, S, E or W as degrees."""
    if side not in ("N", "S", "E", "W"):
        raise FeedError("wrong-shape", f"{side!r} is none of N, S, E, W", where=where)
    value = number("coordinate", text)
    whole = int(value // 100)
    degrees = whole + (value - whole * 100) / 60
    return -degrees if side in ("S", "W") else degrees


def _hexadecimal(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return -1
