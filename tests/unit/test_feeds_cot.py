"""Cursor on Target: a stream cut anywhere, and what we send read back by what we receive with."""

import itertools
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.feeds import FEEDS, FeedError, Message, cot, cot_out
from safeconduct.records.area import Point

CASES = json.loads((Path(__file__).parents[1] / "vectors/feeds/cot.json").read_text())["cases"]
WHOLE = [
    bytes.fromhex(CASES[1]["payload_hex"]),
    CASES[0]["payload"].encode(),
    CASES[0]["payload"].encode().replace(b"ANDROID", b"IOS"),
    bytes.fromhex(CASES[1]["payload_hex"]),
]
T0 = 1_700_000_000_000
PLACE = Point(601_700_001, -249_000_005)


@given(st.lists(st.integers(0, sum(map(len, WHOLE))), max_size=12))
def test_a_stream_cut_anywhere_gives_the_same_events(cuts: list[int]) -> None:
    stream, got = cot.Stream(), []
    joined = b"\n".join(WHOLE[1:3]) + WHOLE[3] + WHOLE[0]
    edges = [0, *sorted(min(cut, len(joined)) for cut in cuts), len(joined)]
    for first, last in itertools.pairwise(edges):
        stream, events = stream.feed(joined[first:last])
        got += events
    assert got == [WHOLE[1], WHOLE[2], WHOLE[3], WHOLE[0]] and stream.rest == b""


def test_an_event_that_never_ends_is_refused() -> None:
    stream, events = cot.Stream().feed(b"<event>" + b" " * 60_000)
    assert events == ()
    with pytest.raises(FeedError) as refused:
        stream.feed(b" " * 10_000)
    assert refused.value.reason == "too-big"


def test_a_declaration_before_the_event_is_part_of_it() -> None:
    _, events = cot.Stream().feed(b"<?xml version='1.0'?>\n" + WHOLE[1] + b"\n<event type='t-x'/>")
    assert len(events) == 2
    assert [len(FEEDS["cot"](Message(event, T0))) for event in events] == [1, 0]


@given(st.text(), st.text(), st.integers(0, 4_000_000_000_000))
def test_what_we_send_is_well_formed_and_reads_back(name: str, remarks: str, t_ms: int) -> None:
    event = cot_out.Outgoing("v1", "a-n-G", PLACE, t_ms, 60_000, name, remarks)
    for sent in (cot_out.to_xml(event), cot_out.to_protobuf(event)):
        (seen,) = FEEDS["cot"](Message(sent, 0))
        assert (seen.asset, seen.t_ms, seen.lat_e7, seen.lon_e7) == ("v1", t_ms, *PLACE)


def test_an_alarm_and_its_cancel_name_each_other() -> None:
    alarm = ET.fromstring(cot_out.to_xml(cot_out.alarm("alarm-1", PLACE, T0, 60_000, "v1 unchecked", "outer")))
    assert alarm.get("stale") == "2023-11-14T22:14:20.000Z"
    assert alarm.find("detail/emergency") is not None
    cancel = ET.fromstring(cot_out.cancel("alarm-1", T0))
    link = cancel.find("detail/link")
    assert cancel.get("type") == "t-x-d-d" and link is not None and link.get("uid") == alarm.get("uid")


def test_a_zone_is_closed() -> None:
    corners = [PLACE, Point(601_800_000, -249_000_005), Point(601_800_000, -248_000_000)]
    shape = ET.fromstring(cot_out.to_xml(cot_out.zone("zone-1", corners, T0, 60_000, "outer")))
    points = [link.get("point") for link in shape.iterfind("detail/link")]
    assert points[0] == points[-1] == "60.1700001,-24.9000005" and len(points) == 4


@pytest.mark.shared
def test_hostile_gpx_files() -> None:
    tracks = Path(__file__).parents[3] / "shared/data/tracks"
    if not tracks.exists():
        pytest.skip(f"{tracks} is not there: real tracks are not part of the repository")
    counts = {}
    for path in sorted(tracks.glob("*.gpx")):
        try:
            counts[path.name] = len(FEEDS["gpx"](Message(path.read_bytes(), T0, asset="v1")))
        except FeedError as error:
            counts[path.name] = error.reason
    assert counts == {
        "around-visnjan-with-car.gpx": 104,
        "gpx1.0_with_all_fields.gpx": 1,
        "gpx1.1_with_all_fields.gpx": 1,
        "route.gpx": 0,
        "track-with-empty-segment.gpx": 9,
        "track-with-extremes.gpx": "no-time",
        "unicode_with_bom.gpx": 0,
    }
