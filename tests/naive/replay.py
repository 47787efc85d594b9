"""`watch replay --feed csv` by the letter: rows and a GeoJSON site in, facts as dictionaries out. Plain integers,
one asset and one zone at a time; nothing of the project is used."""

import csv
import io
import itertools
import json
from decimal import Decimal


def facts(rows: str, site: str, until_ms: int) -> list[dict]:
    """Every fact with t_ms <= until_ms, in order of time. For acc_m 0 and places away from the date line."""
    by_asset: dict[str, list[tuple[int, int, int]]] = {}
    for row in csv.DictReader(io.StringIO(rows)):
        if int(row["t_ms"]) <= until_ms:
            by_asset.setdefault(row["asset"], []).append((int(row["t_ms"]), _e7(row["lat"]), _e7(row["lon"])))
    found: list[dict] = []
    for feature in json.loads(site, parse_float=Decimal, parse_int=Decimal)["features"]:
        rings = [[(_e7(lon), _e7(lat)) for lon, lat in ring] for ring in feature["geometry"]["coordinates"]]
        zone, limit_s = feature["properties"]["id"], feature["properties"].get("dwell_limit_s")
        for asset, places in by_asset.items():
            about = {"asset": asset, "zone": zone}
            since, is_told = None, False
            for t_ms, lat, lon in [*sorted(places), (until_ms + 1, None, None)]:
                due = None if since is None or limit_s is None else since + int(limit_s * 1000)
                if due is not None and not is_told and due < t_ms:
                    found.append({"t_ms": due, "fact": "dwelling", **about, "since_ms": since})
                    is_told = True
                if lat is None:
                    break
                if since is None and _is_inside(rings, lon, lat):
                    since, is_told = t_ms, False
                    found.append({"t_ms": t_ms, "fact": "entered", **about})
                elif since is not None and not _is_inside(rings, lon, lat):
                    since = None
                    found.append({"t_ms": t_ms, "fact": "left", **about})
    return sorted(found, key=lambda fact: (fact["t_ms"], fact["fact"], fact["asset"], fact["zone"]))


def _e7(degrees: str | Decimal) -> int:
    return int((Decimal(degrees) * 10**7).to_integral_value())


def _is_inside(rings: list[list[tuple[int, int]]], x: int, y: int) -> bool:
    """On an edge of the outline or of a hole is inside; else inside an odd number of rings."""
    is_odd = False
    for ring in rings:
        for (x0, y0), (x1, y1) in itertools.pairwise(ring):
            cross = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
            if cross == 0 and min(x0, x1) <= x <= max(x0, x1) and min(y0, y1) <= y <= max(y0, y1):
                return True
            if (y0 <= y) != (y1 <= y) and (cross > 0) == (y1 > y0):
                is_odd = not is_odd
    return is_odd
