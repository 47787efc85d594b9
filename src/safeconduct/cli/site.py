"""Sites."""

from pathlib import Path

from cyclopts import App

from .answer import Json, answer
from .file import content_of
from .options import At, Key, desk_at

app = App(name="site", help="Draw a site with its rings and gates.")


@app.command
def draw(file: Path, *, site: str, name: str, at: At, key: Key, json: Json = False) -> None:
    """Draw a site from a GeoJSON file: polygons with the properties `id`, `name`, `kind` (ring, gate, haven, area)
    and, if you like, `name_zh`, `name_ur`, `speed_kmh` and `hours` (when it counts,
    `{"from_min":480,"to_min":1080,"offset_min":300}`). Rings from the outermost in.

    Example: safeconduct site draw works.geojson --site works --name Works --at http://127.0.0.1:8443 --key f.key
    """
    from safeconduct.site.geojson import read_zones

    zones = read_zones(content_of(file), str(file))
    signed = desk_at(at, key).sign("site.drawn/1", {"site": site, "name": name, "zones": zones, "gates": []})
    answer(signed, f"{name} is drawn: {', '.join(zone.name for zone in zones)}", json)
