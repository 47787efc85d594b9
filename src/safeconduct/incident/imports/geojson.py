"""GeoJSON (RFC 7946): features with our columns as properties. An area stands for its middle."""

import math
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import Ms

from .finding import Fault, Found
from .taking import Unusable, row_of_fields

_METRES_A_DEGREE: Final = 111_195


class _Geometry(msgspec.Struct, frozen=True):
    type: str
    coordinates: Any = None


class _Feature(msgspec.Struct, frozen=True):
    type: str = "Feature"
    geometry: _Geometry | None = None
    properties: dict[str, Any] | None = None
    id: str | int | float | None = None


class _Collection(msgspec.Struct, frozen=True):
    features: list[msgspec.Raw]
    type: str = "FeatureCollection"


def read_geojson(content: bytes, now_ms: Ms) -> Iterator[Found]:
    """Rows of a FeatureCollection; the number of a feature stands for its line. Raises BadInput."""
    try:
        collection = msgspec.json.decode(content, type=_Collection)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"no FeatureCollection: {error}", next_step="export it as GeoJSON (RFC 7946)") from error
    for number, raw in enumerate(collection.features, start=1):
        try:
            feature = msgspec.json.decode(raw, type=_Feature)
            fields = {name: _text(value) for name, value in (feature.properties or {}).items() if value is not None}
            if feature.id is not None:
                fields.setdefault("ref", str(feature.id))
            if feature.geometry is not None:
                fields.update(_place(feature.geometry))
            yield row_of_fields(fields, now_ms)
        except (Unusable, msgspec.DecodeError) as error:
            yield Fault(number, str(error))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _place(geometry: _Geometry) -> dict[str, str]:
    corners = list(_corners(geometry.coordinates, 0))
    if not corners:
        return {}
    lats, lons = [lat for _, lat in corners], [lon for lon, _ in corners]
    lat, lon = sum(lats) / len(lats), sum(lons) / len(lons)
    if not all(math.isfinite(each) for each in (lat, lon)):
        raise Unusable("its coordinates are no numbers")
    reach = max(max(lats) - min(lats), max(lons) - min(lons)) / 2 * _METRES_A_DEGREE
    place = {"lat": f"{lat:.7f}", "lon": f"{lon:.7f}"}
    return {**place, "within_m": str(math.ceil(reach))} if len(corners) > 1 else place


def _corners(part: Any, depth: int) -> Iterator[tuple[float, float]]:
    """Pairs, however deep they stand; longitude first."""
    if depth > 4 or not isinstance(part, list):
        raise Unusable("its geometry has no coordinates")
    if len(part) >= 2 and all(isinstance(each, int | float) for each in part[:2]):
        yield float(part[0]), float(part[1])
        return
    for each in part[:10_000]:
        yield from _corners(each, depth + 1)
