"""Content beside the log: durable before it may be named, whatever the disk does."""

import asyncio
from pathlib import Path

import pytest

from safeconduct.errors import Untrusted
from safeconduct.node.blobs import Blobs
from safeconduct.node.disk import DiskFull, RealDisk, SyncFailed
from safeconduct.records.observation import Sighting
from safeconduct.records.watch import ObservationBatch
from tests.sim.disk import Fault, Killed, SimDisk
from tests.sim.pair import Pair

FOLDER = Path("/node/blobs")


def group(blobs, tag):
    return {blobs.put(bytes([n]) * 16, b"%s %d" % (tag, n) * 200): b"%s %d" % (tag, n) for n in range(5)}


def test_what_is_settled_survives_a_kill_at_every_step_of_the_next_group():
    for step in range(1, 40):
        disk = SimDisk(step)
        disk.make_folder(FOLDER)
        disk.sync_folder(FOLDER.parent)
        blobs = Blobs(FOLDER, disk)
        first = group(blobs, b"first")
        blobs.settle()
        disk.fail_at(step, Fault.KILL)
        second = group(blobs, b"second")
        try:
            blobs.settle()
        except Killed:
            second = {}
        disk.crash()
        again = Blobs(FOLDER, disk)
        for digest, content in {**first, **second}.items():
            assert content in again.get(digest), step
        group(again, b"second")  # a group that was torn is written anew, over what is left of it
        again.settle()
        assert all(content in Blobs(FOLDER, disk).get(digest) for digest, content in second.items())


@pytest.mark.parametrize(("fault", "error"), [(Fault.FULL, DiskFull), (Fault.EIO, SyncFailed)])
def test_a_group_that_fails_is_gone_from_memory_and_says_so(fault, error):
    disk = SimDisk(1)
    disk.make_folder(FOLDER)
    blobs = Blobs(FOLDER, disk)
    held = group(blobs, b"first")
    disk.fail_at(4, fault)
    with pytest.raises(error):
        blobs.settle()
    blobs.settle()
    assert not blobs._new
    for digest in held:  # whole, torn or missing: never another content under that name
        try:
            assert blobs.get(digest) is None or b"first" in blobs.get(digest)
        except Untrusted as torn:
            assert torn.next_step


def test_one_group_waits_for_each_file_once_and_for_each_folder_once(monkeypatch, tmp_path):
    synced = []
    monkeypatch.setattr(RealDisk, "_sync", lambda disk, path, flags: synced.append(path))
    blobs = Blobs(tmp_path, RealDisk())
    digests = [blobs.put(n.to_bytes(16, "big"), b"x") for n in range(600)]
    blobs.settle()
    folders = {digest[:2] for digest in digests}
    assert len(synced) == len(set(synced)) == len(digests) + len(folders) + 1
    synced.clear()
    blobs.settle()
    assert not synced


async def test_feeds_that_arrive_together_share_one_write(tmp_path):
    pair = await asyncio.to_thread(Pair, tmp_path)
    node, before = pair.host.node, pair.host.node.truth.log.size
    writes = []
    append = node.truth.log.append
    node.truth.log.append = lambda entries: writes.append(len(entries)) or append(entries)
    seen = [Sighting(f"kx-{n}", pair.clock.ms, "cam", ()) for n in range(20)]
    await asyncio.gather(*(node.observe(f"feed-{n}", [each]) for n, each in enumerate(seen)))
    assert writes == [1, 19]  # the first begins at once, what comes meanwhile goes together
    batches = [p.entry.record.body for p in node.truth.fold.order if p.entry.index >= before]
    batches = [body for body in batches if isinstance(body, ObservationBatch)]
    assert [body.feed for body in batches] == [f"feed-{n}" for n in range(20)]
    assert all(Blobs(node.folder.blobs, RealDisk()).get(body.content) for body in batches)


async def test_when_the_shared_write_fails_every_sender_is_told(tmp_path, monkeypatch):
    pair = await asyncio.to_thread(Pair, tmp_path)
    node = pair.host.node
    settle, full = node.blobs.settle, DiskFull("no space left")

    def fails():
        raise full

    node.blobs.settle = fails
    seen = [Sighting(f"kx-{n}", pair.clock.ms, "cam", ()) for n in range(3)]
    told = await asyncio.gather(*(node.observe("f", [each]) for each in seen), return_exceptions=True)
    assert told == [full] * 3
    node.blobs.settle = settle
    await node.observe("f", [Sighting("kx-9", pair.clock.ms, "cam", ())])
