"""Reading a format from a stream that is cut anywhere: a parser asks for so many bytes, and waits for them.

A parser is a generator: it yields how many bytes it wants next, and is sent exactly those. What it has read it
appends to `found`.
"""

from collections.abc import Callable, Generator
from typing import Final, Generic, TypeAlias, TypeVar

T = TypeVar("T")
Parser: TypeAlias = Generator[int, bytes, None]

_COMPACT_BYTES: Final = 1 << 20


class ByteStream(Generic[T]):
    """Feeds a parser with chunks of any length."""

    def __init__(self, parser: Callable[[list[T]], Parser]) -> None:
        self._found: list[T] = []
        self._parser = parser(self._found)
        self._wanted = next(self._parser)
        self._buffer = bytearray()
        self._at = 0
        self.is_done = False
        """Whether the parser has come to the end of its format. Bytes after the end are left alone."""

    def feed(self, chunk: bytes) -> tuple[T, ...]:
        """What is complete by now. Raises what the parser raises; the stream is of no use then."""
        self._buffer += chunk
        while not self.is_done and len(self._buffer) - self._at >= self._wanted:
            piece = bytes(self._buffer[self._at : self._at + self._wanted])
            self._at += self._wanted
            try:
                self._wanted = self._parser.send(piece)
            except StopIteration:
                self.is_done = True
        if self._at > _COMPACT_BYTES or self._at == len(self._buffer):
            del self._buffer[: self._at]
            self._at = 0
        found = tuple(self._found)
        self._found.clear()
        return found
