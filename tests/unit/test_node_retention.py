"""Content is erased on its date, the log says so first, and what it showed stays provable."""

import asyncio

import msgspec

from safeconduct.evidence.observations import check_observations
from safeconduct.records.content import ContentErased
from safeconduct.records.observation import Sighting
from safeconduct.records.watch import ObservationBatch
from safeconduct.state.content import CONTENTS
from tests.sim.pair import Pair

DAY_MS = 86_400_000


def batches(side):
    return [p.entry.record.body for p in side.node.truth.fold.order if p.entry.record.type == "observation.batch/1"]


def stored(side) -> int:
    return sum(path.is_file() for path in side.root.joinpath("blobs").rglob("*"))


def test_content_goes_on_its_date_and_the_log_says_so(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await pair.pass_time(2)
        await pair.host.node.observe("cameras", [Sighting("kx-1", pair.clock.ms, "cam", ())])
        await pair.pass_time(2)
        (batch,) = batches(pair.company)
        assert isinstance(batch, ObservationBatch) and batch.keep_until_ms == batch.to_ms + 90 * DAY_MS
        assert stored(pair.host) == 1
        pair.clock.ms += 89 * DAY_MS
        await pair.pass_time(2)
        assert stored(pair.host) == 1
        pair.clock.ms += DAY_MS
        await pair.pass_time(2)
        assert stored(pair.host) == 0
        for side in pair.sides:
            assert ("host", batch.content) in side.node.truth.state.of(CONTENTS).erased
        size = pair.host.node.truth.log.size
        pair.host.again()
        assert pair.host.node.truth.log.size == size and pair.agreed()

    asyncio.run(story())


def test_what_a_crash_left_behind_is_erased_at_the_next_start(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await pair.host.node.observe("cameras", [Sighting("kx-1", pair.clock.ms, "cam", ())])
        (batch,) = batches(pair.host)
        async with pair.host.node.truth.lock:
            await pair.host.node.truth.write([ContentErased((batch.content,))], pair.clock.now_ms())
        assert stored(pair.host) == 1
        pair.host.again()
        assert stored(pair.host) == 0

    asyncio.run(story())


def test_groups_of_fields_go_each_on_its_own_date(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await pair.pass_time(1)
        blobs, until_ms = pair.host.node.blobs, pair.clock.ms + DAY_MS
        roster, route = (blobs.put(bytes(16), raw) for raw in (b"[]", b"{}"))
        blobs.settle()
        groups = [{"group": "roster", "content": roster, "keep_until_ms": until_ms},
                  {"group": "route", "content": route, "keep_until_ms": None}]  # fmt: skip
        await pair.host.act("content.committed/1", subject="movement/m1", groups=groups)
        await pair.pass_time(1)
        pair.host.again()
        assert stored(pair.host) == 2
        pair.clock.ms += DAY_MS
        await pair.pass_time(2)
        held = pair.host.node.blobs
        assert held.get(roster) is None and held.get(route) == bytes(16) + b"{}"
        for side in pair.sides:
            contents = side.node.truth.state.of(CONTENTS)
            assert ("host", roster) in contents.erased and ("host", route) not in contents.erased
            assert {each.group.group for each in contents.committed.values()} == {"roster", "route"}

    asyncio.run(story())


def test_nobody_declares_anothers_content_gone(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await pair.host.node.observe("cameras", [Sighting("kx-1", pair.clock.ms, "cam", ())])
        await pair.sync()
        (batch,) = batches(pair.host)
        async with pair.company.node.truth.lock:
            await pair.company.node.truth.write([ContentErased((batch.content,))], pair.clock.now_ms())
        await pair.pass_time(2)
        assert ("host", batch.content) not in pair.host.node.truth.state.of(CONTENTS).erased
        pair.host.again()
        assert stored(pair.host) == 1

    asyncio.run(story())


def test_a_pack_says_erased_where_it_was_and_withheld_where_not():
    from safeconduct.evidence import Wanted, select
    from safeconduct.evidence.replay import Replay
    from tests.breach import Breach
    from tests.parties import at

    breach = Breach()
    digests = sorted(breach.blobs)
    breach.host.add(ContentErased((digests[0],)), breach.host.node, at(43), (breach.company.head(),))
    logs = [breach.host.held(), breach.company.held()]
    contents = select("host", logs, Wanted("alarm", breach.alarm), {}.get)
    replay = Replay({log.origin: log.entries for log in contents.logs})
    said = [finding.text for finding in check_observations(contents, replay)]
    assert sum("erased by their retention date" in each for each in said) == 1
    assert sum("withheld" in each for each in said) == len(digests) - 1


def test_a_batch_without_a_date_is_spelled_as_before():
    assert b"keep_until_ms" not in msgspec.json.encode(ObservationBatch("f", 1, 1, 1, "0" * 64))
