"""An import that is killed goes on where it was, and ends with the same bytes; bad parts are made again."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import osmium
import pytest

from safeconduct.errors import BadInput
from safeconduct.node.road_import import Import
from safeconduct.node.roads import load_roads
from safeconduct.planner import CAR, Profile, RoadsUnreadable, read_roads, roadfile

HELSINKI = Path(__file__).parents[2] / "data/helsinki.osm.pbf"
_SIDE, _STREETS = 95, 8

CHILD = """
import os, signal, sys
from pathlib import Path
from safeconduct.node.road_import import Import
from safeconduct.planner import CAR

left = int(sys.argv[3])
def step(what, done, size):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
work = Import(Path(sys.argv[1]), Path(sys.argv[2]), CAR, step, 1)
work.run(work.digest())
"""


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some streets of a chessboard, in three blocks: two of nodes and one of ways."""
    path = tmp_path_factory.mktemp("extract") / "board.osm.pbf"
    writer = osmium.SimpleWriter(str(path))
    for at in range(_SIDE * _SIDE):
        y, x = divmod(at, _SIDE)
        writer.add_node(osmium.osm.mutable.Node(id=at + 1, location=(x / 1000, y / 1000)))
    for line in range(_STREETS):
        rows = (
            [line * _SIDE + at + 1 for at in range(_STREETS)],
            [(_SIDE - 1 - at) * _SIDE + line + 1 for at in range(_STREETS)],
            [at * _SIDE + line + 1 for at in range(_SIDE)],
        )
        for number, nodes in enumerate(rows):
            tags = {"highway": "residential"}
            writer.add_way(osmium.osm.mutable.Way(id=3 * line + number + 1, nodes=nodes, tags=tags))
    writer.close()
    return path


def _import(extract: Path, out: Path, profile: Profile = CAR) -> tuple[Import, list[tuple[str, int, int]]]:
    steps: list[tuple[str, int, int]] = []
    work = Import(extract, out, profile, lambda *step: steps.append(step), 1)
    work.run(work.digest())
    return work, steps


def test_the_parts_make_the_same_roads_as_the_whole(extract: Path, tmp_path: Path) -> None:
    out = tmp_path / "board.roads"
    work, steps = _import(extract, out)
    assert out.read_bytes() == roadfile.encode(read_roads(extract.read_bytes()))
    assert work.resumed == 0 and not work.folder.exists()
    size = extract.stat().st_size
    ways, places = ([step for step in steps if step[0] == kind] for kind in ("ways", "places"))
    assert len(ways) == len(places) >= 3, "one bar that moves"
    for each in (ways, places):
        done = [step[1] for step in each]
        assert done == sorted(done) and done[-1] == size == each[0][2]


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_a_killed_import_goes_on_where_it_was(extract: Path, tmp_path: Path, steps: int) -> None:
    out = tmp_path / "board.roads"
    killed = subprocess.run([sys.executable, "-c", CHILD, str(extract), str(out), str(steps)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists(), "whole, or not at all"
    work, _ = _import(extract, out)
    assert work.resumed == steps
    assert out.read_bytes() == roadfile.encode(read_roads(extract.read_bytes()))


@pytest.mark.parametrize("damage", ["cut", "changed", "profile"])
def test_parts_that_do_not_fit_are_made_again(extract: Path, tmp_path: Path, damage: str) -> None:
    out = tmp_path / "board.roads"
    subprocess.run([sys.executable, "-c", CHILD, str(extract), str(out), "2"], check=False)
    part = out.with_name("board.roads.import") / "ways-0"
    raw = part.read_bytes()
    profile, kept = CAR, 1
    match damage:
        case "cut":
            part.write_bytes(raw[:40])
        case "changed":
            part.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
        case "profile":
            profile, kept = Profile("other", speeds=(("residential", 20),)), 0
    work, _ = _import(extract, out, profile)
    assert work.resumed == kept
    assert out.read_bytes() == roadfile.encode(read_roads(extract.read_bytes(), profile))


def test_what_cannot_be_read_leaves_no_road_file(tmp_path: Path) -> None:
    bad, out = tmp_path / "bad.osm.pbf", tmp_path / "bad.roads"
    good = HELSINKI.read_bytes()
    for content, says in (
        (b"", "it is empty"),
        (b"OSM but not really" * 100, "no block of an .osm.pbf begins at byte 0"),
        (good[:5_000], "cut short: the block at byte"),
        (good[:-1], f"the file at {len(good) - 1}"),
        (good[:400_000] + b"\xff" * (len(good) - 400_000), "cannot be read"),
    ):
        bad.write_bytes(content)
        with pytest.raises(RoadsUnreadable, match=says):
            _import(bad, out)
        assert not out.exists()
    with pytest.raises(BadInput, match="cannot be read"):
        _import(tmp_path / "none.osm.pbf", out)


def test_a_road_file_of_another_version_says_so(tmp_path: Path) -> None:
    old = tmp_path / "old.roads"
    old.write_bytes(b"safeconduct roads/1\n" + b"x" * 100)
    with pytest.raises(RoadsUnreadable, match="not a road file of this version"):
        load_roads(old)


def test_the_bar_stands_on_stderr_and_is_silent_when_asked(extract: Path, tmp_path: Path) -> None:
    for words, is_shown in (((), True), (("--quiet",), False)):
        ours, theirs = pty.openpty()
        command = (
            sys.executable,
            "-m",
            "safeconduct",
            "roads",
            "import",
            str(extract),
            str(tmp_path / f"{is_shown}"),
        )
        environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
        done = subprocess.run(
            (*command, *words), stdout=subprocess.PIPE, stderr=theirs, env=environment, check=True
        )
        os.close(theirs)
        seen = b""
        while chunk := _read(ours):
            seen += chunk
        assert b"directed edges" in done.stdout
        assert (b"ways" in seen) is is_shown, seen
        os.close(ours)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the other end is closed
        return b""
