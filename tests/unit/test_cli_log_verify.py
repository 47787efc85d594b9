"""`safeconduct log verify`: any C2SP tlog-tiles folder, with the answer as others' programs read it."""

import base64
import json
import os
import random
import shutil
from pathlib import Path

import pytest

from safeconduct.cli import main
from safeconduct.ledger import checkpoint, cosignature, tiles
from safeconduct.ledger.tail import Tail
from safeconduct.node.disk import RealDisk
from safeconduct.node.log import Log
from safeconduct.wire import ed25519, note
from tests.tile_logs import ORIGIN, SIGNER, entries_of, put, write_log

SHARED = Path("../shared/vectors")
TESSERA = SHARED / "tessera-log"
MIRROR = SHARED / "sunlight-mirror" / "mirror"
SIZES = [0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 70_000]


def run(capsys, *words):
    with pytest.raises(SystemExit) as done:
        main(["log", *map(str, words)])
    out, err = capsys.readouterr()
    return done.value.code, out, err


@pytest.fixture
def vkey(tmp_path):
    file = tmp_path / "vkey"
    file.write_text(f"{SIGNER.key}\n")
    return file


@pytest.fixture
def ask(capsys, vkey):
    """The exit code and the answer; it is one line of JSON with exactly the promised members."""

    def asked(folder, *options, key=vkey):
        code, out, err = run(capsys, "verify", folder, "--vkey-file", key, *options, "--json")
        assert not err
        answer = json.loads(out)
        if code == 0:
            assert list(answer) == ["valid", "size", "root"]
            assert answer["valid"] is True
        else:
            assert code == 1
            assert list(answer) == ["valid", "problem"]
            assert answer["valid"] is False
        return answer

    return asked


@pytest.mark.parametrize("size", SIZES)
def test_a_whole_folder_is_valid(size, ask, tmp_path):
    edge = write_log(tmp_path / "log", entries_of(size))
    answer = ask(tmp_path / "log")
    assert (answer["size"], base64.b64decode(answer["root"])) == (size, edge.root)


@pytest.mark.parametrize("size", [1, 5, 255, 256, 257, 1300])
def test_a_log_of_ours_is_valid(size, ask, tmp_path):
    log = Log.create(tmp_path / "log", ORIGIN, SIGNER, RealDisk())
    for at in range(0, size, 100):
        log.append(entries_of(size)[at : at + 100])
    log.close()
    assert ask(tmp_path / "log")["size"] == size


# what the format allows


def allowed_only_what_is_needed(folder):
    for path in folder.rglob("*.p"):
        if (path.with_suffix("")).exists():
            shutil.rmtree(path)


def allowed_all_partials_ever(folder):
    for tile in tiles.changed(0, 1000):
        body = (folder / tile.path).read_bytes()
        for width in range(1, tile.width):
            if tile.level != tiles.ENTRIES:
                put(folder, tiles.Tile(tile.level, tile.index, width).path, body[: 32 * width])


def allowed_full_tiles_of_a_later_head(folder):
    later = folder.parent / "later"
    write_log(later, entries_of(2000))
    for path in later.glob("tile/*/003"):
        put(folder, path.relative_to(later), path.read_bytes())
        shutil.rmtree(folder / f"{path.relative_to(later)}.p")


def allowed_other_files(folder):
    put(folder, "README.md", b"a log")
    put(folder, "tile/0/000.tmp", b"half")
    put(folder, "tile/0/000.p/007", bytes(3))
    put(folder, "tile/0/000.p/notes.txt", b"?")
    put(folder, "tile/9/000", b"?")


def allowed_tiles_beyond_the_head(folder):
    write_log(folder.parent / "later", entries_of(2000))
    for path in (folder.parent / "later" / "tile").rglob("*"):
        if path.is_file():
            put(folder, path.relative_to(folder.parent / "later"), path.read_bytes())


def allowed_cosignatures(folder):
    raw = (folder / "checkpoint").read_bytes()
    for name in ("w1", "w2"):
        witness = note.Signer(f"witness.example/{name}", ed25519.Signer(name.encode() * 16), note.COSIGNATURE)
        raw = cosignature.add(raw, cosignature.cosign(raw, witness, 1_700_000_000))
    unknown = "— example.com/other " + base64.b64encode(b"\x01\x02\x03\x04" + bytes(2420)).decode()
    same_name = f"— {ORIGIN} " + base64.b64encode(b"\xff\x02\x03\x04" + bytes(64)).decode()
    text, _, lines = raw.decode().rpartition("\n\n")
    put(folder, "checkpoint", f"{text}\n\n{unknown}\n{same_name}\n{lines}".encode())


