"""A log uploaded to a mirror over HTTP, both sides ours: it goes on at any package, and takes nothing unsigned."""

import asyncio
import gzip
import random

import httpx
import msgspec
import pytest

from safeconduct.ledger import checkpoint, cosignature, package, policy, upload, witness
from safeconduct.node import upload_in
from safeconduct.node.app import make_app
from safeconduct.node.config import MirrorSite
from safeconduct.node.signers import mirror_signer
from safeconduct.node.upload_out import Uploading
from safeconduct.node.witnessing import poster
from safeconduct.wire import note
from tests.sim.pair import World

ORIGIN = "a/joint/1"


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path, ("a", "b"))
    made.cut_links = {frozenset("ab")}  # whatever arrives at b was uploaded
    return made


def client_of(side):
    """HTTP to that side's application, without a socket."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=make_app(side.node)), base_url="http://b")


def uploading(world, client, vkey=None):
    a, b = world.sides
    vkey = vkey or str(mirror_signer(b.node.config, b.node.keys).key)
    site = MirrorSite(name="b", vkey=vkey, url="http://b/mirror")
    a.node.config = msgspec.structs.replace(a.node.config, mirrors=(site,))
    return Uploading(a.node, poster(client))


def grown(side, count, tag=b"entry"):
    log = side.node.truth.log
    log.append([b"%s %d" % (tag, n) for n in range(log.size, log.size + count)])
    return log


def copy_at(side):
    return side.node.truth.peers[ORIGIN]


async def announce(client, log, old, raw=None):
    proof = log.consistency(old, log.size) if 0 < old < log.size else ()
    body = witness.encode_request(witness.Request(old, proof, raw or log.checkpoint))
    return (await client.post("/mirror/add-checkpoint", content=body)).status_code


def body_of(log, start, end, ticket=b""):
    packages = package.packages(start, end, log.entries, log.read_hash)
    return b"".join(upload.encode(upload.Header(ORIGIN, start, end, ticket), packages))


async def send(client, body, **headers):
    answer = await client.post("/mirror/add-entries", content=body, headers=headers)
    return answer.status_code, answer.content


async def test_a_mirror_is_filled_in_several_requests_and_cosigns_at_the_end(world):
    a, b = world.sides
    log = grown(a, 9_000)
    async with client_of(b) as client:
        asking = uploading(world, client)
        await asking.round()
        assert not asking.problems
        copy = copy_at(b)
        assert (copy.size, copy.root, copy.checkpoint) == (log.size, log.root, log.checkpoint)
        assert asking.mirrored("b").size == log.size
        kept = (a.root / "mirrored" / "b").read_bytes()
        cosignature.verify(kept, mirror_signer(b.node.config, b.node.keys).key)
        assert b.node.truth.fold.placed(ORIGIN) == log.size, "what is uploaded is folded"
        for count in (1, 255, 300):
            grown(a, count)
            await asking.round()
            assert copy.size == log.size and not asking.problems
        b.again()
        assert copy_at(b).size == log.size


@pytest.mark.parametrize("seed", range(3))
async def test_it_goes_on_at_any_package_whatever_breaks_off(world, seed):
    a, b = world.sides
    chance, log = random.Random(seed), grown(a, 2_500)
    client = client_of(b)
    assert await announce(client, log, 0) == 200
    start = 0
    for turn in range(12):
        whole = body_of(log, start, log.size)
        cut = chance.randrange(len(whole) // 3)
        is_packed = turn % 2 == 0
        body = gzip.compress(whole)[: cut // 3] if is_packed else whole[:cut]
        status, answer = await send(client, body, **({"content-encoding": "gzip"} if is_packed else {}))
        assert status in (202, 400)
        if status == 202:
            info = upload.read_answer(status, answer)
            assert info.size == log.size and start < info.next == copy_at(b).next
            start = info.next
        if chance.random() < 0.4:
            b.again()
            client = client_of(b)
            assert copy_at(b).pending_size == log.size, "the head that was accepted is not forgotten"
            start = chance.choice([0, copy_at(b).next])
    while copy_at(b).size < log.size:
        status, answer = await send(client, body_of(log, start, log.size))
        assert status in (200, 202)
        start = copy_at(b).next
    assert copy_at(b).root == log.root
    assert (await send(client, body_of(log, log.size, log.size)))[0] == 200, "asked again, it says so again"


async def test_every_refusal(world):
    a, b = world.sides
    log, size = grown(a, 700), 701
    assert log.size > size
    async with client_of(b) as client:
        assert (await send(client, body_of(log, 0, log.size)))[0] == 422, "no head yet"
        assert await announce(client, log, 5) == 409, "an old size that the mirror does not have"
        other = checkpoint.sign(checkpoint.Checkpoint(ORIGIN, log.size, bytes(32)), b.node.truth.log._signer)
        assert await announce(client, log, 0, other) == 403, "signed by another key"
        unknown = log.checkpoint.replace(ORIGIN.encode(), b"x/joint/1", 1)
        assert await announce(client, log, 0, unknown) == 404
        assert (await client.post("/mirror/add-checkpoint", content=b"old x\n\n")).status_code == 400
        assert await announce(client, log, 0) == 200
        good = body_of(log, 0, log.size)
        cases = {
            "a bit of an entry": (good[:200] + bytes([good[200] ^ 1]) + good[201:], 422),
            "a bit of a proof": (flipped_proof(log), 422),
            "a proof of another size": (body_of(log, 0, size).replace(*ends(size, log.size)), 422),
            "an end that was not announced": (body_of(log, 0, size), 409),
            "a start beyond what is held": (body_of(log, 256, log.size), 409),
            "a start beyond the end": (b"".join(upload.encode(upload.Header(ORIGIN, 9, 8), [])), 400),
            "another log": (b"".join(upload.encode(upload.Header("x/joint/1", 0, 9), [])), 404),
            "our own log": (b"".join(upload.encode(upload.Header("b/joint/1", 0, 9), [])), 404),
            "half a header": (good[:15], 400),
            "no byte": (b"", 400),
            "an origin that is no text": (b"\x00\x02\xff\xff" + bytes(18), 404),
            "more hashes than a proof has": (good[: good.index(b"entry 255") + 9] + b"\xff" * 40, 422),
        }
        for name, (body, status) in cases.items():
            assert (await send(client, body))[0] == status, name
            assert copy_at(b).size == copy_at(b).next == 0, name
        assert (await send(client, good, **{"content-encoding": "gzip"}))[0] == 400
        status, answer = await send(client, body_of(log, 0, 0))
        assert upload.read_answer(status, answer) == upload.Info(log.size, 0), (
            "where to begin, for who does not know"
        )
        assert (await send(client, good))[0] == 200


def ends(wrong, right):
    return wrong.to_bytes(8, "big"), right.to_bytes(8, "big")


def flipped_proof(log):
    first = next(iter(package.packages(0, log.size, log.entries, log.read_hash)))
    proof = (bytes([first.proof[0][0] ^ 1]) + first.proof[0][1:], *first.proof[1:])
    bad = msgspec.structs.replace(first, proof=proof)
    return b"".join(upload.encode(upload.Header(ORIGIN, 0, log.size), [bad]))


async def test_a_second_history_is_proven_and_nothing_of_it_is_taken(world):
    a, b = world.sides
    log = grown(a, 300)
    async with client_of(b) as client:
        await uploading(world, client).round()
        held = copy_at(b).root
        other = checkpoint.sign(checkpoint.Checkpoint(ORIGIN, log.size, bytes(32)), log._signer)
        assert await announce(client, log, log.size, other) == 422
        assert copy_at(b).fork is not None and copy_at(b).root == held
        assert await announce(client, grown(a, 1), 301) == 404, "a log that forked is taken no further"
        (found,) = b.node.truth.forks
        assert found.origin == ORIGIN and len(found.proof) < 2_048


async def test_a_packed_body_is_unpacked_in_bounds(world, monkeypatch):
    a, b = world.sides
    log = grown(a, 3_000)
    monkeypatch.setattr(upload_in, "REQUEST_BYTES_MAX", 60_000)
    monkeypatch.setattr(upload_in, "_PIECE", 10_000)
    async with client_of(b) as client:
        assert await announce(client, log, 0) == 200
        head = b"".join(upload.encode(upload.Header(ORIGIN, 0, log.size), []))
        bomb = gzip.compress(head + bytes(50_000_000))
        assert len(bomb) < 60_000
        assert (await send(client, bomb, **{"content-encoding": "gzip"}))[0] == 422
        asking = uploading(world, client)
        await asking.round()
        assert not asking.problems and copy_at(b).size == log.size, "in many requests"


async def test_a_client_that_stops_in_the_middle_keeps_nobody_waiting(world, monkeypatch):
    a, b = world.sides
    log = grown(a, 1_000)
    monkeypatch.setattr(upload_in, "REQUEST_S_MAX", 0.5)
    monkeypatch.setattr(upload_in, "UPLOADS_MAX", 2)
    client = client_of(b)
    app_uploads = upload_in.Uploads(b.node)
    assert await announce(client, log, 0) == 200
    whole = body_of(log, 0, log.size)

    async def stuck():
        yield whole[: len(whole) // 2]
        await asyncio.sleep(30)

    async def once():
        yield whole

    slow = [asyncio.create_task(app_uploads.add_entries(stuck(), 1, is_packed=False)) for _ in range(2)]
    await asyncio.sleep(0.1)
    assert (await app_uploads.add_entries(once(), 1, is_packed=False)).status == 503
    assert (await send(client, whole))[0] == 200, "another door of the same node"
    assert {(await each).status for each in slow} <= {202, 409}
    assert (await app_uploads.add_entries(once(), 1, is_packed=False)).status == 200
    await client.aclose()


async def test_what_a_mirror_does_not_hold_is_not_believed(world):
    a, b = world.sides
    grown(a, 10)
    async with client_of(b) as client:
        asking = uploading(world, client, vkey=str(b.node.witness.key))
        await asking.round()
        assert "no cosignature by a known key" in asking.problems["b"] and asking.mirrored("b") is None

    async def refuses(url, body):
        if url.endswith("add-checkpoint"):
            return 200, b""
        return 409, upload.encode_info(upload.Info(a.node.truth.log.size, 0))

    stuck = Uploading(a.node, refuses)
    await stuck.round()
    assert "does not get beyond entry 0" in stuck.problems["b"]

    async def ahead(url, body):
        return 409, b"999999\n"

    lost = Uploading(a.node, ahead)
    await lost.round()
    assert "it has cosigned 999999 entries" in lost.problems["b"]


def test_the_mirror_s_key_is_not_the_witness_s(world):
    b = world.by_name["b"].node
    mirror = mirror_signer(b.config, b.keys)
    assert mirror.key.name != b.witness.key.name and mirror.key.public != b.witness.key.public
    assert mirror.key.kind == note.COSIGNATURE
    assert policy.Witness("m", mirror.key, "").key == mirror.key
