"""What we show to others over connections that are open anyway: to TAK clients, our alarms and zones.

A receiver that does not read is dropped, never waited for.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

_BEHIND_BYTES_MAX: Final = 1_000_000


class Outlet:
    """Connections that see one picture: all of it when they come, then what changes."""

    def __init__(self) -> None:
        self._writers: set[asyncio.StreamWriter] = set()
        self._picture: dict[str, bytes] = {}

    @contextmanager
    def joined(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        """While that connection is open."""
        writer.write(b"\n".join(self._picture.values()))
        self._writers.add(writer)
        try:
            yield
        finally:
            self._writers.discard(writer)

    def show(self, picture: Mapping[str, bytes], changes: list[bytes]) -> None:
        """From now on that is the picture; `changes` leads to it from the one before."""
        self._picture = dict(picture)
        if not changes:
            return
        for writer in list(self._writers):
            transport = writer.transport
            if transport.get_write_buffer_size() > _BEHIND_BYTES_MAX:
                self._writers.discard(writer)
                transport.abort()
            else:
                writer.write(b"\n".join(changes) + b"\n")
