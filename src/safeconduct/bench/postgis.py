"""PostGIS beside the watch: a cluster of its own, in a folder of its own, gone when the run ends."""

import io
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np

from safeconduct.errors import Unavailable
from safeconduct.watch.columns import Columns
from safeconduct.watch.ground import Ground

_NOBODY: Final = ("postgres", "nobody")
"""Who may own the cluster where this runs as root, which PostgreSQL refuses."""
_JOIN: Final = "SELECT count(*) FROM points p JOIN zones z ON ST_Intersects(z.shape, p.at)"
_PATIENCE_S: Final = 600


class PostGis:
    """Points and zones in tables, indexed; asked by `psql`."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self._programs, self._folder, self._user = programs, folder, user

    def run(self, program: str, *words: str, content: str | None = None) -> str:
        """One of PostgreSQL's own programs. Raises Unavailable with what it said."""
        done = subprocess.run(
            [str(self._programs / program), *words],
            input=content,
            capture_output=True,
            text=True,
            check=False,
            user=self._user,
            cwd=self._folder,
            timeout=_PATIENCE_S,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip() or str(done.returncode)).splitlines()[-1]
            raise Unavailable(f"PostGIS, {program}: {said}", "see the logs of PostgreSQL")
        return done.stdout

    def ask(self, sql: str) -> str:
        """The answer to those statements, bare."""
        words = ("-h", str(self._folder), "-U", "bench", "-d", "postgres", "-X", "-q", "-A", "-t")
        return self.run("psql", *words, "-v", "ON_ERROR_STOP=1", content=sql).strip()


def programs() -> Path | None:
    """Where PostgreSQL's programs are, if its extension postgis is there too."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    path = shutil.which("initdb")
    for each in reversed([*([Path(path)] if path else []), *found]):
        config = each.with_name("pg_config")
        if not config.exists():
            continue
        share = subprocess.run([str(config), "--sharedir"], capture_output=True, text=True, check=False)
        if (Path(share.stdout.strip()) / "extension/postgis.control").exists():
            return each.parent
    return None


@contextmanager
def cluster() -> Iterator[PostGis]:
    """A server that speaks over a socket in its folder only: no port, no password. Raises Unavailable."""
    where = programs()
    if where is None:
        raise Unavailable("PostgreSQL with postgis is not installed", "apt-get install postgresql postgis")
    user = _owner()
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        folder = Path(name)
        if user is not None:
            shutil.chown(folder, user)
        server = PostGis(where, folder, user)
        server.run("initdb", "-D", f"{folder}/data", "-U", "bench", "-A", "trust", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_parallel_workers_per_gather=0 -c jit=off"
        server.run("pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o", options, "start")
        try:
            yield server
        finally:
            server.run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")


def spent_s(ground: Ground, columns: Columns, rounds: int) -> tuple[float, int]:
    """The median seconds for finding which position lies in which zone, and how many pairs that gives. On one
    core: its clock is the server's own, around the query alone. Loading and indexing are not counted."""
    with cluster() as server:
        server.ask("CREATE EXTENSION postgis; CREATE TABLE points(at geometry); CREATE TABLE zones(shape geometry)")
        server.ask(f"COPY zones FROM STDIN;\n{_zones(ground)}\\.\n")
        server.ask(f"COPY points FROM STDIN;\n{_points(columns)}\\.\n")
        server.ask("CREATE INDEX ON zones USING gist(shape); ANALYZE zones; ANALYZE points")
        pairs = int(server.ask(_JOIN))
        times = [_timed(server) for _ in range(rounds)]
    return float(np.median(times)), pairs


def _timed(server: PostGis) -> float:
    told = server.ask(f"EXPLAIN (ANALYZE, TIMING OFF) {_JOIN}")
    line = next(line for line in told.splitlines() if line.startswith("Execution Time:"))
    return float(line.split()[2]) / 1000


def _zones(ground: Ground) -> str:
    out = io.StringIO()
    for polygon in ground.grid.polygons:
        rings = (_ring([(x + polygon.west_e7, y) for x, y in ring]) for ring in polygon.rings)
        out.write(f"POLYGON({','.join(rings)})\n")
    return out.getvalue()


def _ring(corners: Sequence[tuple[int, int]]) -> str:
    closed = [*corners, *(corners[:1] if corners[0] != corners[-1] else [])]
    return f"({','.join(f'{x} {y}' for x, y in closed)})"


def _points(columns: Columns) -> str:
    rows = zip(columns.lon_e7.tolist(), columns.lat_e7.tolist(), strict=True)
    return "".join(f"POINT({x} {y})\n" for x, y in rows)


def _owner() -> str | None:
    """None: whoever runs this. PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    found = next((name for name in _NOBODY if name in known), None)
    if found is None:
        raise Unavailable("PostgreSQL does not run as root", "run the bench as another user")
    return found