def allowed_extension_lines(folder):
    shutil.rmtree(folder)
    write_log(folder, entries_of(1000), lines=["for the operator", "x=1"])


def allowed_an_origin_that_is_not_the_keys_name(folder):
    shutil.rmtree(folder)
    write_log(folder, entries_of(1000), origin="Go checksum database + spaces")


ALLOWED = [each for name, each in globals().items() if name.startswith("allowed_")]


@pytest.mark.parametrize("change", ALLOWED, ids=lambda change: change.__name__[8:])
def test_what_the_format_allows_is_valid(change, ask, tmp_path):
    write_log(tmp_path / "log", entries_of(1000), step=70)
    change(tmp_path / "log")
    assert ask(tmp_path / "log")["size"] == 1000


@pytest.mark.parametrize("text", ["{}\n\n", "{}\r\n", "  {}", "{}"])
def test_space_around_the_key_is_no_part_of_it(text, ask, tmp_path, vkey):
    write_log(tmp_path / "log", entries_of(3))
    vkey.write_text(text.format(SIGNER.key))
    assert ask(tmp_path / "log")["size"] == 3


def test_a_deep_path(ask, tmp_path):
    """Bundle 1067 is x001/067: more than 999 bundles."""
    write_log(tmp_path / "log", [b""] * (256 * 1067 + 9), step=40_000)
    assert (tmp_path / "log/tile/entries/x001/067.p/9").exists()
    assert ask(tmp_path / "log")["size"] == 256 * 1067 + 9
    (tmp_path / "log/tile/0/x001/066").unlink()
    assert "tile/0/x001/066" in ask(tmp_path / "log")["problem"]


# what is wrong


def wrong_checkpoint(folder, size=1000, root=None, signer=SIGNER, change=lambda raw: raw):
    root = root or write_log(folder.parent / "same", entries_of(1000)).root
    raw = checkpoint.sign(checkpoint.Checkpoint(ORIGIN, size, root), signer)
    put(folder, "checkpoint", change(raw))


def swap(folder, one, other):
    a, b = (folder / one).read_bytes(), (folder / other).read_bytes()
    put(folder, one, b)
    put(folder, other, a)


