"""Programs that nobody here wrote report to a node, and hear from it: brokers, gpsd, gpsbabel, curl."""

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nacl.secret import SecretBox

from tests.e2e.node_at import SECRET, NodeAt, feed

pytestmark = pytest.mark.e2e
os.environ["PATH"] += f"{os.pathsep}/usr/sbin"
SHARED = Path(__file__).parents[3] / "shared/data"


def needs(*programs):
    """Skips, saying which program is missing."""
    missing = [each for each in programs if shutil.which(each) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)} (apt-get install it)")


def lines(name):
    path = SHARED / "feeds" / name
    if not path.exists():
        pytest.skip(f"{path} is not there: real payloads are not part of the repository")
    return path.read_text(encoding="utf-8").splitlines()


def broker(start, folder, port, *options):
    """mosquitto, which keeps what it owes to whom is away."""
    config = folder / "mosquitto.conf"
    settings = (
        "allow_anonymous true",
        "user root",
        f"persistence_location {folder}/",
        "persistence true",
        *options,
    )
    config.write_text("\n".join([f"listener {port} 127.0.0.1", *settings, ""]))
    return start(["mosquitto", "-c", str(config)], stderr=subprocess.DEVNULL)


def publish(port, topic, payload, *options):
    command = ["mosquitto_pub", "-p", str(port), "-q", "1", "-t", topic, *options]
    subprocess.run([*command, "-m", payload], check=True, timeout=10)


