"""Real buses on one route, and real GPX tracks: every fact equals the slow twin, in any order within 60 s.

A slice: `make campaign-route` shuffles as often as one likes.
"""

import pytest

from tests.naive import route

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not route.TRACKS.exists(), reason="real tracks are not part of the repository"),
]


def test_buses_in_time_order_and_in_shuffles() -> None:
    told = route.compare(route.buses(), range(2))
    assert told.total() > 100
    assert told.keys() >= {
        "off_corridor", "on_corridor", "separated", "silent", "entered", "late", "reached", "behind", "halted",
        "approached", "speeding",
    }  # fmt: skip


def test_gpx_tracks_in_time_order_and_in_shuffles() -> None:
    tracks = route.gpx()
    assert len(tracks) >= 2
    for history in tracks.values():
        assert route.compare(history, range(6))
