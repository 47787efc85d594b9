"""Observations as an Apache Parquet file, one row each, and back: any tool for tables reads it.

Needs the extra `history` (pyarrow, 200 MB on disk): imported only where it is asked for.
"""

import io
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from safeconduct.errors import BadInput, Unavailable
from safeconduct.records.observation import Observation, Position
from safeconduct.records.units import FeedId

_COLUMNS: Final = (
    "feed", "type", "t_ms", "asset", "sensor", "lat_e7", "lon_e7", "acc_m", "speed_kmh", "heading_deg", "zones",
    "is_online", "alert",
)  # fmt: skip
_TEXTS: Final = frozenset({"feed", "type", "asset", "sensor", "alert"})
Row = tuple[FeedId, Observation]


def check() -> None:
    """Raises Unavailable where pyarrow is not installed."""
    _arrow()


def to_parquet(rows: Iterable[Row]) -> bytes:
    """The same rows, the same bytes (with one version of pyarrow). Raises Unavailable."""
    arrow, parquet = _arrow()
    told = [{"feed": feed, **msgspec.to_builtins(seen)} for feed, seen in rows]
    columns = {}
    for name in _COLUMNS:
        kind = arrow.string() if name in _TEXTS else arrow.int64()
        kind = arrow.list_(arrow.string()) if name == "zones" else arrow.bool_() if name == "is_online" else kind
        columns[name] = arrow.array([row.get(name) for row in told], type=kind)
    out = io.BytesIO()
    parquet.write_table(arrow.table(columns), out, compression="zstd")
    return out.getvalue()


def from_parquet(content: bytes) -> list[Row]:
    """The rows of a file that `to_parquet` made. Raises BadInput, Unavailable."""
    arrow, parquet = _arrow()
    try:
        told = parquet.read_table(io.BytesIO(content)).to_pylist()
        return [(FeedId(row.pop("feed")), _observation(row)) for row in told]
    except (arrow.ArrowException, msgspec.ValidationError, KeyError, ValueError, OSError) as error:
        raise BadInput(
            f"not a file of observations: {error}", next_step="see observations/ in a node's folder"
        ) from error


def positions(content: bytes, from_ms: int, to_ms: int, count_max: int) -> tuple[list[Position], int]:
    """Of the positions of from_ms <= t < to_ms every n-th, so that they are not more than `count_max`; and that n.
    Raises as `from_parquet`."""
    arrow, parquet = _arrow()
    try:
        within = [("type", "=", "position"), ("t_ms", ">=", from_ms), ("t_ms", "<", to_ms)]
        table = parquet.read_table(io.BytesIO(content), filters=within)
        one_in = max(1, -(-table.num_rows // count_max))
        told = table.take(list(range(0, table.num_rows, one_in))).drop_columns(["feed"]).to_pylist()
        return [msgspec.convert(_told(row), Position) for row in told], one_in
    except (arrow.ArrowException, msgspec.ValidationError, KeyError, ValueError, OSError) as error:
        raise BadInput(
            f"not a file of observations: {error}", next_step="see observations/ in a node's folder"
        ) from error


def _observation(row: dict[str, Any]) -> Observation:
    seen: Observation = msgspec.convert(_told(row), Observation)
    return seen


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """Only what that kind of observation has: in a table every row has every column."""
    return {name: value for name, value in row.items() if value is not None}


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise Unavailable(
            "history by the hour needs pyarrow", "install it: pip install 'safeconduct[history]'"
        ) from error
    return pyarrow, parquet
