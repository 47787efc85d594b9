"""One party on the stage: its node as a process of its own, and its officers with their key files."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from safeconduct.errors import Denied, Unavailable
from safeconduct.node.desk import Desk, Signed, Unanswered
from safeconduct.node.keyfile import write_key

from .port import wait_for_port

T = TypeVar("T")
_AGAIN_S: Final = 0.2
_PATIENCE_S: Final = 60.0


class Room:
    """A party's control room. If its node dies it is started again, as a service manager would."""

    def __init__(self, party: str, name: str, folder: Path, port: int, founder: Path) -> None:
        self.party = party
        self.name = name
        self.node = folder / f"{party}-node"
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.keys: dict[str, Path] = {"founder": founder}
        self.restarts = 0
        self._folder = folder
        self._desks: dict[str, Desk] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the node, and return once it answers. Whoever kills it meanwhile only makes it begin again."""
        log = self._folder / f"{self.party}.log"
        while True:
            with log.open("ab") as output:
                command = [sys.executable, "-m", "safeconduct", "serve", str(self.node)]
                self._process = subprocess.Popen(command, stdout=output, stderr=output)
            (self._folder / f"{self.party}.pid").write_text(str(self._process.pid), encoding="ascii")
            try:
                wait_for_port(self.port, self._process, log)
                return
            except Unavailable:
                if self._process.returncode != -signal.SIGKILL:
                    raise
                self.restarts += 1

    def revive(self) -> None:
        """Start the node again if it has died."""
        if self._process is None or self._process.poll() is None:
            return
        self.restarts += 1
        self._desks.clear()  # sessions lived in the old process
        self.start()

    def stop(self) -> None:
        """End the node."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def enrol(self, name: str, roles: list[str]) -> None:
        """A new officer with a key file of their own."""
        path = self._folder / f"{self.party}-{name.lower()}.key"
        signer = write_key(path, name, os.urandom(32), None)
        self.keys[name.lower()] = path
        body = {"key": signer.public, "key_id": signer.key_id, "name": name, "roles": roles}
        self.sign("founder", "officer.enrolled/1", body)

    def sign(self, officer: str, kind: str, body: object, at_ms: int | None = None) -> str:
        """An officer's signed act. Returns the record's id once it is durable, whatever happens to the node."""
        unsure: str | None = None

        def attempt() -> str:
            nonlocal unsure
            desk = self._desk(officer)
            if unsure is not None and self._holds(desk, unsure):
                return unsure
            try:
                signed: Signed = desk.sign(kind, body, at_ms)
            except Unanswered as error:
                unsure = error.record
                raise
            return signed.id

        return self._patiently(attempt)

    def put(self, officer: str, path: str, content: bytes) -> Any:
        """A file, posted as that officer."""
        return self._patiently(lambda: self._desk(officer).put(path, content))

    def get(self, path: str) -> Any:
        """What the node says, as its founder sees it."""
        return self._patiently(lambda: self._desk("founder").get(path))

    def _desk(self, officer: str) -> Desk:
        if officer not in self._desks:
            try:
                self._desks[officer] = Desk(self.url, self.keys[officer])
            except Denied as error:  # a challenge dies with the node that gave it: ask for another
                raise Unavailable(str(error), error.next_step) from error
        return self._desks[officer]

    @staticmethod
    def _holds(desk: Desk, record: str) -> bool:
        from safeconduct.errors import BadInput

        try:
            desk.get(f"/api/records/{record}")
        except BadInput:
            return False
        return True

    def _patiently(self, attempt: Callable[[], T]) -> T:
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return attempt()
            except Unavailable:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_AGAIN_S)
                self.revive()
