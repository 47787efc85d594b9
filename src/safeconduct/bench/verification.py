"""Verifying a log that lies in a folder: its tree alone, and with every record's signature, on all cores."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median

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
    yield Figure("  a million entries in full", 1_000_000 / signed, "s", {}, "", Aim("at most", 60))
    yield Figure("  and every record read", read, "/s", {}, "also its form, type and canonical spelling")


def _write(folder: Path, entries: list[bytes], size: int) -> int:
    log = Log.create(folder, LOG.key.name, LOG, RealDisk())
    while log.size < size:
        log.append(entries)
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
