"""TAK: a taky server and a pytak client, which nobody here wrote, see our alarm and its end, and report to us."""

import asyncio
import contextlib
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import takproto

from safeconduct.alarm.reduce import ALARMS
from safeconduct.feeds.cot import Stream
from safeconduct.node.calls import device_calls
from safeconduct.node.config import Feed, Tak, Tls
from safeconduct.node.tak import TakPicture
from safeconduct.node.transports.outlet import Outlet
from safeconduct.node.transports.tcp import TcpFeed
from tests.sim.pair import MINUTE, Pair
from tests.unit.test_node_pair import agree_on_dwell, pickup_enters

pytestmark = pytest.mark.e2e
TAKY = Path(sys.executable).with_name("taky")
PATIENCE_S = 20.0
CLIENT = """\
import asyncio, sys, warnings
warnings.simplefilter("ignore")
import pytak

class Sender(pytak.QueueWorker):
    async def run(self, _=-1):
        while line := await asyncio.to_thread(sys.stdin.readline):
            await self.put_queue(line.encode())

class Receiver(pytak.QueueWorker):
    async def run(self, _=-1):
        while True:
            print((await self.queue.get()).decode().replace("\\n", " "), flush=True)

async def main():
    config = {"COT_URL": sys.argv[1], "PYTAK_NO_HELLO": "1", "TAK_PROTO": "0"}
    config.update(each.split("=") for each in sys.argv[2:])
    tool = pytak.CLITool(config)
    await tool.setup()
    tool.add_tasks({Receiver(tool.rx_queue, config), Sender(tool.tx_queue, config)})
    await tool.run()

asyncio.run(main())
"""


def report(uid, lat, now):
    """A position as TAK clients send it."""
    told = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
    stale = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 60))
    return (
        f'<event version="2.0" uid="{uid}" type="a-f-G-U-C" how="m-g" time="{told}" start="{told}" stale="{stale}">'
        f'<point lat="{lat}" lon="24.945" hae="0" ce="5" le="5"/><detail>'
        f'<contact callsign="{uid}"/></detail></event>\n'
    )


async def until(holds):
    ends = time.monotonic() + PATIENCE_S
    while not (found := holds()):
        assert time.monotonic() < ends, "never so"
        await asyncio.sleep(0.05)
    return found


