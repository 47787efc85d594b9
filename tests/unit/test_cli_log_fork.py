"""`safeconduct log fork`: the proof is made from files, and checked from one file alone."""

import json
import random
import shutil

import pytest

from safeconduct.ledger import checkpoint, fork
from safeconduct.node.disk import RealDisk
from safeconduct.node.log import Log
from safeconduct.wire import ed25519, note
from tests.tile_logs import ORIGIN, SIGNER, entries_of, put, write_log
from tests.unit.test_cli_log_verify import run


@pytest.fixture
def ask(capsys, tmp_path):
    put(tmp_path, "vkey", f"{SIGNER.key}\n".encode())

    def asked(*words):
        code, out, err = run(capsys, "fork", *words, "--vkey-file", tmp_path / "vkey", "--json")
        return code, json.loads(out) if code < 2 else err

    return asked


def two(folder, small, large, at):
    """Two folders; the histories differ from entry `at` on."""
    entries = entries_of(large)
    write_log(folder / "a", entries[:small])
    write_log(folder / "b", [*entries[:at], *(b"other " + e for e in entries[at:])])
    return folder / "a", folder / "b"


@pytest.mark.parametrize(
    ("small", "large", "at"),
    [
        (1, 1, 0),
        (5, 5, 4),
        (300, 300, 0),
        (1, 2, 0),
        (255, 256, 254),
        (256, 257, 0),
        (300, 1000, 299),
        (700, 70_000, 3),
    ],
)
def test_a_fork_is_proven_and_checked_offline(small, large, at, ask, tmp_path):
    one, other = two(tmp_path, small, large, at)
    code, answer = ask(one, other, "--out", tmp_path / "proof")
    assert code == 0
    assert (answer["forked"], answer["origin"]) == (True, ORIGIN)
    assert (answer["first"]["size"], answer["second"]["size"]) == (small, large)
    assert answer["bytes"] == (tmp_path / "proof").stat().st_size < 2000
    assert ask(other, one) == (0, answer)
    assert ask(tmp_path / "proof") == (0, answer)
    fork.verify(fork.read((tmp_path / "proof").read_bytes()), SIGNER.key)


def test_from_checkpoints_and_copies_of_the_log(ask, tmp_path):
    one, other = two(tmp_path, 300, 1000, 7)
    put(tmp_path, "alone/one", (one / "checkpoint").read_bytes())
    put(tmp_path, "alone/other", (other / "checkpoint").read_bytes())
    files = tmp_path / "alone/one", tmp_path / "alone/other"
    code, said = ask(*files)
    assert code == 2
    assert "--log" in said
    assert ask(*files, "--log", one)[0] == 2
    assert ask(*files, "--log", one, "--log", other)[0] == 0
    assert ask(one / "checkpoint", other / "checkpoint")[0] == 0
    assert ask(one, files[1])[0] == 2
    assert ask(files[0], other)[0] == 0


def test_the_larger_tree_is_also_found_in_a_copy_that_has_grown(ask, tmp_path):
    one, other = two(tmp_path, 300, 1000, 7)
    put(tmp_path, "then", (other / "checkpoint").read_bytes())
    write_log(other, [b"other " + e if i >= 7 else e for i, e in enumerate(entries_of(5000))])
    assert ask(one, tmp_path / "then", "--log", other)[0] == 0


@pytest.mark.parametrize(("small", "large"), [(0, 0), (0, 5), (5, 5), (255, 256), (300, 1000)])
def test_growth_is_no_fork(small, large, ask, tmp_path):
    one, other = two(tmp_path, small, large, large)
    code, answer = ask(one, other, "--out", tmp_path / "proof")
    assert code == 1
    assert answer["forked"] is False
    assert answer["problem"]
    assert not (tmp_path / "proof").exists()


def test_a_log_whose_origin_is_not_its_keys_name(ask, tmp_path):
    write_log(tmp_path / "a", entries_of(5), origin="another name")
    write_log(tmp_path / "b", [b"x", *entries_of(8)], origin="another name")
    assert ask(tmp_path / "a", tmp_path / "b", "--out", tmp_path / "proof")[0] == 0
    assert ask(tmp_path / "proof")[1]["origin"] == "another name"


def test_two_logs_of_one_key_are_no_fork(ask, tmp_path):
    write_log(tmp_path / "a", entries_of(5), origin="one name")
    write_log(tmp_path / "b", [b"x", *entries_of(8)], origin="another name")
    code, answer = ask(tmp_path / "a", tmp_path / "b")
    assert code == 1
    assert "two logs" in answer["problem"]


def test_what_another_key_signed_proves_nothing(ask, tmp_path):
    write_log(tmp_path / "a", entries_of(5))
    write_log(tmp_path / "b", [b"x"], signer=note.Signer(ORIGIN, ed25519.Signer(b"\x08" * 32)))
    code, answer = ask(tmp_path / "a", tmp_path / "b")
    assert code == 1
    assert "no signature" in answer["problem"]


def test_a_tree_that_is_damaged_says_so(ask, tmp_path):
    one, other = two(tmp_path, 300, 1000, 7)
    put(other, "tile/0/001", bytes(8192))
    code, said = ask(one, other)
    assert code == 2
    assert "tile/0/001" in said


@pytest.mark.parametrize("seed", range(40))
def test_a_changed_proof_proves_nothing(seed, ask, tmp_path):
    one, other = two(tmp_path, 300, 1000, 7)
    ask(one, other, "--out", tmp_path / "proof")
    rng, raw = random.Random(seed), (tmp_path / "proof").read_bytes()
    at = rng.randrange(len(raw))
    changed = raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1 :]
    put(tmp_path, "proof", rng.choice([changed, changed, changed, raw[:at], raw + b"\n"]))
    code, answer = ask(tmp_path / "proof")
    assert code == 1
    assert answer["forked"] is False


@pytest.mark.parametrize(
    "words", [["none"], ["none", "b"], ["a", "none"], ["a", "vkey"], ["a", "b", "--log", "none"]]
)
def test_bad_usage(words, ask, tmp_path):
    two(tmp_path, 3, 5, 1)
    (tmp_path / "b/tile").rename(tmp_path / "moved")
    code, said = ask(*(word if word.startswith("-") else tmp_path / word for word in words))
    assert code == 2
    assert "next: " in said


def test_a_restored_backup_that_signed_again_is_proven_from_both_folders(ask, tmp_path):
    """The founding case of forks: a node goes on from an old copy of its folder."""
    disk = RealDisk()
    log = Log.create(tmp_path / "log", ORIGIN, SIGNER, disk)
    log.append(entries_of(270))
    log.close()
    shutil.copytree(tmp_path / "log", tmp_path / "restored")
    for name, entry in (("log", b"before"), ("restored", b"after")):
        again = Log.open(tmp_path / name, SIGNER, disk)
        again.append([entry, *entries_of(20)])
        again.close()
    code, answer = ask(tmp_path / "log", tmp_path / "restored")
    assert code == 0
    assert answer["first"]["size"] == answer["second"]["size"] == 291
    assert checkpoint.open_checkpoint((tmp_path / "log/checkpoint").read_bytes(), SIGNER.key).size == 291
