"""What we show to others over connections that are open anyway: to TAK clients, our alarms and zones.

A receiver that does not read is dropped, never waited for.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from safeconduct.feeds import cot_out

_BEHIND_BYTES_MAX: Final = 1_000_000


class Outlet:
    """Connections that see one picture: all of it when they come, then what changes."""

    def __init__(self) -> None:
        self._writers: set[asyncio.StreamWriter] = set()
        self._binary: set[asyncio.StreamWriter] = set()
        """Those that asked for TAK protocol version 1."""
        self._picture: dict[str, bytes] = {}

    @contextmanager
    def joined(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        """While that connection is open."""
        self.send(writer, self._picture.values())
        self._writers.add(writer)
        try:
            yield
        finally:
            self._writers.discard(writer)
            self._binary.discard(writer)

    def speak_binary(self, writer: asyncio.StreamWriter) -> None:
        """From now on that connection gets protobuf: once more all that there is to see, then what changes."""
        self._binary.add(writer)
        self.send(writer, self._picture.values())

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
                self.send(writer, changes)

    def send(self, writer: asyncio.StreamWriter, events: Iterable[bytes]) -> None:
        """These events (XML) to one connection, in what it speaks."""
        if writer in self._binary:
            writer.write(b"".join(cot_out.protobuf_of(each) for each in events))
        else:
            writer.write(b"".join(each + b"\n" for each in events))
