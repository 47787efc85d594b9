"""When somebody has been quiet for too long: the definition, over the whole history up to now."""

import itertools
from collections.abc import Iterator, Sequence


def overdue(limit_ms: int, heard_ms: Sequence[int], now_ms: int) -> Iterator[tuple[str, int]]:
    """("silent", when) and ("reporting", when), in order of time. Nothing runs before it was first heard."""
    times = sorted(set(heard_ms))
    for earlier, later in itertools.pairwise(times):
        if later > earlier + limit_ms:
            yield "silent", earlier + limit_ms
            yield "reporting", later
    if times and now_ms >= times[-1] + limit_ms:
        yield "silent", times[-1] + limit_ms