OTHER = note.Signer(ORIGIN, ed25519.Signer(b"\x08" * 32))
WRONG = {
    "no checkpoint": (lambda f: (f / "checkpoint").unlink(), "checkpoint"),
    "an empty checkpoint": (lambda f: put(f, "checkpoint", b""), "checkpoint"),
    "a truncated checkpoint": (lambda f: wrong_checkpoint(f, change=lambda raw: raw[:-20]), "checkpoint"),
    "a checkpoint without its last newline": (lambda f: wrong_checkpoint(f, change=lambda r: r[:-1]), "checkpoint"),
    "a checkpoint without signatures": (
        lambda f: wrong_checkpoint(f, change=lambda raw: raw[: raw.index(b"\n\n") + 2]),
        "checkpoint",
    ),
    "a checkpoint in another spelling": (lambda f: wrong_checkpoint(f, change=lambda r: r + b"\n"), "checkpoint"),
    "another key of the same name": (lambda f: wrong_checkpoint(f, signer=OTHER), "no signature by"),
    "a size changed after signing": (
        lambda f: wrong_checkpoint(f, change=lambda raw: raw.replace(b"\n1000\n", b"\n999\n")),
        "does not hold",
    ),
    "a leading zero": (
        lambda f: wrong_checkpoint(f, change=lambda raw: raw.replace(b"\n1000\n", b"\n01000\n")),
        "checkpoint",
    ),
    "a signed size that is too large": (lambda f: wrong_checkpoint(f, size=1001), "tile/entries/003.p/233"),
    "a signed size that is far too large": (lambda f: wrong_checkpoint(f, size=2**62), "tile/entries/003"),
    "a signed size that is too small": (lambda f: wrong_checkpoint(f, size=768), "checkpoint"),
    "a size of two zeros": (lambda f: put(f, "checkpoint", zeros()), "checkpoint"),
    "a signed root of something else": (lambda f: wrong_checkpoint(f, root=b"\x11" * 32), "root"),
    "a bundle is missing": (lambda f: (f / "tile/entries/001").unlink(), "tile/entries/001"),
    "only partial bundles of a full one": (
        lambda f: ((f / "tile/entries/001").unlink(), put(f, "tile/entries/001.p/9", b"\0\0" * 9)),
        "tile/entries/001",
    ),
    "a hash tile is missing": (lambda f: (f / "tile/0/002").unlink(), "tile/0/002"),
    "only partial hash tiles of a full one": (
        lambda f: put(f, "tile/0/002.p/255", (f / "tile/0/002").read_bytes()[:8160]) or (f / "tile/0/002").unlink(),
        "tile/0/002",
    ),
    "the partial tile at the edge is missing": (lambda f: (f / "tile/0/003.p/232").unlink(), "tile/0/003"),
    "the partial bundle at the edge is missing": (
        lambda f: (f / "tile/entries/003.p/232").unlink(),
        "tile/entries/003",
    ),
    "the tile above is missing": (lambda f: shutil.rmtree(f / "tile/1"), "tile/1/000"),
    "no tiles": (lambda f: shutil.rmtree(f / "tile"), "tile/entries/000"),
    "bundles swapped": (lambda f: swap(f, "tile/entries/000", "tile/entries/001"), "tile/0/000"),
    "hash tiles swapped": (lambda f: swap(f, "tile/0/000", "tile/0/001"), "tile/0/000"),
    "bundles and hash tiles swapped": (
        lambda f: (swap(f, "tile/entries/000", "tile/entries/001"), swap(f, "tile/0/000", "tile/0/001")),
        "tile/1/000",
    ),
    "a byte after a bundle": (lambda f: grow(f, "tile/entries/000"), "tile/entries/000"),
    "a byte after a hash tile": (lambda f: grow(f, "tile/0/000"), "tile/0/000"),
    "a hash after a partial tile": (lambda f: grow(f, "tile/0/003.p/232", bytes(32)), "tile/0/003.p/232"),
    "an entry after the last": (lambda f: grow(f, "tile/entries/003.p/232", b"\0\1x"), "tile/entries/003.p/232"),
    "a full tile of the wrong length in place of a partial": (
        lambda f: put(f, "tile/0/003", (f / "tile/0/003.p/232").read_bytes()) or (f / "tile/0/003.p/232").unlink(),
        "tile/0/003",
    ),
    "an old partial tile of another history": (
        lambda f: put(f, "tile/0/000.p/3", bytes(96)),
        "tile/0/000.p/3",
    ),
    "an old partial bundle of another history": (
        lambda f: put(f, "tile/entries/003.p/1", b"\0\1x"),
        "tile/entries/003.p/1",
    ),
    "an old partial tile that was cut off": (
        lambda f: put(f, "tile/0/000.p/3", (f / "tile/0/000").read_bytes()[:64]),
        "tile/0/000.p/3",
    ),
    "a folder in a file's place": (
        lambda f: ((f / "tile/0/001").unlink(), (f / "tile/0/001").mkdir()),
        "tile/0/001",
    ),
    "a pipe in a file's place": (
        lambda f: ((f / "tile/0/001").unlink(), os.mkfifo(f / "tile/0/001")),
        "tile/0/001",
    ),
    "a file without end": (lambda f: grow(f, "tile/entries/000", bytes(17_000_000)), "tile/entries/000"),
}


def zeros():
    return checkpoint.sign(checkpoint.Checkpoint(ORIGIN, 0, Tail().root), SIGNER).replace(b"\n0\n", b"\n00\n")


def grow(folder, path, more=b"x"):
    put(folder, path, (folder / path).read_bytes() + more)


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found_and_named(name, ask, tmp_path):
    write_log(tmp_path / "log", entries_of(1000))
    change, place = WRONG[name]
    change(tmp_path / "log")
    assert place in ask(tmp_path / "log")["problem"]


@pytest.mark.parametrize("seed", range(60))
def test_any_change_of_any_file_is_found(seed, ask, tmp_path):
    """Every file of the folder counts, also older partial tiles: they were served once."""
    rng = random.Random(seed)
    size = rng.choice([1, 2, 40, 255, 256, 300, 700])
    write_log(tmp_path / "log", entries_of(size), step=rng.choice([20, 100, 300]))
    file = rng.choice(sorted(path for path in (tmp_path / "log").rglob("*") if path.is_file()))
    body = file.read_bytes()
    at = rng.randrange(len(body))
    flipped = body[:at] + bytes([body[at] ^ 1 << rng.randrange(8)]) + body[at + 1 :]
    file.write_bytes(rng.choice([flipped, flipped, body[:at], body + body[: at + 1]]))
    assert ask(tmp_path / "log")["problem"]


# since an earlier checkpoint


