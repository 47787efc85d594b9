"""Who may report, what is quarantined, what is refused and counted: one node, its clock in the test's hand."""

import base64
import hashlib
import json

import msgspec
import pytest
from nacl.secret import SecretBox

from safeconduct.errors import BadInput, Denied
from safeconduct.feeds import owntracks_out
from safeconduct.node.commands import WAITING_MAX
from safeconduct.node.config import Feed
from safeconduct.node.floods import FLOOD_BURST
from safeconduct.node.importing import take_file
from safeconduct.node.intake import UNKNOWN_MAX
from safeconduct.node.reception import Arrived, Reception
from safeconduct.node.regions import circles
from safeconduct.node.transports.http import HttpFeeds
from safeconduct.records.units import AssetId
from safeconduct.watch.devices import DEVICES
from tests.sim.pair import MINUTE, Pair

SECRET = "a-secret-of-thirty-two-characters"[:32]
DIGEST = hashlib.sha256(SECRET.encode()).hexdigest()
SQUARE = [[601700000, 249400000], [601700000, 249500000], [601780000, 249500000], [601780000, 249400000]]
ZONE = {"zone": "outer", "name": "Outer ring", "kind": "ring", "outline": SQUARE, "names": {}, "holes": []}


@pytest.fixture
def side(tmp_path):
    return Pair(tmp_path).host


def basic(user, secret):
    return f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"


async def enrol(side, device, *, kind="owntracks", asset="bus-1", proof="password", days=90):
    body = {"kind": kind, "device": device, "asset": asset, "proof": proof, "name": None}
    body["secret_sha256"] = None if proof == "none" else DIGEST
    await side.act("device.enrolled/1", **body, keep_until_ms=side.clock.ms + days * 86_400_000)


def fix(side, lat=60.172, lon=24.945, at_ms=None, **more):
    seen = {"_type": "location", "tst": (at_ms or side.clock.ms) / 1000, "lat": lat, "lon": lon, **more}
    return json.dumps(seen).encode()


def tally(side, feed):
    return side.node.intake.feeds[feed]


async def test_a_phone_with_its_secret_reports_and_nobody_else_does(side):
    web = HttpFeeds(side.node)
    await enrol(side, "bus-1-phone")
    good = basic("bus-1-phone", SECRET)
    assert (await web.take("owntracks", fix(side), good)).status == 200
    assert side.node.vigil.positions.keys() == {"bus-1"}
    for wrong in (basic("bus-1-phone", "guess"), basic("other", SECRET), None, "Basic ?", basic("bus-1-phone", "")):
        assert (await web.take("owntracks", fix(side), wrong)).status == 401
    assert {(each.device, each.why) for each in side.node.intake.unknown.values()} == {
        ("bus-1-phone", "wrong-secret"),
        ("other", "not-enrolled"),
        ("nameless", "not-enrolled"),
    }
    await side.act("device.retired/1", kind="owntracks", device="bus-1-phone", reason="lost")
    assert (await web.take("owntracks", fix(side), good)).status == 401


async def test_an_enrolment_ends_by_itself(side):
    web = HttpFeeds(side.node)
    await enrol(side, "bus-1-phone", days=1)
    side.clock.ms += 86_400_000
    assert (await web.take("owntracks", fix(side), basic("bus-1-phone", SECRET))).status == 401
    assert [each.why for each in side.node.intake.unknown.values()] == ["ended"]


async def test_what_knocked_is_enrolled_with_the_secret_that_it_knocked_with(side):
    web = HttpFeeds(side.node)
    assert (await web.take("owntracks", fix(side), basic("kim", SECRET))).status == 401
    (unknown,) = side.node.intake.unknown.values()
    assert unknown.secret_sha256 == DIGEST, "one press on the page enrols it; the secret itself is not kept"
    await enrol(side, "kim")
    assert (await web.take("owntracks", fix(side), basic("kim", SECRET))).status == 200


async def test_a_quarantined_device_begins_with_what_it_said_last(side):
    reception = Reception(side.node, Feed.over_http("osmand"))
    seen = f"?id=truck&lat=60.171&lon=24.945&timestamp={side.clock.ms}".encode()
    assert (await reception.take([Arrived(seen)]))[0].is_quarantined
    assert not side.node.vigil.positions
    await enrol(side, "truck", kind="osmand", asset="truck-7", proof="none")
    later = f"?id=truck&lat=60.172&lon=24.945&timestamp={side.clock.ms + 1000}".encode()
    await reception.take([Arrived(later)])
    assert side.node.vigil.positions["truck-7"].lat_e7 == 601720000
    assert tally(side, "osmand-http").accepted == 2
    assert not side.node.intake.unknown


