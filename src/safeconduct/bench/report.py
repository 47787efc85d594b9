"""How benches measure and tell: interleaved runs, medians, ratios, the machine.

Runs of rivals alternate, so that a busy minute of the machine hits all of them; the median of the rounds counts.
"""

import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Literal

import msgspec

NOT_MEASURED = "not measured: "
"""Begins the name of a figure that could not be had; why is in its bound."""
Kind = Literal["at least", "at most"]


class Aim(msgspec.Struct, frozen=True):
    """What we want to reach on two idle cores."""

    kind: Kind
    value: float

    def is_met(self, value: float) -> bool:
        """Whether a figure reaches it."""
        return value >= self.value if self.kind == "at least" else value <= self.value


class Figure(msgspec.Struct, frozen=True):
    """One measured value. against: how many times the rival's value this is. bound: what it consists of."""

    name: str
    value: float
    unit: str
    against: dict[str, float] = {}
    bound: str = ""
    aim: Aim | None = None


class Report(msgspec.Struct, frozen=True):
    """All figures of one run."""

    bench: str
    machine: str
    is_quick: bool
    figures: tuple[Figure, ...]


class Run(msgspec.Struct, frozen=True):
    """How much to measure, and a scratch folder on the disk that is measured."""

    scratch: Path
    is_quick: bool
    tiles: tuple[Path, ...] = ()
    """Extracts to lay side by side, for the bench of movements."""

    def tell(self, line: str) -> None:
        """How far it is, on stderr: a full run may take an hour."""
        print(line, file=sys.stderr, flush=True)

    @property
    def rounds(self) -> int:
        """How often rivals alternate."""
        return 2 if self.is_quick else 5

    @property
    def seconds(self) -> float:
        """How long each turn lasts."""
        return 0.1 if self.is_quick else 0.4


def rate(step: Callable[[], int], seconds: float) -> float:
    """Items a second. step: does some work and says how many items that was."""
    count, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds or not count:
        count += step()
    return count / spent


def interleaved(cases: Mapping[str, Callable[[], int]], run: Run) -> dict[str, float]:
    """The median rate of each case over rounds in which every case has its turn."""
    found: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(run.rounds):
        for name, step in cases.items():
            found[name].append(rate(step, run.seconds))
    return {name: median(rates) for name, rates in found.items()}


def ratios(rates: Mapping[str, float], own: str) -> dict[str, float]:
    """Own rate as a multiple of each rival's."""
    return {name: rates[own] / value for name, value in rates.items() if name != own}


def machine() -> str:
    """What it ran on. load: processes that wanted to run, averaged over the last minute."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return f"{_processor()}, {cores} cores, load {load:.1f}, Python {platform.python_version()}"


def render(report: Report) -> list[str]:
    """Lines for people."""
    lines = [f"bench {report.bench}{' (quick: rough figures)' if report.is_quick else ''}", report.machine, ""]
    for figure in report.figures:
        if figure.name.startswith(NOT_MEASURED):
            lines.append(f"{figure.name}: {figure.bound}")
            continue
        aim = ""
        if figure.aim is not None:
            is_met = figure.aim.is_met(figure.value)
            aim = f"  {'meets' if is_met else 'MISSES'} {figure.aim.kind} {figure.aim.value:,g}"
        lines.append(f"{figure.name:<44} {figure.value:>12,.{_digits(figure.value)}f} {figure.unit}{aim}")
        if figure.against:
            lines.append("    " + ", ".join(f"{times:,.2f} x {name}" for name, times in figure.against.items()))
        if figure.bound:
            lines.append(f"    {figure.bound}")
    return lines


def _digits(value: float) -> int:
    return 0 if value >= 100 else 2


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