@pytest.mark.parametrize("mark", [0, 1, 255, 256, 257, 999, 1000])
def test_since(mark, ask, tmp_path):
    write_log(tmp_path / "log", entries_of(1000))
    write_log(tmp_path / "old", entries_of(mark))
    assert ask(tmp_path / "log", "--since", tmp_path / "old/checkpoint")["size"] == 1000
    if mark:
        write_log(tmp_path / "other", [*entries_of(mark - 1), b"another history"])
        problem = ask(tmp_path / "log", "--since", tmp_path / "other/checkpoint")["problem"]
        assert "forked" in problem
        assert str(mark) in problem


@pytest.mark.parametrize("name", ["larger", "other key", "other log", "not signed", "not a checkpoint"])
def test_since_a_checkpoint_that_it_cannot_extend(name, ask, tmp_path):
    write_log(tmp_path / "log", entries_of(300))
    if name == "larger":
        write_log(tmp_path / "old", entries_of(301))
    elif name == "other key":
        write_log(tmp_path / "old", entries_of(200), signer=OTHER)
    elif name == "other log":
        write_log(tmp_path / "old", entries_of(200), origin="example.com/log/2")
    else:
        write_log(tmp_path / "old", entries_of(200))
        raw = (tmp_path / "old/checkpoint").read_bytes()
        put(tmp_path, "old/checkpoint", raw.replace(b"\n200\n", b"\n199\n") if name == "not signed" else b"?\n")
    assert "the earlier checkpoint" in ask(tmp_path / "log", "--since", tmp_path / "old/checkpoint")["problem"]


# usage


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "LOG"],
        ["verify", "LOG", "--vkey-file", "NONE"],
        ["verify", "LOG", "--vkey-file", "LOG/checkpoint"],
        ["verify", "LOG", "--vkey-file", "LOG"],
        ["verify", "NONE", "--vkey-file", "VKEY"],
        ["verify", "LOG/checkpoint", "--vkey-file", "VKEY"],
        ["verify", "LOG", "--vkey-file", "VKEY", "--since", "NONE"],
        ["verify", "LOG", "--vkey-file", "VKEY", "--until", "x"],
        ["verify", "--vkey-file", "VKEY"],
    ],
)
def test_bad_usage(words, capsys, tmp_path, vkey):
    write_log(tmp_path / "log", entries_of(3))
    places = {"LOG": tmp_path / "log", "NONE": tmp_path / "none", "VKEY": vkey}
    said = [str(places[word]) if word in places else word.replace("LOG", str(tmp_path / "log")) for word in words]
    code, out, err = run(capsys, *said, "--json")
    assert code == 2
    assert not out
    assert err.startswith("error: ")
    assert "next: " in err


def test_in_words(capsys, tmp_path, vkey):
    write_log(tmp_path / "log", entries_of(3))
    code, out, _ = run(capsys, "verify", tmp_path / "log", "--vkey-file", vkey)
    assert code == 0
    assert out.startswith(f"VALID  {ORIGIN}: 3 entries")
    (tmp_path / "log/tile/0/000.p/3").unlink()
    code, out, _ = run(capsys, "verify", tmp_path / "log", "--vkey-file", vkey)
    assert code == 1
    assert out.startswith("NOT VALID  tile/0/000")


# logs that others wrote


@pytest.mark.shared
@pytest.mark.skipif(not TESSERA.exists(), reason="../shared/vectors is not beside the project")
def test_a_log_by_tessera(ask):
    for size in range(16):
        answer = ask(TESSERA, "--since", TESSERA / f"checkpoint.{size}", key=TESSERA / "vkey")
        assert answer == {"valid": True, "size": 15, "root": "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs="}


@pytest.mark.shared
@pytest.mark.skipif(not MIRROR.exists(), reason="../shared/vectors is not beside the project")
def test_a_mirror_by_sunlight_whose_bundles_are_stubs(ask, tmp_path):
    """Its layout is read, and that its entries are not there is said."""
    folder = next(path for path in MIRROR.iterdir() if path.is_dir())
    raw = (folder / "checkpoint").read_bytes()
    size = int(raw.split(b"\n")[1])
    assert size == 300
    assert (folder / tiles.Tile(tiles.ENTRIES, 1, 44).path).exists()
    signed = checkpoint.Checkpoint(ORIGIN, size, base64.b64decode(raw.split(b"\n")[2]))
    shutil.copytree(folder, tmp_path / "log")
    put(tmp_path, "log/checkpoint", checkpoint.sign(signed, SIGNER))
    assert "tile/entries/000" in ask(tmp_path / "log")["problem"]
    assert "no signature by" in ask(folder)["problem"]
