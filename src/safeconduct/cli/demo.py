"""The founding case."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

app = App(name="demo", help="Play the founding case with two nodes on this machine.")


@app.default
def demo(
    *,
    exit: Annotated[
        bool, Parameter(negative="", help="End by itself; exit code 0 only if all came out as told.")
    ] = False,
    folder: Annotated[
        Path | None, Parameter(help="Where to keep both nodes; a new temporary folder if not given.")
    ] = None,
    roads: Annotated[Path | None, Parameter(help="An .osm.pbf of another place.")] = None,
    start: Annotated[str | None, Parameter(name="--from", help="LAT,LON of the start, with --roads.")] = None,
    end: Annotated[str | None, Parameter(name="--to", help="LAT,LON of the works, with --roads.")] = None,
    speed: Annotated[float, Parameter(help="How many times faster than life.")] = 60.0,
    port: Annotated[
        int, Parameter(help="Port of the Host's node, the Company's is the next; others where these are taken.")
    ] = 8443,
) -> int:
    """Start two nodes, Host and Company, on loopback and play the founding case at 60 times the speed of life.

    Prints the story with claimed and proven times, then both addresses, and stays up until Ctrl-C.

    Example: safeconduct demo --roads city.osm.pbf --from 33.60,73.06 --to 33.72,73.06
    """
    from tempfile import mkdtemp

    from rich.console import Console

    from safeconduct.demo.place import HELSINKI, TERMINAL, WORKS, find_place
    from safeconduct.demo.play import play
    from safeconduct.errors import BadInput

    from .moment import place

    if (start is None) != (end is None) or (roads is None) != (start is None):
        raise BadInput("another place needs all three", next_step="give --roads FILE --from LAT,LON --to LAT,LON")
    ends = (place(start), place(end)) if start and end else (TERMINAL, WORKS)
    found = find_place(roads or HELSINKI, *ends)
    return play(folder or Path(mkdtemp(prefix="safeconduct-demo-")), found, speed, port, Console(), stay=not exit)
