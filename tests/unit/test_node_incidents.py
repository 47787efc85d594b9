"""The register at a node: what is imported is found, what is joined is one, what is past its date is gone."""

import asyncio

import msgspec
import pytest

from safeconduct.errors import BadInput
from safeconduct.incident.imports import read, usable
from safeconduct.incident.reduce import INCIDENTS
from safeconduct.incident.row import pack_rows
from safeconduct.node.handing_out import Wanted, hand_out
from safeconduct.node.incident_search import Query, search
from tests.sim.pair import Pair
from tests.unit.test_incident_register import account

DAY_MS = 86_400_000
SALT = b"s" * 16
SOURCE = {"kind": "import", "name": "Office", "ref": "", "published_ms": None}


def rows(count, start=0):
    lines = "\n".join(f"Blast {start + n},{2020 + n % 5}-05-01,30.{n % 10},66.9,{n % 3}" for n in range(count))
    return list(
        usable(read(f"title,date,lat,lon,fatalities\n{lines}\n".encode(), "a.csv", 1_790_000_000_000), "", [])
    )


def find(side, **query):
    side.node.incidents.sync()
    return search(side.node.incidents.register, Query(**query))


async def take(side, batch, tlp="AMBER+STRICT", days=10, parts=(3, 2)):
    made = []
    for at, count in enumerate(parts):
        digest = side.node.incidents.stage(SALT + pack_rows(rows(count, sum(parts[:at]))))
        made.append({"content": digest, "count": count})
    until = side.clock.now_ms() + days * DAY_MS
    await side.act("incident.imported/1", batch=batch, source=SOURCE, tlp=tlp, share_with=[], parts=made,
                   keep_until_ms=until)  # fmt: skip


async def report(side, name, incident=None, **more):
    body = {"report": name, "incident": incident, "account": account(**more), "tlp": "AMBER", "original": None}
    await side.act("incident.reported/1", **body, keep_until_ms=side.clock.now_ms() + 5 * DAY_MS)


def test_a_batch_is_found_joined_and_goes_on_its_date(tmp_path):
    pair = Pair(tmp_path)
    host, company = pair.sides

    async def story():
        await take(host, "b")
        assert find(host).total == 5 and [line.id for line in find(host, text="3").lines] == ["b~4"]
        await report(host, "r1", title="The same blast", event_type="bomb")
        await host.act("incident.joined/1", incident="r1", others=["b~4"], reason="the same bridge")
        found = find(host)
        assert found.total == 5 and "b~4" not in [line.id for line in found.lines]
        assert [each.report for each in host.node.incidents.told("r1")] == ["r1", "b~4"]
        await host.act("incident.split/1", incident="r1", reports=["b~4"], reason="another day")
        assert find(host).total == 6
        await pair.sync()
        assert find(company).total == 1, "what stays with the host is not at the other party"
        assert company.node.truth.state.of(INCIDENTS).batches["b"].count == 5
        assert not company.node.incidents.told("b~4")
        host.again()
        assert find(host).total == 6
        pair.clock.ms += 11 * DAY_MS
        await pair.pass_time(2)
        assert find(host).total == 0 and not find(host, text="Blast").total
        assert not [path for path in host.root.joinpath("blobs").rglob("*") if path.is_file()]

    asyncio.run(story())


def test_content_that_no_record_names_does_not_stay(tmp_path):
    pair = Pair(tmp_path)
    pair.host.node.incidents.stage(SALT + pack_rows(rows(2)))
    blobs = pair.host.root / "blobs"
    assert [path for path in blobs.rglob("*") if path.is_file()]
    pair.host.again()
    assert not [path for path in blobs.rglob("*") if path.is_file()]


def test_the_index_can_be_deleted(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await take(pair.host, "b")
        await report(pair.host, "r1")
        before = find(pair.host)
        pair.host.node.incidents.register.close()
        for path in pair.host.root.glob("register.db*"):
            path.unlink()
        pair.host.again()
        assert msgspec.structs.replace(find(pair.host), lines=()) == msgspec.structs.replace(before, lines=())
        assert {line.id for line in find(pair.host).lines} == {line.id for line in before.lines}

    asyncio.run(story())


def test_a_damaged_index_is_remade(tmp_path):
    """What the index has lost does not come back by itself: the state has not changed."""
    pair = Pair(tmp_path)

    async def story():
        await take(pair.host, "b")
        await report(pair.host, "r1")
        before = find(pair.host)
        incidents = pair.host.node.incidents
        for content in incidents.register.parts():
            incidents.register.drop_part(content)
        assert len(find(pair.host).lines) < len(before.lines)
        incidents.remake()
        assert {line.id for line in find(pair.host).lines} == {line.id for line in before.lines}

    asyncio.run(story())


def test_filters_are_what_one_would_count_by_hand(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await take(pair.host, "b", parts=(40, 7))
        everything = rows(40) + rows(7, 40)
        fatal = [row for row in everything if any(count[1] for count in row.counts)]
        assert find(pair.host, is_fatal=True).total == len(fatal)
        box = (300_000_000, 660_000_000, 303_000_000, 670_000_000)
        inside = [row for row in everything if box[0] <= row.lat_e7 <= box[2]]
        found = find(pair.host, box=box)
        assert found.total == len(inside) == sum(cell.count for cell in found.cells)
        day = 1_588_291_200_000 // DAY_MS
        dated = [row for row in everything if row.from_ms // DAY_MS == day]
        assert find(pair.host, from_day=day, to_day=day).total == len(dated) > 0
        first = find(pair.host)
        assert sum(bar.count for bar in first.bars) == first.total == 47
        times = [line.row.from_ms for line in first.lines]
        assert times == sorted(times, reverse=True)
        assert find(pair.host, before=first.lines[9].n).lines[0] == first.lines[10]

    asyncio.run(story())


def test_what_is_held_back_is_counted(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await pair.sync()
        await take(pair.host, "strict", parts=(3,))
        await take(pair.host, "open", tlp="GREEN", parts=(2,))
        await report(pair.host, "r1")
        pair.host.node.incidents.sync()
        counted = {
            to: hand_out(pair.host.node, Wanted("csv", to)) for to in ("public", "community", "host", "company")
        }
        assert {to: (made.shown, made.held_back) for to, made in counted.items()} == {
            "public": (0, 6), "community": (2, 4), "company": (3, 3), "host": (6, 0),
        }  # fmt: skip
        for wanted in (Wanted("csv", "nobody"), Wanted("docx", "host"), Wanted("csv", "host", incidents=("r9",))):
            with pytest.raises(BadInput):
                hand_out(pair.host.node, wanted)

    asyncio.run(story())