class Client:
    """pytak in a process of its own."""

    def __init__(self, start, folder, url, *settings, name="client"):
        (folder / "client.py").write_text(CLIENT)
        self.log = folder / f"{name}.log"
        with self.log.open("w") as output, (folder / f"{name}.err").open("w") as errors:
            command = [sys.executable, str(folder / "client.py"), url, *settings]
            self.process = start(command, stdin=subprocess.PIPE, stdout=output, stderr=errors)

    def send(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def saw(self, kind):
        """Events of that type that it received."""
        found = []
        for line in self.log.read_text().splitlines():
            with contextlib.suppress(ET.ParseError):
                event = ET.fromstring(line)
                found += [event] if event.get("type") == kind else []
        return found


@pytest.fixture
def pair(tmp_path):
    made = Pair(tmp_path)
    made.clock.ms = int(time.time() * 1000)
    return made


def test_taky_and_pytak(start, free_ports, tmp_path, pair):
    (port,) = free_ports(1)
    config = tmp_path / "taky.conf"
    config.write_text(
        f"[taky]\nhostname = t\nbind_ip = 127.0.0.1\nroot_dir = {tmp_path}\n[cot_server]\nport = {port}\n"
    )
    start([str(TAKY), "-c", str(config)], stdout=subprocess.DEVNULL, stderr=(tmp_path / "taky.log").open("w"))
    feed = Feed("radios", "cot", connect=f"tcp://127.0.0.1:{port}")
    pytak_talks(pair, feed, lambda _: Client(start, tmp_path, f"tcp://127.0.0.1:{port}"))


def test_pytak_at_our_own_port(start, tmp_path, pair):
    feed = Feed("radios", "cot", listen="tcp://127.0.0.1:0")
    pytak_talks(pair, feed, lambda radios: Client(start, tmp_path, f"tcp://127.0.0.1:{radios.port}"))


def test_pytak_under_tls_reports_in_protobuf_and_sees_the_alarm(start, tmp_path, pair):
    """Two clients with certificates: one speaks TAK protocol version 1, the other watches in XML."""
    names = certificates(tmp_path, pair.host.root)
    feed = Feed(
        "radios", "cot", listen="tls://127.0.0.1:0", tls=Tls(ca="ca.pem", cert="server.pem", key="server.key")
    )

    def connect(radios):
        url = f"tls://127.0.0.1:{radios.port}"
        return (
            Client(start, tmp_path, url, *names),
            Client(start, tmp_path, url, *names, "TAK_PROTO=1", name="binary"),
        )

    pytak_talks(pair, feed, connect)


def test_a_pytak_client_calls_for_help_and_has_its_receipt(start, tmp_path, pair):
    """Catches: the panic button sent an ordinary position, and nobody answered."""
    host = pair.host.node
    call = (
        report("EUD-2", 60.17, time.time())
        .replace("a-f-G-U-C", "b-a-o-tbl")
        .replace('uid="EUD-2"', 'uid="EUD-2-9-1-1"')
    )
    call = call.replace("<detail>", '<detail><link uid="EUD-2" type="a-f-G-U-C" relation="p-p"/>')

    async def story():
        radios = TcpFeed(host, Feed("radios", "cot", listen="tcp://127.0.0.1:0"), Outlet())
        task = asyncio.create_task(radios.run())
        enrolment = {"kind": "cot", "device": "eud-2", "asset": "patrol-2", "proof": "none", "secret_sha256": None}
        await pair.host.act("device.enrolled/1", **enrolment, name=None, keep_until_ms=pair.clock.ms + 86_400_000)
        await until(lambda: "radios" in host.intake.links)
        client = Client(start, tmp_path, f"tcp://127.0.0.1:{radios.port}")
        await asyncio.sleep(1)
        client.send(call)
        (receipt,) = await until(lambda: client.saw("b-t-f"))
        (standing,) = device_calls(host.truth.state)
        assert standing.asset == "patrol-2"
        remarks = receipt.find("detail/remarks")
        assert remarks.get("to") == "EUD-2" and standing.record[:16] in remarks.text
        client.send(call.replace("b-a-o-tbl", "b-a-o-can"))
        await until(lambda: not device_calls(host.truth.state))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(story())


def certificates(folder, root):
    """Certificates of one authority for server and client, made by openssl; how pytak is told of them."""

    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=30, cwd=folder)

    new = ["-newkey", "rsa:2048", "-nodes", "-days", "1"]
    openssl("req", "-x509", *new, "-subj", "/CN=authority", "-keyout", "ca.key", "-out", "ca.pem")
    for name in ("server", "client"):
        more = ["-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "subjectAltName=IP:127.0.0.1"]
        openssl(
            "req", "-x509", *new, *more, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem"
        )
    for file in ("ca.pem", "server.pem", "server.key"):
        (root / file).write_bytes((folder / file).read_bytes())
    told = {"CLIENT_CERT": "client.pem", "CLIENT_KEY": "client.key", "CLIENT_CAFILE": "ca.pem"}
    return [f"PYTAK_TLS_{name}={folder / file}" for name, file in told.items()] + [
        "PYTAK_TLS_SERVER_EXPECTED_HOSTNAME=127.0.0.1"
    ]


def test_a_client_that_asks_gets_protobuf_that_takproto_reads(pair):
    """What ATAK does: it hears that we support version 1, asks for it, and from our answer on nothing is XML."""
    host = pair.host.node
    feed = Feed("radios", "cot", listen="tcp://127.0.0.1:0")

    async def story():
        outlet = Outlet()
        radios = TcpFeed(host, feed, outlet)
        tasks = [asyncio.create_task(radios.run())]
        await until(lambda: feed.feed in host.intake.links)
        await agree_on_dwell(pair)
        tasks.append(asyncio.create_task(TakPicture(host, Tak(feed.feed), outlet).run()))
        reader, writer = await asyncio.open_connection("127.0.0.1", radios.port)
        offered = ET.fromstring(await reader.readuntil(b"</event>"))
        assert offered.find("detail/TakControl/TakProtocolSupport").get("version") == "1"
        writer.write(takproto_request())
        while b"t-x-takp-r" not in (answer := await reader.readuntil(b"</event>\n")):
            continue
        assert ET.fromstring(answer).find("detail/TakControl/TakResponse").get("status") == "true"
        writer.write(takproto.xml2proto(report("EUD-9", 60.17, time.time()).encode(), takproto.TAKProtoVer.STREAM))
        await until(lambda: ("cot", "eud-9") in host.intake.unknown)
        stream = Stream()
        while True:
            stream, events = stream.feed(await asyncio.wait_for(reader.read(65_536), PATIENCE_S))
            shown = [takproto.parse_proto(bytearray(each)).cotEvent for each in events]
            if outer := [each for each in shown if each.uid == "host.zone.outer"]:
                break
        assert (outer[0].type, outer[0].detail.contact.callsign) == ("u-d-f", "Outer ring")
        assert "link" in outer[0].detail.xmlDetail and outer[0].staleTime > outer[0].sendTime
        writer.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(story())


def takproto_request():
    return (
        b'<event version="2.0" uid="x" type="t-x-takp-q" how="m-g" time="2026-01-01T00:00:00Z" '
        b'start="2026-01-01T00:00:00Z" stale="2026-01-01T00:01:00Z"><point lat="0" lon="0" hae="0" ce="0" le="0"/>'
        b'<detail><TakControl><TakRequest version="1"/></TakControl></detail></event>'
    )


def pytak_talks(pair, feed, connect):
    """A client reports through that feed, and sees the dwell alarm come, and go when it is resolved."""
    host = pair.host.node

    async def story():
        outlet = Outlet()
        radios = TcpFeed(host, feed, outlet)
        tasks = [asyncio.create_task(radios.run())]
        await until(lambda: feed.feed in host.intake.links and host.intake.links[feed.feed].state != "waiting")
        connected = connect(radios)
        client, sender = connected if isinstance(connected, tuple) else (connected, connected)
        tasks.append(asyncio.create_task(TakPicture(host, Tak(feed.feed), outlet).run()))

        await asyncio.sleep(1)
        sender.send(report("EUD-1", 60.271, time.time()))
        await until(lambda: ("cot", "eud-1") in host.intake.unknown)
        enrolment = {"kind": "cot", "device": "eud-1", "asset": "patrol-1", "proof": "none", "secret_sha256": None}
        await pair.host.act("device.enrolled/1", **enrolment, name=None, keep_until_ms=pair.clock.ms + 86_400_000)
        sender.send(report("EUD-1", 60.272, time.time() + 1))
        await until(lambda: "patrol-1" in host.vigil.positions)
        assert host.vigil.positions["patrol-1"].lat_e7 in (602710000, 602720000)

        await agree_on_dwell(pair)
        entered = await pickup_enters(pair)
        await pair.pass_time(10)
        pair.clock.ms = entered + 20 * MINUTE + 1
        await pair.pass_time(0)
        (alarm,) = host.truth.state.of(ALARMS).open()
        shown = await until(lambda: client.saw("b-a-o-opn"))
        uid = f"host.alarm.{alarm.alarm[:16]}"
        assert shown[0].get("uid") == uid
        assert "kx-1" in shown[0].find("detail/remarks").text
        assert "Outer ring" in [event.find("detail/contact").get("callsign") for event in client.saw("u-d-f")]
        await pair.host.act("alarm.resolved/1", alarm=alarm.alarm, because=None, note="checked")
        ended = await until(lambda: client.saw("b-a-o-can"))
        assert ended[0].get("uid") == uid and ended[0].find("detail/emergency").get("cancel") == "true"
        (gone,) = await until(lambda: client.saw("t-x-d-d"))
        assert gone.find("detail/link").get("uid") == uid
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(story())
