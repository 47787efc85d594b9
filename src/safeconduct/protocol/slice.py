"""One slice of a plain docket: what it saw for each mark, and its open duties.

Nearly every open duty is *resting*: its instant is complete, it has one anchor, it was told as pending, and
nothing more is known of it. Such a duty is five numbers in a row: its instant, and its anchor's record id as
four. The others are objects.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, TypeAlias

import msgspec

from safeconduct.records.units import Origin, RecordId
from safeconduct.state.fact import Arg

from .judge import FAR
from .marks import Seen
from .verdict import Status, Verdict

Key: TypeAlias = Arg | tuple[Arg, ...]
"""The value that names a slice; several where it has several names."""
_WIDTH: Final = 5


class Waking(msgspec.Struct, eq=False, gc=False):
    """An open duty that does not rest. `values`: of the trigger's variables that do not name the slice.
    `is_awake` turns false when it is closed or goes to rest."""

    at: int
    values: tuple[Arg, ...]
    proofs: tuple[Seen, ...]
    told: Verdict | None = None
    is_awake: bool = True

    @property
    def is_pending(self) -> bool:
        """Whether it was not told as decided."""
        return self.told is None or self.told.status is Status.PENDING


class Slice(msgspec.Struct, eq=False, gc=False):
    """`seen`: for each mark. `due_at`, `look_at`: for when it stands in its docket's two heaps; FAR = it does not.

    There can be very many of them, none is part of a cycle: the garbage collector does not look at them.
    """

    key: Key
    seen: list[list[Seen]]
    is_marked: bool = False
    resting: "array[int] | None" = None
    waking: dict[tuple[int, tuple[Arg, ...]], Waking] | None = None
    due_at: int = FAR
    look_at: int = FAR

    def __lt__(self, other: "Slice") -> bool:
        """No slice goes before another: a heap asks when two times are equal."""
        return False


def rest(part: Slice, at: int, record: RecordId) -> bool:
    """Let a duty rest. False where the record's id is not 32 bytes in hexadecimal: it stays an object."""
    try:
        raw = bytes.fromhex(record)
    except ValueError:
        return False
    if len(raw) != 32 or raw.hex() != record:
        return False
    row = array("q", (at,))
    row.frombytes(raw)
    resting = part.resting
    if resting is None:
        part.resting = row
    elif resting[-_WIDTH] < at:
        resting.extend(row)
    else:
        place = _WIDTH * n_before(resting, at)
        resting[place:place] = row
    return True


def n_before(resting: "array[int]", t: int) -> int:
    """How many of these duties arose before t."""
    if not resting or resting[-_WIDTH] < t:
        return len(resting) // _WIDTH
    return bisect_left(range(len(resting) // _WIDTH), t, key=lambda i: resting[_WIDTH * i])


def instants(resting: "array[int]") -> "array[int]":
    """When these duties arose, rising."""
    return resting[::_WIDTH]


def anchor(resting: "array[int]", i: int) -> RecordId:
    """The anchor of the i-th."""
    return RecordId(resting[_WIDTH * i + 1 : _WIDTH * (i + 1)].tobytes().hex())


def each_resting(part: Slice, from_t: int = -FAR) -> Iterator[tuple[int, RecordId]]:
    """Instant and anchor of each resting duty that arose at from_t or later, by time."""
    resting = part.resting
    if resting is not None:
        for i in range(n_before(resting, from_t), len(resting) // _WIDTH):
            yield resting[_WIDTH * i], anchor(resting, i)


def wake(part: Slice, numbers: list[int]) -> None:
    """Take these out of the resting ones. Numbers rise."""
    resting = part.resting
    assert resting is not None  # noqa: S101 - they were found in it
    kept = array("q")
    start = 0
    for i in numbers:
        kept.extend(resting[start : _WIDTH * i])
        start = _WIDTH * (i + 1)
    kept.extend(resting[start:])
    part.resting = kept or None


class SavedWaking(msgspec.Struct, frozen=True, array_like=True):
    """places: log and seq of each anchor while further ones can come between them; then their order is enough."""

    at: int
    values: tuple[Arg, ...]
    anchors: tuple[RecordId, ...]
    places: tuple[tuple[Origin, int], ...]
    told: tuple[Status, tuple[RecordId, ...] | None]

    def proofs(self) -> tuple[Seen, ...]:
        """Its anchors, in order."""
        places = self.places or [(Origin(""), 0)] * len(self.anchors)
        return tuple([(self.at, log, seq, record) for (log, seq), record in zip(places, self.anchors, strict=True)])


class SavedSlice(msgspec.Struct, frozen=True, array_like=True):
    """A slice at rest."""

    key: tuple[Arg, ...]
    seen: tuple[tuple[Seen, ...], ...]
    resting: tuple[tuple[int, RecordId], ...]
    waking: tuple[SavedWaking, ...]


def save_slice(part: Slice, watermark: int) -> SavedSlice:
    """The slice, in an order that is the same everywhere. Every duty that is awake has been told."""
    waking = []
    for duty in (part.waking or {}).values():
        assert duty.told is not None  # noqa: S101 - see above
        anchors = tuple([proof[3] for proof in duty.proofs])
        places = tuple([(proof[1], proof[2]) for proof in duty.proofs]) if duty.at > watermark else ()
        waking.append(SavedWaking(duty.at, duty.values, anchors, places, (duty.told.status, duty.told.witness)))
    waking.sort(key=lambda each: (each.at, in_order(each.values)))
    key = part.key if isinstance(part.key, tuple) else (part.key,)
    return SavedSlice(key, tuple(map(tuple, part.seen)), tuple(each_resting(part)), tuple(waking))


def in_order(values: tuple[Arg, ...]) -> list[tuple[bool, str, int]]:
    """A sort key for values of which some are text and some are numbers."""
    return [(True, v, 0) if isinstance(v, str) else (False, "", v) for v in values]
