"""A batch of observations as a node keeps and discloses it: 16 bytes of salt, then JSON."""

from typing import Final

import msgspec

from safeconduct.records.observation import Observation

from .message import NO_NAMES, Message, Names, file_bounded
from .reading import from_json

SALT_BYTES: Final = 16
_DECODER: Final = msgspec.json.Decoder(tuple[Observation, ...])


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """All of it, as it was committed to: `blobs/DIGEST` of a pack or a node. Raises FeedError."""
    del names
    return from_json(_DECODER, file_bounded(message.payload)[SALT_BYTES:], file_bounded)
