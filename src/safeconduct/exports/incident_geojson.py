"""Incidents as GeoJSON (RFC 7946): a feature each; one without a place has no geometry."""

from collections.abc import Sequence

import msgspec

from safeconduct.incident.sharing import Released, label

from .incident_time import day


def incidents_geojson(shown: Sequence[Released], made_ms: int) -> bytes:
    """A FeatureCollection. Ranges are over all sources; `counts` has each with its own."""
    features = [_feature(each) for each in shown]
    return msgspec.json.encode({"type": "FeatureCollection", "tlp": f"TLP:{label(shown)}", "features": features})


def _feature(each: Released) -> dict[str, object]:
    known = each.summary
    at = known.place.at if known.place is not None else None
    point = {"type": "Point", "coordinates": [at.lon_e7 / 1e7, at.lat_e7 / 1e7]} if at is not None else None
    properties: dict[str, object] = {
        "title": known.title,
        "kind": known.kind,
        "event_type": known.event_type,
        "place": known.place.name if known.place is not None else None,
        "within_m": known.place.within_m if known.place is not None else None,
        "tlp": f"TLP:{known.tlp}",
        "reports": known.reports,
        "counts": [count for told in each.reports for count in told.account.counts][:12],
        "claims": [claim for told in each.reports for claim in told.account.claims][:6],
        "source": "; ".join(dict.fromkeys(told.account.source.name for told in each.reports))[:120],
        "text": each.reports[0].account.text,
    }
    if known.from_ms is not None:
        properties.update({"from": day(known.from_ms), "to": day(known.to_ms)})
    return {"type": "Feature", "id": known.incident, "geometry": point, "properties": properties}
