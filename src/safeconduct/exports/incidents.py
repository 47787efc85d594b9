"""Every format in which incidents leave. Each takes what was released to an audience, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from safeconduct.incident.sharing import Released

from .incident_cap import incidents_cap
from .incident_csv import incidents_acled, incidents_csv
from .incident_geojson import incidents_geojson
from .incident_misp import incidents_misp


class Format(NamedTuple):
    """How a file is made, what it is called, and its media type. made_ms: when it is made."""

    write: Callable[[Sequence[Released], int], bytes]
    ending: str
    media: str


INCIDENT_FORMATS: Final[Mapping[str, Format]] = {
    "acled": Format(incidents_acled, "csv", "text/csv; charset=utf-8"),
    "cap": Format(incidents_cap, "xml", "application/cap+xml"),
    "csv": Format(incidents_csv, "csv", "text/csv; charset=utf-8"),
    "geojson": Format(incidents_geojson, "geojson", "application/geo+json"),
    "misp": Format(incidents_misp, "json", "application/json"),
}