async def test_a_phone_that_must_encrypt_is_not_believed_in_clear(side):
    reception = Reception(side.node, Feed("phones", "owntracks", mqtt="mqtt://x", topic="owntracks/#"))
    await enrol(side, "kim-phone", proof="encryption")
    topic = "owntracks/kim/phone"
    with pytest.raises(Denied):
        side.node.secrets.keep(side.node.truth.state.of(DEVICES), "host", "owntracks", "kim-phone", "guess")
    side.node.secrets.keep(side.node.truth.state.of(DEVICES), "host", "owntracks", "kim-phone", SECRET)
    sealed = SecretBox(SECRET.encode()).encrypt(fix(side))
    payload = json.dumps({"_type": "encrypted", "data": base64.b64encode(sealed).decode()}).encode()
    results = await reception.take([Arrived(fix(side), topic), Arrived(payload, topic)])
    assert [each.is_quarantined for each in results] == [True, False]
    assert tally(side, "phones").accepted == 1
    assert [each.why for each in side.node.intake.unknown.values()] == ["not-encrypted"]
    side.again()
    assert side.node.secrets.get("owntracks", "kim-phone") == SECRET.encode(), "it outlives the process, sealed"
    kept = (side.root / "keys/devices/owntracks+kim-phone.age").read_bytes()
    assert SECRET.encode() not in kept
    await side.act("device.retired/1", kind="owntracks", device="kim-phone", reason="")
    assert side.node.secrets.sweep(side.node.truth.state.of(DEVICES), "host", side.clock.now_ms()) == 1
    assert side.node.secrets.get("owntracks", "kim-phone") is None


async def test_no_secret_stands_in_any_file(side):
    web = HttpFeeds(side.node)
    await enrol(side, "kim")
    await web.take("owntracks", fix(side), basic("kim", SECRET))
    for path in side.root.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


async def test_each_kind_of_bad_input_has_its_reason_and_others_are_unharmed(side):
    await side.act("site.drawn/1", site="works", name="Works", zones=[ZONE], gates=[])
    reception = Reception(side.node, Feed.over_http("owntracks"))
    other = Reception(side.node, Feed.over_http("osmand"))
    await enrol(side, "kim", proof="none")
    await enrol(side, "truck", kind="osmand", asset="truck-7", proof="none")
    year_ms = 365 * 86_400_000
    bad = {
        "future": fix(side, at_ms=side.clock.ms + 3_600_000, topic="owntracks/k/im"),
        "null-island": fix(side, 0, 0),
        "swapped": fix(side, 24.945, 60.172),
        "clock": fix(side, at_ms=side.clock.ms - 20 * year_ms),
        "not-json": fix(side).replace(b"60.172", b"NaN"),
        "out-of-range": fix(side, 160.0),
        "too-big": b"{" + b" " * 10_000_000,
        "no-time": b'{"_type": "location", "lat": 1, "lon": 2}',
        "no-key": b'{"_type": "encrypted", "data": ""}',
    }
    for payload in bad.values():
        payload = payload.replace(b'"topic": "owntracks/k/im"', b'"tid": "kim"')
        if b'"tid"' not in payload and b"location" in payload:
            payload = payload.replace(b"{", b'{"tid": "kim", ', 1)
        await reception.take([Arrived(payload)])
    await other.take([Arrived(f"?id=truck&lat=60.17&lon=24.94&timestamp={side.clock.ms}".encode())])
    assert dict(tally(side, "owntracks-http").refused) == dict.fromkeys(bad, 1)
    assert tally(side, "owntracks-http").accepted == 2, "future and null island are counted by the watch"
    assert (tally(side, "osmand-http").accepted, tally(side, "osmand-http").refused) == (1, {})


async def test_a_flood_from_one_device_is_cut_off_and_others_are_not(side):
    reception = Reception(side.node, Feed.over_http("owntracks"))
    for device in ("kim", "lee"):
        await enrol(side, device, asset=device, proof="none")
    await reception.take([Arrived(fix(side, tid="kim"))] * (FLOOD_BURST + 500))
    await reception.take([Arrived(fix(side, tid="lee"))])
    assert dict(tally(side, "owntracks-http").refused) == {"flood": 500}
    assert "lee" in side.node.vigil.positions
    side.clock.ms += MINUTE
    await reception.take([Arrived(fix(side, tid="kim"))])
    assert tally(side, "owntracks-http").refused["flood"] == 500, "a minute later it may speak again"


async def test_strangers_cannot_fill_the_memory(side):
    reception = Reception(side.node, Feed.over_http("osmand"))
    for number in range(UNKNOWN_MAX + 5):
        await reception.take([Arrived(f"?id=x{number}&lat=1&lon=2".encode())])
    assert len(side.node.intake.unknown) == UNKNOWN_MAX
    assert side.node.intake.unnamed == 5


