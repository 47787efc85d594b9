"""A batch of observations as a node keeps and discloses it: 16 bytes of salt, then JSON."""

from typing import Final

import msgspec
import numpy as np

from safeconduct.geo import HAS_NUMBA
from safeconduct.records.observation import Observation
from safeconduct.records.positions import Positions

from .message import NO_NAMES, Message, Names, file_bounded
from .reading import from_json

SALT_BYTES: Final = 16
_DECODER: Final = msgspec.json.Decoder(tuple[Observation, ...])
_PLAIN: Final = b"abcdefghijklmnopqrstuvwxyz0123456789._-"


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """All of it, as it was committed to: `blobs/DIGEST` of a pack or a node. Raises FeedError."""
    del names
    return from_json(_DECODER, file_bounded(message.payload)[SALT_BYTES:], file_bounded)


def encode(told: Positions, *, is_swift: bool = HAS_NUMBA) -> bytes:
    """The JSON of these positions. is_swift: by the compiled loop, or by msgspec: the same bytes."""
    used, place = np.unique(told.asset, return_inverse=True)
    names = [told.names[asset].encode() for asset in used.tolist()]
    text = b"".join(names)
    if not is_swift or not names or text.translate(None, _PLAIN):
        return msgspec.json.encode(told.values())
    from .batch_text import ROW_BYTES_MAX, write

    starts = np.zeros(len(names) + 1, dtype=np.int64)
    np.cumsum([len(name) for name in names], out=starts[1:])
    most = ROW_BYTES_MAX + int(np.diff(starts).max())
    out = np.empty(len(told.asset) * most + 2, dtype=np.uint8)
    size = write(np.frombuffer(text, dtype=np.uint8), starts, place.astype(np.int64), *told[2:], out)
    return out[:size].tobytes()
