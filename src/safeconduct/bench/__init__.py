"""Figures, measured here and now: each beside what bounds it and beside what others do on the same machine.

A bench is a file in this folder with `measure(run)`, and a line in BENCHES.
"""

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from safeconduct.errors import BadInput

from .report import Report, Run, machine

BENCHES: Final[dict[str, str]] = {
    "disclosure": "marks of copies: who is named, how often wrongly, how many marks there are",
    "log": "durable appends, verification, acknowledgement, proofs, positions",
    "feeds": "MQTT messages out of a real broker, beside paho",
    "watch": "positions to facts, beside shapely, geopandas and MovingPandas; receipt to page",
    "incident": "pages to drafts in three languages, beside a news extractor and an entity recogniser",
    "register": "a million incidents: rows, index, answers",
    "movement": "being met: the game beside shortest, alternatives, mixes, weights, the flow LP",
    "protocol": "judging of rules: columns, live, beside rtamt and reelay",
}
"""Name: what it measures. The file has the same name."""

__all__ = ["BENCHES", "Report", "run"]


def run(name: str, is_quick: bool, folder: Path | None = None, tiles: tuple[Path, ...] = ()) -> Report:
    """Measure. folder: on the disk that is meant; a temporary one if None. tiles: see Run. Raises BadInput."""
    if name not in BENCHES:
        raise BadInput(f"there is no bench {name!r}", next_step=f"take one of: {', '.join(BENCHES)}")
    with TemporaryDirectory(dir=folder, prefix="safeconduct-bench-") as scratch:
        figures = tuple(import_module(f"safeconduct.bench.{name}").measure(Run(Path(scratch), is_quick, tiles)))
    return Report(name, machine(), is_quick, figures)
