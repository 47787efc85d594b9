"""Figures of this machine."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from .answer import Json, answer

app = App(name="bench", help="Measure, beside what bounds it and beside others on the same machine.")


@app.default
def bench(
    name: Annotated[str, Parameter(help="What to measure: see the list in docs/bench.md.")] = "log",
    *,
    quick: Annotated[bool, Parameter(negative="", help="Rough figures in a few seconds.")] = False,
    folder: Annotated[Path | None, Parameter(help="Where to write: a folder on the disk that is meant.")] = None,
    tiles: Annotated[
        list[Path] | None,
        Parameter(help="movement only: .osm.pbf extracts, laid side by side in turn until there are seven tiles."),
    ] = None,
    json: Json = False,
) -> None:
    """Measure NAME, here and now. Rivals take turns, medians count, ratios stand beside the figures.

    Example: safeconduct bench log --quick
    """
    from safeconduct.bench import run
    from safeconduct.bench.report import render

    report = run(name, quick, folder, tuple(tiles or ()))
    answer(report, render(report), json)
