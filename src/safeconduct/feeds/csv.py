"""Positions from a CSV file with a header: `asset,t_ms,lat,lon` and, where known, `acc_m,speed_kmh,heading_deg`.

Instead of `t_ms` a column `time` may hold ISO 8601. Degrees, metres, km/h; UTF-8; other columns are ignored.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping

from safeconduct.records.observation import Observation
from safeconduct.records.units import AssetId

from .message import NO_NAMES, FeedError, Message, Names, file_bounded
from .reading import asset_id, ms, ms_of_text, number, position


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """A position for each row. One bad row refuses the file. Raises FeedError, with the line."""
    del names
    try:
        text = file_bounded(message.payload).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedError("not-text", "the file is not UTF-8") from error
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    seen: list[Observation] = []
    try:
        missing = {"lat", "lon"} - set(rows.fieldnames or ())
        if missing or not {"t_ms", "time"} & set(rows.fieldnames or ()):
            raise FeedError("wrong-shape", "the header needs lat, lon and t_ms or time", where="line 1")
        told = [(row, f"line {rows.line_num}") for row in rows]
        ids = _ids(row.get("asset") for row, _ in told)
        seen += [_row(row, message, ids, where) for row, where in told]
    except csv.Error as error:
        raise FeedError("wrong-shape", f"the file is not CSV: {error}", where=f"line {rows.line_num}") from error
    return tuple(seen)


def _row(row: Mapping[str, str | None], message: Message, ids: Mapping[str, AssetId], where: str) -> Observation:
    def told(column: str) -> str | None:
        return (row.get(column) or "").strip() or None

    def measured(column: str) -> float | None:
        text = told(column)
        return None if text is None else number(column, text)

    try:
        t_ms, time = told("t_ms"), told("time")
        if t_ms is None and time is None:
            raise FeedError("no-time", "a row without a time")
        return position(
            asset_id(message.asset, ids.get(told("asset") or "")),
            ms(number("t_ms", t_ms) / 1000) if t_ms is not None else ms_of_text(time or ""),
            number("lat", told("lat") or ""),
            number("lon", told("lon") or ""),
            acc_m=measured("acc_m"),
            speed_kmh=measured("speed_kmh"),
            heading_deg=measured("heading_deg"),
        )
    except FeedError as error:
        raise FeedError(error.reason, str(error), where=where) from error


def told_names(content: bytes) -> dict[str, str]:
    """The file's own names of its assets, by ours: for answers to the person who brought the file."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
    return {asset: text for text, asset in _ids(row.get("asset") for row in rows).items()}


def _ids(texts: Iterable[str | None]) -> dict[str, AssetId]:
    """Ours for each name in the file. Two names that would become one ("V1", "v1") stay two: a hash tells them
    apart, and their order does not matter."""
    ids: dict[str, AssetId] = {}
    used: set[AssetId] = set()
    for text in sorted({(text or "").strip() for text in texts} - {""}):
        try:
            asset = asset_id(None, text)
        except FeedError:
            continue  # the row says why
        if asset in used:
            digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
            asset = AssetId(f"{asset[:51]}-{digest}")
        ids[text] = asset
        used.add(asset)
    return ids
