"""A short slice of the campaign, and that it would notice. The long one: `make campaign SEEDS=0 COUNT=1000`."""

import copy
from itertools import count

import pytest

from safeconduct.ledger import checkpoint, leaf_hash
from safeconduct.node.blobs import Blobs
from safeconduct.node.log import Log
from safeconduct.node.signed_heads import Head
from tests.campaign import contacts, log, node_trials, nodes, stick
from tests.sim.disk import SimDisk
from tests.unit.test_node_log_crash import FOLDER, World

SLICE = {"killed": 150, "failing": 60, "flipped": 70}
DONE = {
    "killed": lambda told: told["kills"],
    "failing": lambda told: told["disk full"] + told["fsync failed"],
    "flipped": lambda told: told["bits flipped"],
}


@pytest.mark.parametrize("name", SLICE)
def test_nothing_happens_that_never_must(name):
    told, failures = log.run(getattr(log, name), count(5_000_000), lambda told: DONE[name](told) >= SLICE[name])
    assert not failures, "\n".join(failures)
    assert {told[kind] for kind in log.NEVER} == {0}
    assert told["records acknowledged"] > 1_000
    if name == "killed":
        assert told["batches under way kept"] and told["batches under way gone"]
        assert sum(each for kind, each in told.items() if kind.startswith("killed in")) == told["kills"]
    if name == "flipped":
        assert told["flips found"] + told["flips without effect"] == told["bits flipped"]
        assert {where for where in log.FLIPS if told[f"flipped in {where}"]} == set(log.FLIPS)
        assert told["flips found"] >= 20


def unsynced(patch):
    """A writer that never waits for the disk."""
    patch.setattr(SimDisk, "sync", lambda disk, path: disk._step("sync", path))


def unverified(patch):
    """A signer whose signatures nobody looks at before they are published."""

    def sign(own, head):
        return checkpoint.sign(checkpoint.Checkpoint(own.origin, head.size, head.root), own._signer)

    patch.setattr(Log, "_sign", sign)


def uncompared(patch):
    """A writer that believes its memory: the root is computed once, and not compared with the last head."""
    patch.setattr(Log, "_append", append_once)


def append_once(own, entries):
    old = own._heads.last()
    stored = own._journal.append(own.size, entries)
    grown, written = own._tail.extend(stored, [leaf_hash(each) for each in stored])
    own._write(written)
    own._sign_and_publish(old, Head(grown.size, grown.root))
    own._tail, own._frontier = grown, own._frontier.extend(map(leaf_hash, entries))


@pytest.mark.parametrize(
    ("sabotage", "name", "kind"),
    [(unsynced, "killed", log.LOST), (unverified, "flipped", log.FLIPPED), (uncompared, "flipped", log.FLIPPED)],
)
def test_a_log_without_one_of_its_precautions_is_noticed(sabotage, name, kind, monkeypatch):
    sabotage(monkeypatch)
    told, failures = log.run(getattr(log, name), range(60), lambda told: told[kind] > 0)
    assert told[kind], told
    assert "seed" in failures[0]


def test_the_last_batch_torn_at_every_length(monkeypatch):
    world = World(1, monkeypatch)
    world.start()
    world.append()
    before = copy.deepcopy(world.disk)
    journal = FOLDER / "journal"
    whole = len(world.disk.names[journal].content)
    batch = [b"first", b"", b"third of the batch"]
    grown = world.frontier.extend(map(leaf_hash, batch))
    world.notary.meant.add((grown.size, grown.root))
    world.log.append(batch)
    written = world.disk.names[journal].content
    for length in range(whole, len(written) + 1):
        disk = copy.deepcopy(before)
        disk.names[journal].content = disk.names[journal].durable = written[:length]
        disk.locks = set()
        again = Log.open(FOLDER, world.notary, disk)
        is_whole = length == len(written)
        assert list(again.entries(0, again.size)) == [*world.acknowledged, *(batch if is_whole else [])]


def test_a_log_on_a_stick_cut_off_again_and_again(tmp_path):
    told = stick.carried(tmp_path, records=3_000, cuts=6, seed=1)
    assert told["same head as online"]
    assert told["parcel bytes read"] > told["parcel bytes"]


def test_whatever_is_shown_is_found_at_first_contact(tmp_path):
    told, failures = contacts.run(range(7_000_000, 7_000_060), tmp_path / "proof")
    assert not failures, "\n".join(failures)
    for kind in contacts.KINDS:
        assert told[f"{kind}: found"] == told[f"{kind}: shown"] == 15
    assert 500 < told["largest proof in bytes"] <= contacts.PROOF_BYTES_MAX


def test_whole_nodes_survive_kills_failing_disks_and_a_bad_network(tmp_path):
    told, failures = node_trials.run(node_trials.killed, [1, 2, 9], lambda told: False, tmp_path)
    assert not failures, "\n".join(failures)
    assert {told[kind] for kind in nodes.NEVER} == {0}
    assert told["kills"] > 5 and told["records acknowledged"] > 20 and told["verdicts compared"]


def test_a_bit_that_flips_in_a_node_goes_nowhere(tmp_path):
    told, failures = node_trials.run(node_trials.flipped, range(1, 5), lambda told: False, tmp_path)
    assert not failures, "\n".join(failures)
    assert {told[kind] for kind in nodes.NEVER} == {0} and told["flips found"]


def unsettled(patch):
    """Content that is said to be durable and is nowhere."""
    patch.setattr(Blobs, "settle", lambda blobs: blobs._new.clear())


@pytest.mark.parametrize("sabotage", [unsynced, unsettled])
def test_a_node_without_one_of_its_precautions_is_noticed(sabotage, tmp_path, monkeypatch):
    sabotage(monkeypatch)
    told, failures = node_trials.run(node_trials.killed, range(1, 40, 7), lambda told: told[log.LOST] > 0, tmp_path)
    assert told[log.LOST], told
    assert "seed" in failures[0]
