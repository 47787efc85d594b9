"""Secrets of devices that encrypt what they send: each in a file of its own, encrypted like the node's own keys.

The log holds digests only. What a device's password is, nobody here needs to keep: it comes with each request.
"""

import hashlib
import hmac
import os
from pathlib import Path
from typing import Final

import pyrage

from safeconduct.errors import BadInput, Denied
from safeconduct.records.units import DeviceId, Ms, PartyId
from safeconduct.watch.devices import Devices

from .folder import Folder, identity_of

SECRET_BYTES_MAX: Final = 32
"""OwnTracks takes no longer key (libsodium secretbox)."""


class DeviceSecrets:
    """Looks secrets up by kind of feed and device."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._path = folder.keys / "devices"
        self._open: dict[tuple[str, DeviceId], bytes | None] = {}

    def get(self, kind: str, device: DeviceId) -> bytes | None:
        """The device's secret, if this node holds one."""
        key = (kind, device)
        if key not in self._open:
            file = self._file(kind, device)
            sealed = file.read_bytes() if file.exists() else None
            self._open[key] = None if sealed is None else pyrage.decrypt(sealed, [identity_of(self._folder)])
        return self._open[key]

    def keep(self, devices: Devices, party: PartyId, kind: str, device: DeviceId, secret: str) -> None:
        """Keep the secret of an enrolled device. Raises BadInput, or Denied if it is not the enrolled one."""
        known = devices.find(party, kind, device)
        digest = hashlib.sha256(secret.encode()).hexdigest()
        if known is None or not hmac.compare_digest(known.enrolled.secret_sha256 or "", digest):
            raise Denied("no device is enrolled with that secret", "enrol it first: safeconduct watch device")
        if len(secret.encode()) > SECRET_BYTES_MAX:
            raise BadInput(f"a secret has {SECRET_BYTES_MAX} bytes at most", where="$.secret")
        self._path.mkdir(mode=0o700, exist_ok=True)
        sealed = pyrage.encrypt(secret.encode(), [identity_of(self._folder).to_public()])
        draft = self._file(kind, device).with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self._file(kind, device))
        self._open[kind, device] = secret.encode()

    def sweep(self, devices: Devices, party: PartyId, now_ms: Ms) -> int:
        """Erase what belongs to no enrolled device any more. Returns how many there were."""
        held = {
            self._file(each.enrolled.kind, each.enrolled.device).name
            for each in devices.of(party)
            if each.holds(now_ms)
        }
        gone = [file for file in self._path.glob("*.age") if file.name not in held] if self._path.exists() else []
        for file in gone:
            file.unlink()
        if gone:
            self._open.clear()
        return len(gone)

    def _file(self, kind: str, device: DeviceId) -> Path:
        return self._path / f"{kind}+{device}.age"
