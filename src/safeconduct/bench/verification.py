"""Verifying a log that lies in a folder: its tree alone, and with every record's signature, on all cores."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Final

from safeconduct.errors import Untrusted
from safeconduct.ledger import verify_folder
from safeconduct.ledger.audit import Problem
from safeconduct.ledger.tiles import ENTRIES, WIDTH, Tile, fetch_bundle, tile_width
from safeconduct.node.disk import RealDisk
from safeconduct.node.log import Log
from safeconduct.node.log_folder import LogFolder
from safeconduct.records.units import Origin
from safeconduct.state.entry import Blank, read_entry
from safeconduct.wire import dsse

from .report import Aim, Figure, Run
from .samples import LOG, OFFICER

Check = Callable[[bytes], bool]
MILLION: Final = 1_000_000


def verification(run: Run, entries: list[bytes]) -> Iterator[Figure]:
    """Entries a second: tree and tiles; then also signatures; then also the records read and their form checked."""
    folder = run.scratch / "verified"
    size = _write(folder, entries, 6_144 if run.is_quick else 30_720)
    cores = len(os.sched_getaffinity(0))
    bundles = range(-(-size // WIDTH))
    # Not forked: this process has threads of its own.
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        list(pool.map(partial(_signed, folder, size, _is_signed), bundles[:cores]))  # starts the processes

        def signatures(check: Check) -> None:
            if sum(pool.map(partial(_signed, folder, size, check), bundles, chunksize=4)) != size:
                raise Untrusted("a record that was signed for this bench does not verify")

        rates: dict[str, list[float]] = {"tree": [], "signed": [], "read": []}
        for _ in range(run.rounds):
            tree_s = _timed(lambda: _tree(folder))
            rates["tree"].append(size / tree_s)
            # The tree is one walk on one core; it overlaps with nothing here, so its time is counted in full.
            rates["signed"].append(size / (tree_s + _timed(lambda: signatures(_is_signed))))
            rates["read"].append(size / (tree_s + _timed(lambda: signatures(_is_record))))
    tree, signed, read = (median(rates[name]) for name in ("tree", "signed", "read"))
    yield Figure("verified: every entry and tile, hashes only", tree, "/s", {}, "one core; SHA-256 and Python")
    bound = f"{cores} cores: tree {signed / tree:.0%} of the time, the rest is Ed25519 and reading envelopes"
    yield Figure("verified in full: hashes and signatures", signed, "/s", {}, bound, Aim("at least", 20_000))
    yield Figure("  and every record read", read, "/s", {}, "also its form, type and canonical spelling")
    yield _million(run, entries, cores)


def _million(run: Run, entries: list[bytes], cores: int) -> Figure:
    """One log of that size, verified once from the first byte to the last, with the processes' start."""
    folder = run.scratch / "million"
    size = _write(folder, entries, MILLION // 50 if run.is_quick else MILLION)
    bundles = range(-(-size // WIDTH))
    start = time.perf_counter()
    _tree(folder)
    tree_s = time.perf_counter() - start
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        found = sum(pool.map(partial(_signed, folder, size, _is_signed), bundles, chunksize=16))
    spent_s = time.perf_counter() - start
    if found != size:
        raise Untrusted("a record that was signed for this bench does not verify")
    bound = f"measured: tree {tree_s:.1f} s on one core, then {size:,} signatures on {cores}"
    aim = None if run.is_quick else Aim("at most", 60)
    return Figure(f"  a log of {size:,} entries in full", spent_s, "s", {}, bound, aim)


def _write(folder: Path, entries: list[bytes], size: int) -> int:
    log = Log.create(folder, LOG.key.name, LOG, RealDisk())
    while log.size < size:
        log.append(entries[: size - log.size])
    log.close()
    return size


def _tree(folder: Path) -> None:
    opened = LogFolder(folder)
    found = verify_folder(opened.fetch, LOG.key, None, opened.parts)
    if isinstance(found, Problem):
        raise Untrusted(str(found))


def _signed(folder: Path, size: int, check: Check, index: int) -> int:
    """How many entries of one bundle hold. Runs in another process."""
    bundle = Tile(ENTRIES, index, tile_width(ENTRIES, index, size))
    return sum(map(check, fetch_bundle(LogFolder(folder).fetch, bundle)))


def _is_signed(entry: bytes) -> bool:
    return dsse.verify(dsse.read(entry), OFFICER.public)


def _is_record(entry: bytes) -> bool:
    found = read_entry(Origin(LOG.key.name), 0, entry)
    return not isinstance(found, Blank) and dsse.verify(found.envelope, OFFICER.public)


def _timed(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
