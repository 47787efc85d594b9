"""Positions as columns are the positions; what is written of them is the same; the newest is found."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.feeds.batch import SALT_BYTES, decode, encode
from safeconduct.feeds.message import Message
from safeconduct.geo import HAS_NUMBA
from safeconduct.node.newest import Newest
from safeconduct.records.observation import Position
from safeconduct.records.positions import Positions, positions_of, without

_ODD = ('odd"name', "é")
positions = st.builds(
    Position,
    st.sampled_from(["v1", "v2", "kx-1", "a" * 64, *_ODD]),
    st.integers(0, 253_402_300_799_999),
    st.integers(-900_000_000, 900_000_000),
    st.integers(-1_800_000_000, 1_800_000_000),
    st.sampled_from([0, 5, 40_000_000]),
    st.sampled_from([None, 0, 7, 100_000]),
    st.sampled_from([None, 0, 359, 360]),
)
few = st.builds(Position, st.sampled_from(["v1", "v2"]), st.integers(0, 3), st.integers(0, 1), st.just(0))


@given(st.lists(positions, max_size=20), st.sampled_from([HAS_NUMBA, False]))
def test_the_same_bytes(seen: list[Position], is_swift: bool) -> None:
    written = encode(positions_of(seen), is_swift=is_swift)
    assert written == msgspec.json.encode(seen)
    if all(each.asset not in _ODD for each in seen):
        assert decode(Message(bytes(SALT_BYTES) + written, 0)) == tuple(seen)


@given(st.lists(few, max_size=12), st.data())
def test_one_row_goes_for_each_value(seen: list[Position], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from(seen), max_size=4)) if seen else []
    left = list(seen)
    for each in gone:
        if each in left:
            left.remove(each)
    found = without(positions_of(seen), gone).values()
    assert sorted(map(repr, found)) == sorted(map(repr, left))


@given(st.lists(st.lists(few, max_size=6), max_size=4))
def test_the_newest_of_each_is_known(batches: list[list[Position]]) -> None:
    newest, names = Newest(), ["nobody", "v2", "v1"]
    known: dict[str, Position] = {}
    for batch in batches:
        told = positions_of(batch)
        shared = Positions(names, told.asset * 0, *told[2:])
        shared.asset[:] = [names.index(each.asset) for each in batch]
        newest.hear(shared)
        for each in batch:
            if each.asset not in known or known[each.asset].t_ms <= each.t_ms:
                known[each.asset] = each
    assert dict(newest) == known and len(newest) == len(known) and newest.get("nobody") is None
