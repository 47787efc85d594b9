"""From a node's folder to a pack and back to a verdict, by the command line, while the node holds its lock."""

import json

import pytest

from safeconduct.cli import main
from safeconduct.evidence import verify
from safeconduct.ledger.tiles import TileMissing
from safeconduct.node.blobs import Blobs
from safeconduct.node.config import Listen, Peer, new_config, table
from safeconduct.node.disk import RealDisk
from safeconduct.node.folder import Folder
from safeconduct.node.log import Log
from safeconduct.node.log_files import LogFiles
from safeconduct.node.peer_log import PeerLog
from safeconduct.node.shelf import Shelf
from tests.breach import Breach, Side

BREACH = Breach()


def node_of(side: Side, other: Side, root):
    """A node's folder with these two logs, its own still open."""
    folder = Folder(root)
    root.mkdir()
    peer = Peer(
        party=other.party, name=other.founding.name, origin=other.origin, url="http://127.0.0.1:1",
        founder=other.founding.founder, log_vkey=other.founding.log_vkey, witness_vkey=other.founding.witness_vkey,
    )  # fmt: skip
    text = new_config(side.party, side.founding.name, "joint", Listen())
    folder.config.write_text(text + table("peers", peer), encoding="utf-8")
    log = Log.create(folder.log, side.origin, side.log_key, RealDisk())
    for start in range(0, len(side.raw), 7):
        log.append(side.raw[start : start + 7])
    return folder, log


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    """Both nodes, running: every log is open and locked."""
    root = tmp_path_factory.mktemp("nodes")
    host, company = BREACH.host, BREACH.company
    made = {}
    for side, other in ((host, company), (company, host)):
        made[side.party] = node_of(side, other, root / side.party)
    mirrors = []
    for side, other in ((host, company), (company, host)):
        folder, _ = made[side.party]
        mirror = PeerLog.open(folder.peer_log(other.origin), other.log_key.key, RealDisk())
        mirror.poll()
        while (fetch := mirror.want()) is not None:
            mirror.got(fetch, made[other.party][1].fetch(fetch.path))
        mirrors.append(mirror)
    blobs = Blobs(made["host"][0].blobs, RealDisk())
    for blob in BREACH.blobs.values():
        blobs.put(blob[:16], blob[16:])
    blobs.settle()
    yield {party: folder.root for party, (folder, _) in made.items()}
    for log in (*mirrors, *(log for _, log in made.values())):
        log.close()


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as done:
        main(list(words))
    return done.value.code or 0


def test_a_pack_from_one_party_is_verified_by_the_other(nodes, tmp_path, capsys):
    pack = tmp_path / "breach.pack"
    assert run("pack", str(nodes["company"]), "--alarm", BREACH.alarm[:6], "--out", str(pack)) == 0
    assert "VERIFIED  Clause 2, Unchecked vehicles" in capsys.readouterr().out
    assert run("verify", str(pack), "--trust", str(nodes["host"])) == 0
    shown = capsys.readouterr().out
    assert "the keys of company, host are those that you hold" in shown and "withheld" in shown
    raw = bytearray(pack.read_bytes())
    raw[len(raw) // 2] ^= 1
    pack.write_bytes(raw)
    assert run("verify", str(pack)) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("NOT VERIFIED  logs/") and "  next: " in shown


def test_the_owner_of_the_observations_discloses_them(nodes):
    shelf = Shelf(nodes["host"])
    assert [log.keys.party for log in shelf.logs()] == ["host", "company"]
    (digest,) = BREACH.blobs
    assert shelf.blob(digest) == BREACH.blobs[digest]
    assert Shelf(nodes["company"]).blob(digest) is None


@pytest.mark.parametrize("kind", ["verdict", "record"])
def test_json_is_the_same_answer(nodes, tmp_path, capsys, kind):
    pack = tmp_path / "breach.pack"
    wanted = {"verdict": BREACH.verdict, "record": BREACH.late_check}[kind]
    assert run("pack", str(nodes["host"]), f"--{kind}", wanted[:10], "--out", str(pack), "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert made["report"]["is_verified"] and made["bytes"] == pack.stat().st_size
    assert run("verify", str(pack), "--json") == 0
    assert json.loads(capsys.readouterr().out)["claim"]["claimed"]["kind"] in ("verdict", "late")
    assert verify(pack.read_bytes()).is_verified


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["pack", "NODE", "--out", "OUT"], "name one thing to prove"),
        (["pack", "NODE", "--alarm", "1", "--verdict", "2", "--out", "OUT"], "name one thing to prove"),
        (["pack", "NODE", "--alarm", "zz", "--out", "OUT"], "there is no alarm with an id that begins with 'zz'"),
        (["pack", "NODE", "--alarm", "6", "--out", "NODE"], "exists already"),
        (["pack", "NODE", "--alarm", "6", "--out", "OUT/OUT"], "there is no such folder"),
        (["pack", "OUT", "--alarm", "6", "--out", "OUT"], "there is no node here"),
        (["verify", "OUT"], "cannot be read"),
        (["verify"], "requires an argument"),
    ],
)
def test_bad_usage_is_one_line_and_a_next_step(nodes, tmp_path, capsys, words, says):
    places = {"NODE": str(nodes["host"]), "OUT": str(tmp_path / "out"), "OUT/OUT": str(tmp_path / "a" / "b")}
    assert run(*(places.get(word, word) for word in words)) == 2
    error = capsys.readouterr().err
    assert says in error and "\n  next: " in error
    assert not (tmp_path / "out").exists()


def test_a_log_that_grows_while_it_is_read_is_read_at_its_newer_head(nodes, monkeypatch):
    fetch, missing = LogFiles.fetch, iter([True, False] + [True, False] * 2)

    def pruned_once(self, path):
        if next(missing, False):
            raise TileMissing(f"{path}: pruned")
        return fetch(self, path)

    monkeypatch.setattr(LogFiles, "fetch", pruned_once)
    own, mirror = Shelf(nodes["host"]).logs()
    assert (own.entries, mirror.entries) == (tuple(BREACH.host.raw), tuple(BREACH.company.raw))
