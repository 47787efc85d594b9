"""Lines out of a byte stream, cut wherever the network cut it. Bounded: a line that never ends is passed over."""

import typing
from typing import Final

import msgspec

from .message import PAYLOAD_BYTES_MAX, FeedError


class Stream(typing.Protocol):
    """A cutter of streams: `feed` gives whole payloads and itself as it goes on; `rest` is what is not whole
    yet."""

    @property
    def rest(self) -> bytes:
        """The beginning of a payload that has not come to its end."""
        ...

    def feed(self, data: bytes) -> "tuple[Stream, tuple[bytes, ...]]":
        """Whole payloads out of what came. Raises FeedError; then begin anew."""
        ...


class Lines(msgspec.Struct, frozen=True):
    """A stream of lines, ended by a line feed with or without a carriage return. Empty ones are left out."""

    rest: bytes = b""

    def feed(self, data: bytes) -> "tuple[Lines, tuple[bytes, ...]]":
        """Whole lines, and the stream that goes on after them. Raises FeedError: too-big."""
        *whole, rest = (self.rest + data).split(b"\n")
        if len(rest) > _MAX:
            raise FeedError("too-big", f"a line of more than {_MAX} bytes")
        return Lines(rest), tuple(line.rstrip(b"\r") for line in whole if line.strip())


_MAX: Final = PAYLOAD_BYTES_MAX
