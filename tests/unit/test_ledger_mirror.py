"""Following a log: honest, slow, forgetful and dishonest peers."""

import random

import pytest

from safeconduct.errors import SafeconductError
from safeconduct.ledger import checkpoint, fork, leaf_hash, merkle, tiles
from safeconduct.ledger.mirror import Again, Fetch, Forked, Grown, Mirror, Why
from safeconduct.ledger.tail import Tail
from safeconduct.wire import ed25519, note

ORIGIN = "host/accord/1"
SIGNER = note.Signer(ORIGIN, ed25519.Signer(b"\x07" * 32))
OTHER = note.Signer(ORIGIN, ed25519.Signer(b"\x08" * 32))


class Peer:
    """A log in memory, with every file that it ever served."""

    def __init__(self, signer=SIGNER):
        self.signer = signer
        self.edge = Tail()
        self.files = {}
        self.heads = {}
        self.entries = []
        self.publish()

    def append(self, *entries):
        self.entries += entries
        self.edge, written = self.edge.extend(entries, [leaf_hash(e) for e in entries])
        self.files |= {tile.path: content for tile, content in written}
        self.publish()

    def grow(self, count, text=b"entry"):
        for _ in range(count):
            self.append(b"%s %d" % (text, len(self.entries)))

    def publish(self):
        head = checkpoint.Checkpoint(self.signer.key.name, self.edge.size, self.edge.root)
        self.files["checkpoint"] = self.heads[self.edge.size] = checkpoint.sign(head, self.signer)

    def hash(self, level, index):
        return merkle.root_of([leaf_hash(e) for e in self.entries[index << level : (index + 1) << level]])


class Store:
    """What a mirror was given, as the caller keeps it."""

    def __init__(self):
        self.entries = []
        self.mirror = Mirror(SIGNER.key, b"", self.hash)

    def hash(self, level, index):
        return merkle.root_of([leaf_hash(e) for e in self.entries[index << level : (index + 1) << level]])

    def follow(self, peer):
        self.mirror.poll()
        outcome = None
        while (fetch := self.mirror.want()) is not None:
            outcome = self.mirror.got(fetch, peer.files.get(fetch.path))
            if isinstance(outcome, Grown):
                assert outcome.start == len(self.entries)
                self.entries += outcome.entries
        return outcome


@pytest.mark.parametrize("sizes", [[1], [255, 256, 257], [5, 5, 300, 1000], [256], [512, 700], [1, 2, 3, 70_000]])
def test_an_honest_log_is_followed(sizes):
    peer, store = Peer(), Store()
    for size in sizes:
        before = len(peer.entries)
        peer.append(*[b"entry %d" % i for i in range(before, size)])
        outcome = store.follow(peer)
        if size > before:
            assert isinstance(outcome, Grown)
            assert outcome.checkpoint == peer.files["checkpoint"]
        else:
            assert outcome == Again(Why.SAME, store.mirror.held)
        assert store.entries == peer.entries
        assert store.mirror.held.root == peer.edge.root


def test_growth_is_proven_before_entries_are_fetched():
    peer, store = Peer(), Store()
    peer.append(*[b"%d" % i for i in range(1000)])
    store.follow(peer)
    peer.append(*[b"%d" % i for i in range(1000, 9000)])
    store.mirror.poll()
    asked = []
    while "/entries/" not in (fetch := store.mirror.want()).path:
        asked.append(fetch.path)
        store.mirror.got(fetch, peer.files.get(fetch.path))
    assert len(asked) < 10
    assert store.mirror.pending == peer.files["checkpoint"]


def test_a_peer_that_pruned_its_partial_tiles_is_followed():
    peer, store = Peer(), Store()
    peer.grow(100)
    old = dict(peer.files)
    peer.grow(200)
    peer.files = {path: body for path, body in peer.files.items() if "000.p" not in path}
    peer.files["tile/1/000.p/1"] = old.get("tile/1/000.p/1", peer.edge.edge()[1][1])
    peer.files["checkpoint"] = old["checkpoint"]
    assert isinstance(store.follow(peer), Grown)
    assert store.entries == peer.entries[:100]


@pytest.mark.parametrize(("held", "shown"), [(10, 10), (10, 11), (256, 900), (300, 300), (300, 2000), (2000, 300)])
def test_a_fork_is_found_at_first_contact_and_proven(held, shown):
    mine, theirs, store = Peer(), Peer(), Store()
    mine.append(*[b"%d" % i for i in range(held)])
    store.follow(mine)
    theirs.append(*[b"%d" % i for i in range(shown - 1 if shown <= held else held - 1)], b"another history")
    theirs.append(*[b"%d" % i for i in range(len(theirs.entries), shown)])
    outcome = store.follow(theirs)
    assert isinstance(outcome, Forked)
    raw = fork.encode(outcome.proof)
    assert len(raw) < 2_000
    sizes = [head.size for head in fork.verify(fork.read(raw), SIGNER.key)]
    assert sizes == sorted([held, shown])
    assert store.entries == mine.entries
    store.mirror.poll()
    assert store.mirror.want() is None


