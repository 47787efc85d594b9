"""A node as a process of its own, on free ports, with its founder at the desk."""

import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec

from safeconduct.node.config import Feed, Tak, table
from safeconduct.node.desk import Desk
from safeconduct.node.founding import Founding, found

PATIENCE_S = 30.0
SECRET = "a-secret-that-nobody-can-guess-1"
DIGEST = hashlib.sha256(SECRET.encode()).hexdigest()
DAY_MS = 86_400_000


class NodeAt:
    """`start` begins the process; it ends with the test."""

    def __init__(
        self, start: Callable[..., Any], folder: Path, port: int, *tables: str, files: tuple[Path, ...] = ()
    ) -> None:
        self.url, self.folder, self.key = f"http://127.0.0.1:{port}", folder / "host-node", folder / "host.key"
        found(
            Founding(
                root=self.folder,
                party="host",
                name="Host",
                names={},
                accord="joint",
                host="127.0.0.1",
                port=port,
                officer="Founder",
                key=self.key,
                passphrase=None,
            )
        )
        with (self.folder / "node.toml").open("a", encoding="utf-8") as file:
            file.write("".join(tables))
        for path in files:
            shutil.copy(path, self.folder)
        self.log = folder / "host.log"
        self._start = start
        self.begin()

    def begin(self) -> None:
        """Start the node, and sign in."""
        with self.log.open("a") as output:
            command = [sys.executable, "-m", "safeconduct", "serve", str(self.folder)]
            self.process = self._start(command, stdout=output, stderr=subprocess.STDOUT)
        self.until(lambda: httpx.get(f"{self.url}/sign-in", trust_env=False).is_success)
        self.desk = Desk(self.url, self.key)

    def enrol(self, device: str, asset: str | None, *, kind: str = "owntracks", proof: str = "none") -> None:
        until_ms = self.now_ms() + 90 * DAY_MS
        body = {"kind": kind, "device": device, "asset": asset, "proof": proof, "keep_until_ms": until_ms}
        self.desk.sign(
            "device.enrolled/1", body | {"secret_sha256": None if proof == "none" else DIGEST, "name": None}
        )

    def now_ms(self) -> int:
        return int(self.desk.get("/api/state")["now_ms"])

    def feed(self, name: str) -> dict[str, Any]:
        """What the node says of that feed; nothing yet: empty."""
        feeds = self.desk.get("/api/feeds")["feeds"]
        empty = {"accepted": 0, "refused": {}, "link": {"state": "none", "lost": 0}}
        return next((each for each in feeds if each["feed"] == name), empty)

    def unknown(self) -> set[tuple[str, str]]:
        return {(each["kind"], each["device"]) for each in self.desk.get("/api/feeds")["unknown_devices"]}

    def place(self, asset: str) -> tuple[float, float] | None:
        """Latitude and longitude of the asset on the map."""
        found = [each for each in self.desk.get("/api/watch")["assets"] if each["id"] == asset]
        return (found[0]["lat"], found[0]["lon"]) if found and found[0]["lat"] is not None else None

    def until(self, holds: Callable[[], Any], seconds: float = PATIENCE_S) -> Any:
        """What `holds` gives, once it is true. Fails with the node's own output."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            try:
                if found := holds():
                    return found
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"in {seconds} s never so; the node says: {self.log.read_text()[-2000:]}")


def feed(**fields: Any) -> str:
    """A table of node.toml."""
    return table("feeds", msgspec.convert(fields, Feed))


def tak(**fields: Any) -> str:
    return table("tak", msgspec.convert(fields, Tak))
