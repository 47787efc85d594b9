"""When somebody has been quiet for too long: the definition, over the whole history up to now."""

import itertools
from collections.abc import Iterator, Sequence


def overdue(
    limit_ms: int, heard_ms: Sequence[int], now_ms: int, expected_ms: int | None = None
) -> Iterator[tuple[str, int]]:
    """("silent", when) and ("reporting", when), in order of time.

    Nothing runs before it was first heard, unless it was expected from some time on: then nothing runs before that.
    """
    if expected_ms is not None:
        yield from _expected(limit_ms, sorted(set(heard_ms)), now_ms, expected_ms)
        return
    times = sorted(set(heard_ms))
    for earlier, later in itertools.pairwise(times):
        if later > earlier + limit_ms:
            yield "silent", earlier + limit_ms
            yield "reporting", later
    if times and now_ms >= times[-1] + limit_ms:
        yield "silent", times[-1] + limit_ms


def _expected(limit_ms: int, times: list[int], now_ms: int, expected_ms: int) -> Iterator[tuple[str, int]]:
    last = expected_ms
    for t in times:
        if t > max(last, expected_ms) + limit_ms:
            yield "silent", max(last, expected_ms) + limit_ms
            yield "reporting", t
        last = t
    if now_ms >= max(last, expected_ms) + limit_ms:
        yield "silent", max(last, expected_ms) + limit_ms
