"""Addresses, TLS and the pause between two attempts: what every transport over TCP shares."""

import asyncio
import ssl
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from safeconduct.errors import BadInput
from safeconduct.node.config import Tls

FIRST_PAUSE_S: Final = 1.0
PAUSE_MAX_S: Final = 15.0
CONNECT_S: Final = 10.0
READ_BYTES: Final = 262_144


class Address(NamedTuple):
    """Where, and whether under TLS."""

    host: str
    port: int
    is_tls: bool


def address_of(url: str) -> Address:
    """From `tcp://`, `tls://`, `mqtt://`, `mqtts://`. Brokers have their usual ports."""
    parts = urlsplit(url)
    is_tls = parts.scheme in ("tls", "mqtts")
    port = parts.port if parts.port is not None else 8883 if is_tls else 1883
    return Address(parts.hostname or "127.0.0.1", port, is_tls)


def context_of(address: Address, tls: Tls | None, folder: Path, *, is_server: bool) -> ssl.SSLContext | None:
    """The TLS side of a connection; None without TLS. Raises BadInput for files that cannot be used."""
    if not address.is_tls:
        return None
    files = tls or Tls()
    try:
        if is_server:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            if files.ca:
                context.load_verify_locations(folder / files.ca)
                context.verify_mode = ssl.CERT_REQUIRED
        else:
            context = ssl.create_default_context(cafile=str(folder / files.ca) if files.ca else None)
        if files.cert:
            context.load_cert_chain(folder / files.cert, folder / files.key if files.key else None)
        elif is_server:
            raise BadInput("a listener under TLS needs cert and key", next_step="name both under tls in node.toml")
    except (OSError, ssl.SSLError) as error:
        raise BadInput(f"the files for TLS cannot be used: {error}", next_step="see tls in node.toml") from error
    return context


class Backoff:
    """Pauses that double, up to a quarter of a minute; after a good connection they begin anew."""

    def __init__(self) -> None:
        self._pause_s = FIRST_PAUSE_S

    def good(self) -> None:
        """The connection worked."""
        self._pause_s = FIRST_PAUSE_S

    async def pause(self) -> None:
        """Wait before the next attempt."""
        await asyncio.sleep(self._pause_s)
        self._pause_s = min(PAUSE_MAX_S, self._pause_s * 2)
