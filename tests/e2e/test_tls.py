"""Two real nodes over HTTPS: each knows the other by its certificate, and a wrong one gets nothing."""

import asyncio
import contextlib
import logging
import re

import httpx
import pytest

from safeconduct.errors import Unavailable
from safeconduct.node.desk import Desk
from safeconduct.node.node import Node
from safeconduct.node.serve import serve
from safeconduct.node.tls import context_of, fingerprint_of, new_certificate
from tests.sim.pair import World

pytestmark = pytest.mark.e2e


@pytest.fixture
def folders(tmp_path, free_ports):
    """Two nodes that have admitted each other, with a certificate each, pinned by the other."""
    world = World(tmp_path, ("a", "b"))
    ports = dict(zip("ab", free_ports(2), strict=True))
    pins = {}
    for side in world.sides:
        side.node.truth.close()
        certificate, _ = new_certificate(side.root / "tls", ["localhost"], 30, 1_790_000_000_000)
        pins[side.root.name] = fingerprint_of(certificate)
    for side in world.sides:
        own, other = side.root.name, "b" if side.root.name == "a" else "a"
        text = (side.root / "node.toml").read_text()
        listen = f'[listen]\ncertificate = "tls/certificate.pem"\nkey = "tls/key.pem"\nport = {ports[own]}\n'
        text = re.sub(r"\[listen\]\n(.*)\nport = 8443\n", rf"{listen}\1\n", text)
        text = text.replace("http://127.0.0.1:8443", f"https://127.0.0.1:{ports[other]}")
        text = text.replace("certificates = []", f'certificates = ["{pins[other]}"]')
        (side.root / "node.toml").write_text(text)
    return {side.root.name: side.root for side in world.sides}, ports, pins


@contextlib.asynccontextmanager
async def serving(*nodes: Node):
    started = [asyncio.Event() for _ in nodes]
    tasks = [asyncio.create_task(serve(node, each.set)) for node, each in zip(nodes, started, strict=True)]
    try:
        for each, task in zip(started, tasks, strict=True):
            waiting = asyncio.create_task(each.wait())
            await asyncio.wait({waiting, task}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(holds, patience_s=30.0):
    for _ in range(int(patience_s / 0.1)):
        if holds():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it did not come to that")


async def test_nodes_mirror_each_other_over_https(folders, tmp_path, monkeypatch):
    roots, ports, pins = folders
    a, b = Node(roots["a"]), Node(roots["b"])
    url = f"https://127.0.0.1:{ports['a']}"
    async with serving(a, b):
        await until(lambda: a.truth.peers["b/joint/1"].size > 1 and b.truth.peers["a/joint/1"].size > 1)
        monkeypatch.setenv("SAFECONDUCT_PIN", pins["a"])
        desk = await asyncio.to_thread(Desk, url, tmp_path / "a.key")
        assert {each["party"] for each in await asyncio.to_thread(desk.get, "/api/parties")} == {"a", "b"}
        cookie = next(iter(desk._client.cookies.jar))
        assert cookie.secure, "the session is sent over TLS only"
        monkeypatch.setenv("SAFECONDUCT_PIN", pins["b"])
        with pytest.raises(Unavailable, match="somebody stands between"):
            await asyncio.to_thread(Desk, url, tmp_path / "a.key")
        monkeypatch.delenv("SAFECONDUCT_PIN")
        with pytest.raises(Unavailable, match="CERTIFICATE_VERIFY_FAILED"):
            await asyncio.to_thread(Desk, url, tmp_path / "a.key")
        async with httpx.AsyncClient(verify=context_of((pins["b"], pins["a"]))) as client:
            assert (await client.get(f"{url}/sign-in")).status_code == 200, "two pins while one is replaced"
            with pytest.raises(httpx.HTTPError):
                await client.get(f"http://127.0.0.1:{ports['a']}/sign-in")


async def test_a_wrong_pin_gets_nothing_and_says_so(folders, caplog):
    roots, _, pins = folders
    text = (roots["a"] / "node.toml").read_text()
    (roots["a"] / "node.toml").write_text(
        text.replace(f'certificates = ["{pins["b"]}"]', f'certificates = ["{"0" * 64}"]')
    )
    a, b = Node(roots["a"]), Node(roots["b"])
    asked = []
    real = b.truth.serve
    b.truth.serve = lambda origin, path: asked.append(origin) or real(origin, path)
    caplog.set_level(logging.WARNING)
    async with serving(a, b):
        await until(lambda: b.truth.peers["a/joint/1"].size > 1)
        await until(lambda: "expected is 0000" in caplog.text)
        assert a.truth.peers["b/joint/1"].size == 0 and not asked, "not a byte of a request left"
    assert pins["b"] in caplog.text and "somebody stands between" in caplog.text