async def test_a_device_cannot_use_a_secret_that_is_not_told(side):
    with pytest.raises(Denied, match="digest is given"):
        await side.act(
            "device.enrolled/1", kind="cot", device="a", asset="a", proof="password", secret_sha256=None, name=None,
            keep_until_ms=1,
        )  # fmt: skip


async def test_a_phone_gets_its_commands_with_the_answer_sealed_if_it_seals(side):
    web = HttpFeeds(side.node)
    await enrol(side, "kim")
    good = basic("kim", SECRET)
    side.node.commands.tell("owntracks", "kim", owntracks_out.report_location())
    side.node.commands.tell("owntracks", "lee", owntracks_out.report_location())
    said = (await web.take("owntracks", fix(side), good)).said
    assert [json.loads(each) for each in said] == [{"_type": "cmd", "action": "reportLocation"}]
    assert (await web.take("owntracks", fix(side), good)).said == (), "told once"
    assert side.node.commands.waiting("owntracks") == {"lee": 1}

    await side.act("site.drawn/1", site="works", name="Works", zones=[ZONE], gates=[])
    circle = circles(side.node.truth.state)[0]
    side.node.commands.tell("owntracks", "kim", owntracks_out.set_waypoints([circle], side.clock.ms))
    sealed = SecretBox(SECRET.encode()).encrypt(fix(side))
    payload = json.dumps({"_type": "encrypted", "data": base64.b64encode(sealed).decode()}).encode()
    (answer,) = (await web.take("owntracks", payload, good)).said
    opened = json.loads(SecretBox(SECRET.encode()).decrypt(base64.b64decode(json.loads(answer)["data"])))
    (waypoint,) = opened["waypoints"]["waypoints"]
    assert opened["action"] == "setWaypoints" and waypoint["desc"] == "Outer ring"
    assert (waypoint["lat"], waypoint["lon"]) == (60.174, 24.945)
    assert 500 < waypoint["rad"] < 700, "the circle holds every corner"


async def test_commands_do_not_pile_up(side):
    for _ in range(WAITING_MAX + 5):
        side.node.commands.tell("owntracks", "kim", b"{}")
    assert len(side.node.commands.take("owntracks", "kim")) == WAITING_MAX


async def test_a_receiver_on_board_names_its_own_vessel_and_no_other(side):
    """Catches: every vessel that a receiver hears taken for the one that carries it."""
    own = Feed("ais", "nmea", connect="tcp://127.0.0.1:1", asset="patrol-1")
    sentence = "AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0"
    check = 0
    for character in sentence.encode():
        check ^= character
    await Reception(side.node, own).take([Arrived(f"!{sentence}*{check:02X}".encode())])
    assert not side.node.vigil.positions
    assert [kind for kind, _ in side.node.intake.unknown] == ["nmea"]


@pytest.mark.parametrize(
    ("content", "kind", "error"),
    [
        (b"asset,t_ms,lat,lon\na,1790000000000,60.1,24.9\na,x,1,2\n", "csv", "line 3"),
        (b"<gpx><wpt lat='1' lon='2'/></gpx>", "gpx", "no position"),
        (b"$GPRMC,1,2\n", "nmea", "line 1"),
    ],
)
async def test_a_file_with_one_bad_place_changes_nothing(side, content, kind, error):
    with pytest.raises(BadInput, match=error):
        await take_file(side.node, kind, content, AssetId("a"))
    assert not side.node.vigil.positions


async def test_a_file_may_tell_of_the_past_in_any_order(side):
    rows = [f"bus-{n % 2},{side.clock.ms - 400 * 86_400_000 - n * 1000},60.17,24.94" for n in range(30)]
    told = await take_file(side.node, "csv", "\n".join(["asset,t_ms,lat,lon", *rows]).encode(), None)
    assert (told.observations, told.assets, told.refused) == (30, ("bus-0", "bus-1"), {})


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"kind": "morse"}, "there is no feed"),
        ({"kind": "csv"}, "there is no feed"),
        ({"kind": "nmea", "connect": "tcp://a:1", "listen": "tcp://b:2"}, "one of mqtt, connect and listen"),
        ({"kind": "owntracks", "mqtt": "mqtt://a"}, "belong together"),
        ({"kind": "cot", "connect": "tcp://user:pass@a:1"}, "Expected `str` matching"),
        ({"kind": "cot", "connect": "http://a:1"}, "Expected `str` matching"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(fields, error):
    with pytest.raises(msgspec.ValidationError, match=error):
        msgspec.convert({"feed": "x", **fields}, Feed)
