"""Trees, tiles and proofs against the definitions in tests/naive/merkle.py, and against public vectors."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.ledger import entry, leaf_hash, merkle, tiles
from safeconduct.ledger.tail import Tail
from tests.naive import merkle as naive

SHARED = Path("../shared/vectors/merkle")
ENTRIES = [b"entry %d" % i for i in range(1200)]
LEAVES = [leaf_hash(content) for content in ENTRIES]


def read(level, index):
    return naive.mth(ENTRIES[index << level : (index + 1) << level])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 600), st.integers(0, 100))
def test_frontier_and_root_are_the_definition(size, more):
    edge = merkle.Frontier().extend(LEAVES[:size])
    assert edge.root == naive.mth(ENTRIES[:size])
    assert merkle.root_of(LEAVES[:size]) == edge.root
    assert edge.extend(LEAVES[size : size + more]).root == naive.mth(ENTRIES[: size + more])
    assert merkle.Frontier.read(size, read).hashes == edge.hashes


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_inclusion_is_the_definition(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion(index, size, read)
    assert list(proof) == naive.path(index, ENTRIES[:size])
    root = naive.mth(ENTRIES[:size])
    assert merkle.verify_inclusion(index, size, LEAVES[index], proof, root)
    assert not merkle.verify_inclusion(index, size, LEAVES[index + 1], proof, root)
    other = data.draw(st.integers(0, size + 2))
    assert merkle.verify_inclusion(other, size, LEAVES[index], proof, root) == (other == index)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_consistency_is_the_definition(data):
    second = data.draw(st.integers(1, 300))
    first = data.draw(st.integers(1, second))
    proof = merkle.consistency(first, second, read)
    assert list(proof) == naive.proof(first, ENTRIES[:second])
    roots = naive.mth(ENTRIES[:first]), naive.mth(ENTRIES[:second])
    assert merkle.verify_consistency(first, second, *roots, proof)
    assert not merkle.verify_consistency(first, second, roots[0], bytes(32), proof)
    assert not merkle.verify_consistency(first, second, bytes(32), roots[1], proof)
    assert merkle.rebuild(0, first, second, merkle.subtree_nodes(0, first, second, read), None) == roots


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_subtrees_are_the_definition(data):
    size = data.draw(st.integers(1, 300))
    level = data.draw(st.integers(0, size.bit_length()))
    start = data.draw(st.integers(0, (size - 1) >> level)) << level
    end = data.draw(st.integers(start + 1, min(size, start + (1 << level))))
    assert merkle.is_subtree(start, end)
    proof = merkle.subtree_consistency(start, end, size, read)
    assert list(proof) == naive.subtree_proof(start, end, ENTRIES[:size])
    subtree, root = naive.mth(ENTRIES[start:end]), naive.mth(ENTRIES[:size])
    assert merkle.subtree_root(start, end, read) == subtree
    assert merkle.verify_subtree_consistency(start, end, size, subtree, root, proof)
    nodes = merkle.subtree_nodes(start, end, size, read)
    assert merkle.rebuild(start, end, size, nodes, None) == (subtree, root)
    index = data.draw(st.integers(start, end - 1))
    path = merkle.subtree_inclusion(index, start, end, read)
    assert list(path) == naive.path(index - start, ENTRIES[start:end])
    assert merkle.verify_subtree_inclusion(index, start, end, LEAVES[index], path, subtree)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=4))
def test_tiles_are_the_definition_however_the_log_grew(steps):
    files, edge = {}, Tail()
    for step in steps:
        step = min(step, len(ENTRIES) - edge.size)
        size = edge.size + step
        edge, written = edge.extend(ENTRIES[edge.size : size], LEAVES[edge.size : size])
        assert {tile for tile, _ in written} == set(tiles.changed(size - step, size))
        files |= {tile.path: content for tile, content in written}
        assert edge.root == naive.mth(ENTRIES[:size])
    for tile in (*tiles.edge(edge.size), *(t for t in tiles.changed(0, edge.size) if t.level >= 0)):
        assert files[tile.path] == naive.tile(tile.level, tile.index, tile.width, ENTRIES[: edge.size])

    def fetch(path):
        if path not in files:
            raise tiles.TileMissing(path)
        return files[path]

    reader = tiles.VerifiedTiles(fetch, edge.size, edge.root)
    held = [content for index in range(-(-edge.size // 256)) for content in reader.bundle(index)]
    assert held == ENTRIES[: edge.size]
    again = Tail.read(edge.size, fetch)
    assert (again.rows, again.bundle, again.root) == (edge.rows, edge.bundle, edge.root)
    assert again.is_sound
    assert dict(again.edge()) == {t: files[t.path] for t in dict(again.edge())}


def test_the_tree_of_70_000_of_the_specification():
    found = tiles.changed(0, 70_000)
    full = [sum(t.level == level and t.width == 256 for t in found) for level in range(3)]
    partial = {t.level: t.width for t in found if t.width < 256 and t.level >= 0}
    assert (full, partial) == ([273, 1, 0], {0: 112, 1: 17, 2: 1})
    assert {t.level: t.width for t in tiles.changed(0, 256)} == {-1: 256, 0: 256, 1: 1}


def test_every_flipped_bit_of_a_tile_or_bundle_is_found():
    edge, written = Tail().extend(ENTRIES[:300], LEAVES[:300])
    good = {tile.path: content for tile, content in written}
    for path, content in good.items():
        for at in range(0, len(content), 97):
            files = dict(good)
            files[path] = content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]
            reader = tiles.VerifiedTiles(files.__getitem__, 300, edge.root)
            with pytest.raises((tiles.BadTile, entry.BadEntry)):
                for tile in tiles.changed(0, 300):
                    reader.bundle(tile.index) if tile.level < 0 else reader.row(tile.level, tile.index)


def test_a_pruned_partial_tile_is_cut_from_the_full_one():
    small, _ = Tail().extend(ENTRIES[:100], LEAVES[:100])
    _, written = Tail().extend(ENTRIES[:256], LEAVES[:256])
    files = {tile.path: content for tile, content in written}

    def fetch(path):
        if path not in files:
            raise tiles.TileMissing(path)
        return files[path]

    assert tiles.VerifiedTiles(fetch, 100, small.root).bundle(0) == tuple(ENTRIES[:100])
    with pytest.raises(tiles.TileMissing):
        tiles.VerifiedTiles(fetch, 300, small.root).bundle(0)


def _hash(text):
    return base64.b64decode(text) if text else b""


VERIFY = {
    "inclusion": lambda c, p: merkle.verify_inclusion(
        c["leafIdx"], c["treeSize"], _hash(c["leafHash"]), p, _hash(c["root"])
    ),
    "consistency": lambda c, p: merkle.verify_consistency(
        c["size1"], c["size2"], _hash(c["root1"]), _hash(c["root2"]), p
    ),
    "subtreeinclusion": lambda c, p: merkle.verify_subtree_inclusion(
        c["leafIdx"], c["start"], c["end"], _hash(c["leafHash"]), p, _hash(c["root"])
    ),
    "subtreeconsistency": lambda c, p: merkle.verify_subtree_consistency(
        c["start"], c["end"], c["size"], _hash(c["root1"]), _hash(c["root2"]), p
    ),
}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "count"),
    [("inclusion", 98), ("consistency", 98), ("subtreeinclusion", 204), ("subtreeconsistency", 118)],
)
def test_public_vectors(name, count):
    path = SHARED / f"{name}.jsonl"
    if not path.exists():
        pytest.skip("../shared/vectors/merkle is not beside the project")
    cases = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(cases) == count
    for case in cases:
        proof = tuple(map(_hash, case["proof"] or []))
        assert VERIFY[name](case, proof) == (not case["wantErr"]), case["file"]