def location(at_ms, lat=60.17, lon=24.94, **more):
    return json.dumps({"_type": "location", "tst": at_ms // 1000, "lat": lat, "lon": lon, "acc": 5, **more})


@needs("mosquitto", "mosquitto_pub", "mosquitto_sub")
def test_mosquitto_brings_reports_takes_commands_and_may_go_away(start, free_ports, tmp_path):
    web, mqtt = free_ports(2)
    running = broker(start, tmp_path, mqtt)
    phones = feed(feed="phones", kind="owntracks", mqtt=f"mqtt://127.0.0.1:{mqtt}", topic="owntracks/#")
    node = NodeAt(start, tmp_path, web, phones)
    node.until(lambda: node.feed("phones")["link"]["state"] == "connected")
    now_ms = node.now_ms()
    publish(mqtt, "owntracks/kim/phone", location(now_ms))
    node.until(lambda: node.unknown() == {("owntracks", "kim-phone")})
    assert node.place("bus-1") is None, "in quarantine nothing counts"
    node.enrol("kim-phone", "bus-1")
    publish(mqtt, "owntracks/kim/phone", location(now_ms + 1000, lat=60.171))
    node.until(lambda: node.place("bus-1") == (60.171, 24.94))
    assert node.feed("phones")["accepted"] == 2, "what was held counts too"

    # Commands, as the phone's own subscription gets them.
    listening = ["mosquitto_sub", "-p", str(mqtt), "-t", "owntracks/kim/phone/cmd", "-C", "1", "-W", "20"]
    phone = start(listening, stdout=subprocess.PIPE)
    time.sleep(1)
    node.desk.post("/api/devices/owntracks/kim-phone/ask", {"zones": False})
    assert json.loads(phone.communicate(timeout=25)[0]) == {"_type": "cmd", "action": "reportLocation"}

    # Ten megabytes are passed over, not held, and the next message still comes.
    (tmp_path / "big").write_bytes(b"x" * 10_000_000)
    command = [
        "mosquitto_pub",
        "-p",
        str(mqtt),
        "-q",
        "1",
        "-t",
        "owntracks/kim/phone",
        "-f",
        str(tmp_path / "big"),
    ]
    subprocess.run(command, check=True, timeout=20)
    publish(mqtt, "owntracks/kim/phone", location(now_ms + 2000, lat=60.172))
    node.until(lambda: node.place("bus-1") == (60.172, 24.94))
    assert node.feed("phones")["refused"] == {"too-big": 1}

    # The broker goes and comes back; what was published while we were away is not lost.
    node.process.terminate()
    node.process.wait(10)
    publish(mqtt, "owntracks/kim/phone", location(now_ms + 3000, lat=60.173))
    running.terminate()
    running.wait(10)
    node.begin()
    node.until(lambda: node.feed("phones")["link"]["state"] == "waiting")
    broker(start, tmp_path, mqtt)
    node.until(lambda: node.place("bus-1") == (60.173, 24.94))
    assert node.feed("phones")["link"]["state"] == "connected"


@needs("mosquitto", "mosquitto_pub", "openssl")
def test_mosquitto_under_tls_with_a_password_and_an_encrypting_phone(start, free_ports, tmp_path):
    web, mqtt = free_ports(2)
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    extra = [
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        tmp_path / "key.pem",
        "-out",
        tmp_path / "cert.pem",
    ]
    subprocess.run([*make, *extra], check=True, capture_output=True, timeout=30)
    passwords = tmp_path / "passwords"
    subprocess.run(["mosquitto_passwd", "-b", "-c", str(passwords), "node", "s3cret"], check=True, timeout=10)
    (tmp_path / "wrong.txt").write_text("guess")
    config = tmp_path / "mosquitto.conf"
    tls = [f"certfile {tmp_path}/cert.pem", f"keyfile {tmp_path}/key.pem"]
    config.write_text(
        "\n".join([f"listener {mqtt} 127.0.0.1", *tls, f"password_file {passwords}", "user root", ""])
    )
    start(["mosquitto", "-c", str(config)], stderr=subprocess.DEVNULL)
    fields = {
        "mqtt": f"mqtts://127.0.0.1:{mqtt}",
        "topic": "owntracks/#",
        "user": "node",
        "password_file": "wrong.txt",
    }
    settings = feed(feed="phones", kind="owntracks", **fields) + 'tls = { ca = "cert.pem" }\n'
    node = NodeAt(start, tmp_path, web, settings, files=(tmp_path / "cert.pem", tmp_path / "wrong.txt"))
    node.until(lambda: "we may not connect" in node.feed("phones")["link"].get("why", ""))
    (node.folder / "wrong.txt").write_text("s3cret\n")
    node.until(lambda: node.feed("phones")["link"]["state"] == "connected")
    node.enrol("kim-phone", "bus-1", proof="encryption")
    node.desk.post("/api/devices/owntracks/kim-phone/secret", {"secret": SECRET})
    sealed = SecretBox(SECRET.encode()).encrypt(location(node.now_ms()).encode())
    payload = json.dumps({"_type": "encrypted", "data": base64.b64encode(sealed).decode()})
    account = ["--cafile", str(tmp_path / "cert.pem"), "-h", "127.0.0.1", "-u", "node", "-P", "s3cret"]
    publish(mqtt, "owntracks/kim/phone", payload, *account)
    node.until(lambda: node.place("bus-1") == (60.17, 24.94))
    listening = ["mosquitto_sub", "-p", str(mqtt), *account, "-t", "owntracks/kim/phone/cmd", "-C", "1", "-W", "20"]
    phone = start(listening, stdout=subprocess.PIPE)
    time.sleep(1)
    node.desk.post("/api/devices/owntracks/kim-phone/ask", {"zones": False})
    told = json.loads(phone.communicate(timeout=25)[0])
    opened = SecretBox(SECRET.encode()).decrypt(base64.b64decode(told["data"]))
    assert json.loads(opened) == {"_type": "cmd", "action": "reportLocation"}


@needs("mosquitto", "mosquitto_pub", "mosquitto_sub")
def test_a_phone_calls_for_help_over_mqtt_and_http_and_has_its_receipt(start, free_ports, tmp_path):
    """Catches: a tagged location was an ordinary one, receipts over MQTT went nowhere."""
    web, mqtt = free_ports(2)
    broker(start, tmp_path, mqtt)
    phones = feed(feed="phones", kind="owntracks", mqtt=f"mqtt://127.0.0.1:{mqtt}", topic="owntracks/#")
    node = NodeAt(start, tmp_path, web, phones)
    node.until(lambda: node.feed("phones")["link"]["state"] == "connected")
    node.enrol("kim-phone", "bus-1", proof="encryption")
    node.desk.post("/api/devices/owntracks/kim-phone/secret", {"secret": SECRET})
    node.enrol("lee", "bus-2", proof="password")
    outline = [[601_600_000, 249_300_000], [601_600_000, 249_500_000], [601_800_000, 249_500_000]]
    yard = {"zone": "yard", "name": "Yard", "kind": "ring", "outline": outline}
    node.desk.sign("site.drawn/1", {"site": "works", "name": "Works", "zones": [yard], "gates": []})

    def opened(told):
        return json.loads(SecretBox(SECRET.encode()).decrypt(base64.b64decode(json.loads(told)["data"])))

    def sealed(text):
        data = base64.b64encode(SecretBox(SECRET.encode()).encrypt(text.encode())).decode()
        return json.dumps({"_type": "encrypted", "data": data})

    listening = ["mosquitto_sub", "-p", str(mqtt), "-t", "owntracks/kim/phone/cmd", "-C", "4", "-W", "40"]
    phone = start(listening, stdout=subprocess.PIPE)
    time.sleep(1)
    region = {"_type": "waypoint", "tst": 1, "desc": "Depot", "lat": 60.1, "lon": 24.9, "rad": 50}
    publish(mqtt, "owntracks/kim/phone/waypoint", sealed(json.dumps(region)))
    publish(mqtt, "owntracks/kim/phone", sealed(location(node.now_ms(), tag="SOS")))
    node.until(lambda: node.place("bus-1") == (60.17, 24.94))
    assert node.feed("phones")["refused"] == {}, "a region of the phone's own is no mistake"
    publish(mqtt, "owntracks/kim/phone", sealed(location(node.now_ms(), tag="ok")))
    node.until(lambda: node.feed("phones")["accepted"] >= 4)
    node.desk.post("/api/devices/owntracks/kim-phone/ask", {"zones": True})
    called, over, asked, regions = (opened(line) for line in phone.communicate(timeout=45)[0].splitlines())
    assert called["content"].startswith("Call for help: received, ")
    assert over["content"] == "Called off: no call for help is open."
    assert (asked["action"], regions["action"]) == ("reportLocation", "setWaypoints")
    assert [each["desc"] for each in regions["waypoints"]["waypoints"]] == ["Yard"]

    answer = curl(node, location(node.now_ms(), tag="sos"), "lee", SECRET)
    assert [each["action"] for each in answer] == ["action"] and "received" in answer[0]["notification"]


def curl(node, payload, user, secret):
    """What a phone in HTTP mode gets back."""
    command = ["curl", "-sS", "-u", f"{user}:{secret}", "--data-binary", payload, f"{node.url}/feeds/owntracks"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=20).stdout)


@needs("gpsd", "gpsfake", "gpspipe")
def test_gpsd_with_a_receiver_that_gpsfake_plays(start, free_ports, tmp_path):
    web, port = free_ports(2)
    log = tmp_path / "drive.nmea"
    log.write_bytes(b"".join(_rmc(second) for second in range(60)))
    environment = {**os.environ, "GPSD_HOME": "/usr/sbin"}
    fake = ["gpsfake", "-q", "-c", "0.2", "-P", str(port), str(log)]
    start(fake, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    settings = feed(feed="receiver", kind="gpsd", connect=f"tcp://127.0.0.1:{port}", asset="patrol-1")
    node = NodeAt(start, tmp_path, web, settings)
    # What was recorded is years old: the clock's flaw is told, which shows that positions came through gpsd.
    told = node.until(lambda: node.feed("receiver") if node.feed("receiver")["refused"].get("clock") else None)
    assert told["link"]["state"] == "connected"
    assert "patrol-1" in told["last"]["clock"]["said"]


def _rmc(second):
    body = f"GPRMC,1200{second % 60:02},A,6010.{200 + second:03},N,02456.400,E,010.0,090.0,010120,,"
    check = 0
    for character in body.encode():
        check ^= character
    return f"${body}*{check:02X}\r\n".encode()


@pytest.fixture(scope="module")
def lone(tmp_path_factory):
    """One node for all that only asks it: its process is our own to end."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(2)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        web, port = (each.getsockname()[1] for each in sockets)
    running = []

    def popen(*args, **kwargs):
        running.append(subprocess.Popen(*args, **kwargs))
        return running[-1]

    settings = feed(feed="ais", kind="nmea", listen=f"tcp://127.0.0.1:{port}", asset="patrol-1")
    node = NodeAt(popen, tmp_path_factory.mktemp("lone"), web, settings)
    yield node, port
    for process in running:
        process.kill()
        process.wait()


@needs("gpsbabel")
def test_gpsbabel_turns_a_track_into_files_that_are_imported(lone, tmp_path):
    node, _ = lone
    source = tmp_path / "drive.csv"
    rows = [f"60.17{n:02},24.9400,2026/01/01,12:00:{n:02},3d,8" for n in range(30)]
    source.write_text("\n".join(["lat,lon,utc_d,utc_t,fix,sat", *rows, ""]))
    for kind, style, expected in (("gpx", "gpx", 30), ("nmea", "nmea", 60)):
        made = tmp_path / f"drive.{kind}"
        convert = [
            "gpsbabel",
            "-t",
            "-i",
            "unicsv",
            "-f",
            str(source),
            "-x",
            "transform,trk=wpt,del",
            "-o",
            style,
            "-F",
            str(made),
        ]
        subprocess.run(convert, check=True, timeout=30)
        run = [
            sys.executable,
            "-m",
            "safeconduct",
            "watch",
            "import",
            str(made),
            "--feed",
            kind,
            "--asset",
            f"car-{kind}",
        ]
        done = subprocess.run(
            [*run, "--at", node.url, "--key", str(node.key), "--json"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["observations"] in (30, expected)
        assert node.place(f"car-{kind}") == pytest.approx((60.1729, 24.94), abs=1e-4)


@needs("curl")
@pytest.mark.shared
def test_curl_with_every_real_line(lone):
    node, _ = lone

    def curl(*options):
        command = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", *options]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout

    node.enrol("bus-1", "bus-1", proof="password")
    phone = ("-u", f"bus-1:{SECRET}", f"{node.url}/feeds/owntracks", "-d")
    answers = [curl(*phone, line) for line in lines("owntracks_http.jsonl")]
    assert set(answers) <= {"200", "400"} and "200" in answers
    queries = [curl(f"{node.url}/feeds/osmand{_query(line)}") for line in lines("osmand_queries.txt")]
    assert set(queries) <= {"401", "400"}, "nobody has enrolled them"
    for kind, device in node.unknown():
        node.enrol(device, f"car-{device}"[:60], kind=kind)
    queries = [curl(f"{node.url}/feeds/osmand{_query(line)}") for line in lines("osmand_queries.txt")]
    assert set(queries) <= {"200", "400"} and "200" in queries
    clients = [curl(f"{node.url}/feeds/traccar-client", "-d", line) for line in lines("traccar_client.jsonl")]
    assert set(clients) == {"401"}
    for kind, device in node.unknown():
        node.enrol(device, f"phone-{device}"[:60], kind=kind)
    clients = [curl(f"{node.url}/feeds/traccar-client", "-d", line) for line in lines("traccar_client.jsonl")]
    assert set(clients) == {"200"}
    known = node.desk.get("/api/feeds")["feeds"]
    assert {each["feed"] for each in known} >= {"owntracks-http", "osmand-http", "traccar-client-http"}


@pytest.mark.shared
def test_real_nmea_lines_over_tcp(lone):
    node, port = lone
    node.until(lambda: node.feed("ais")["link"]["state"] == "listening")
    with socket.create_connection(("127.0.0.1", port)) as sender:
        sender.sendall("\r\n".join([*lines("nmea_lines.txt"), "$GPRMC,half"]).encode())
    told = node.until(lambda: node.feed("ais") if node.feed("ais")["refused"].get("cut-off") else None)
    assert told["accepted"] + sum(told["refused"].values()) >= 3


def _query(line):
    words = line.split()
    path = words[1] if words and words[0] in ("GET", "POST") else words[0]
    return path[path.index("?") :] if "?" in path else f"?{path}"
