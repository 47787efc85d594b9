"""Blind sectors of a ring at a node: facts in the log of who owns the cameras, seen by both, and on the map."""

import asyncio

import pytest

from safeconduct.errors import BadInput
from safeconduct.node.config import read_config
from safeconduct.records.observation import SensorState, Sighting
from safeconduct.watch.reduce import GROUND
from tests.sim.pair import MINUTE, Pair
from tests.unit.test_node_lookout import told
from tests.unit.test_node_pair import agree_on_dwell

VIEWS = """
[[views]]
sensor = "cam-north"
outline = [[24.90, 60.1745], [25.00, 60.1745], [25.00, 60.19], [24.90, 60.19]]
"""


@pytest.fixture
def pair(tmp_path):
    made = Pair(tmp_path)
    with (made.host.root / "node.toml").open("a", encoding="utf-8") as file:
        file.write(VIEWS)
    made.host.again()
    return made


def dark(side):
    return {number for zone, number in side.node.truth.state.of(GROUND).uncovered if zone == "outer"}


def test_a_lost_camera_leaves_blind_sectors_in_both_logs(pair):
    async def story():
        await agree_on_dwell(pair)
        host = pair.host
        await pair.pass_time(2)
        assert dark(host) == set(range(16)), "until a camera has been heard, nobody sees anything"
        await host.node.observe("cameras", [SensorState("cam-north", pair.clock.ms, True)])
        await pair.pass_time(3)
        south = dark(host)
        assert south and south < set(range(16)) and 0 not in south and 15 not in south
        assert dark(pair.company) == south, "the other side sees what is dark, not where the camera looks"
        drawn = host.node.vigil.sight.sectors(host.node.vigil.watch)
        assert {each.sector.number for each in drawn if not each.sector.sensors} == south
        assert all(len(arc) > 1 for each in drawn for arc in each.arcs)
        lost_ms = pair.clock.ms
        await host.node.observe("cameras", [SensorState("cam-north", lost_ms, False)])
        assert dark(host) == south, "what may still change is not logged"
        await pair.pass_time(3)
        assert dark(host) == set(range(16))
        gone = [fact for fact in told(host) if fact.name == "uncovered"][-1]
        assert gone.t_ms - lost_ms <= 2 * MINUTE
        host.again()
        await pair.pass_time(2)
        count = len([fact for fact in told(host) if fact.name == "uncovered"])
        assert count == 16 + 16 - len(south), "a restart says nothing twice"
        await host.node.observe("cameras", [Sighting("kx-1", pair.clock.ms, "cam-north", ())])
        await pair.pass_time(3)
        assert dark(host) == south == dark(pair.company)

    asyncio.run(story())


def test_swapped_corners_are_refused(pair):
    path = pair.host.root / "node.toml"
    path.write_text(path.read_text().replace("24.90, 60.1745", "60.1745, 124.90"))
    with pytest.raises(BadInput, match="longitude, latitude"):
        read_config(path)