def test_a_fork_proof_of_a_large_log_is_small():
    """Sizes are what counts, so a tree of a billion is enough to imagine: 30 hashes on the longest path."""
    nodes = tuple(bytes([i]) * 32 for i in range(31))
    head = checkpoint.sign(checkpoint.Checkpoint(ORIGIN, 10**9, bytes(32)), SIGNER)
    assert len(fork.encode(fork.ForkProof(head, head, 0, 10**9, nodes[:1], nodes))) < 2_048


def test_an_old_head_is_no_fork_and_no_growth():
    peer, store = Peer(), Store()
    peer.grow(300)
    store.follow(peer)
    for size in (1, 256, 299):
        peer.files["checkpoint"] = peer.heads[size]
        outcome = store.follow(peer)
        assert (outcome.why, outcome.shown.size) == (Why.BEHIND, size)
    assert store.mirror.held.size == 300


def test_a_fork_against_a_head_whose_entries_are_still_on_the_way():
    peer, other, store = Peer(), Peer(), Store()
    peer.append(*[b"%d" % i for i in range(1000)])
    while not store.mirror.pending:
        store.mirror.got(fetch := store.mirror.want(), peer.files.get(fetch.path))
    other.append(*[b"other %d" % i for i in range(1000)])
    assert isinstance(store.follow(other), Forked)


def test_a_pending_head_survives_a_restart():
    peer, store = Peer(), Store()
    peer.append(*[b"%d" % i for i in range(1000)])
    while not store.mirror.pending:
        store.mirror.got(fetch := store.mirror.want(), peer.files.get(fetch.path))
    again = Mirror(SIGNER.key, b"", store.hash, store.mirror.pending)
    other = Peer()
    other.append(*[b"other %d" % i for i in range(1001)])
    outcome = None
    while (fetch := again.want()) is not None:
        outcome = again.got(fetch, other.files.get(fetch.path))
    assert isinstance(outcome, Forked)


def test_answers_that_come_twice_or_late_change_nothing():
    rng = random.Random(1)
    peer, store = Peer(), Store()
    peer.grow(700)
    answers = []
    store.mirror.poll()
    while (fetch := store.mirror.want()) is not None:
        answers.append((fetch, peer.files.get(fetch.path)))
        for repeated in rng.sample(answers, rng.randint(0, min(3, len(answers) - 1))):
            if repeated[0] != fetch:
                assert store.mirror.got(*repeated) == Again(Why.MORE)
        outcome = store.mirror.got(*answers[-1])
        if isinstance(outcome, Grown):
            store.entries += outcome.entries
    assert store.entries == peer.entries


@pytest.mark.parametrize("seed", range(60))
def test_a_liar_is_refused_and_an_honest_answer_afterwards_is_taken(seed):
    """Any file changed on the way: an error, nothing taken, and the next honest answer goes on from there."""
    rng = random.Random(seed)
    peer, store = Peer(), Store()
    peer.append(*[b"%d" % i for i in range(rng.randint(1, 700))])
    store.follow(peer)
    peer.append(*[b"%d" % i for i in range(len(peer.entries), len(peer.entries) + rng.randint(1, 900))])
    store.mirror.poll()
    lies = 0
    while (fetch := store.mirror.want()) is not None:
        honest = peer.files.get(fetch.path)
        body = honest
        if honest and rng.random() < 0.4:
            at = rng.randrange(len(honest))
            body = rng.choice(
                [honest[:at] + bytes([honest[at] ^ 1 << rng.randrange(8)]) + honest[at + 1 :], honest[:at], None]
            )
            lies += 1
        try:
            outcome = store.mirror.got(fetch, body)
        except SafeconductError as error:
            assert error.next_step
            continue
        if isinstance(outcome, Grown):
            store.entries += outcome.entries
        assert not isinstance(outcome, Forked)
    assert store.entries == peer.entries
    assert seed > 5 or lies


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (Peer(OTHER).heads[0], note.BadSignature),
        (b"", note.BadNote),
        (None, tiles.TileMissing),
        (Peer().heads[0].replace(b"\n0\n", b"\n1\n"), note.BadSignature),
    ],
)
def test_a_checkpoint_that_is_not_the_logs_is_refused(raw, error):
    store = Store()
    with pytest.raises(error):
        store.mirror.got(Fetch("checkpoint"), raw)
    assert store.mirror.want() == Fetch("checkpoint")


def test_a_checkpoint_of_another_log_by_the_same_key_is_refused():
    head = checkpoint.Checkpoint("company/accord/1", 0, merkle.EMPTY_ROOT)
    with pytest.raises(checkpoint.WrongLog):
        Store().mirror.got(Fetch("checkpoint"), note.sign(head.text, SIGNER))
