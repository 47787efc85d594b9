"""Entries that are pushed: packages, uploads to a mirror, parcels on a stick."""

import random

import pytest

from safeconduct.errors import SafeconductError
from safeconduct.ledger import checkpoint, fork, leaf_hash, merkle, package, parcel, upload, witness
from safeconduct.ledger.mirror import Again, Forked, Grown, Mirror, Why
from safeconduct.wire import ed25519, note

ORIGIN = "host/accord/1"
SIGNER = note.Signer(ORIGIN, ed25519.Signer(b"\x07" * 32))
MIRROR = note.Signer("company/mirror", ed25519.Signer(b"\x09" * 32), note.COSIGNATURE)


class Log:
    """A log in memory, as the sender has it."""

    def __init__(self, entries):
        self.all = entries
        self.known = {}

    def read(self, level, index):
        key = (level, index)
        if key not in self.known:
            part = self.all[index << level : (index + 1) << level]
            assert len(part) == 1 << level
            self.known[key] = merkle.root_of([leaf_hash(e) for e in part])
        return self.known[key]

    def entries(self, start, stop):
        return self.all[start:stop]

    def head(self, size):
        return note.sign(checkpoint.Checkpoint(ORIGIN, size, merkle.root(size, self.read)).text, SIGNER)

    def section(self, start, size):
        nodes = merkle.subtree_nodes(0, start, size, self.read) if start else ()
        raw = self.head(size)
        return parcel.Section(raw, start, nodes, checkpoint.parse(note.read(raw).text))

    def packages(self, start, size):
        return list(package.packages(start, size, self.entries, self.read))

    def parcel(self, start, size=None):
        size = len(self.all) if size is None else size
        return b"".join(parcel.write([parcel.Source(self.head(size), start, self.entries, self.read)]))


class Store(Log):
    """What the receiver keeps. It has the attributes of `upload.Taker`."""

    def __init__(self):
        super().__init__([])
        self.mirror = Mirror(SIGNER.key, b"", self.read)

    held = property(lambda self: self.mirror.held)
    pending = property(lambda self: self.mirror.pending)
    pending_size = property(lambda self: self.mirror.pending_size)
    next = property(lambda self: self.mirror.next)

    def take(self, each):
        outcome = self.mirror.take(each)
        if isinstance(outcome, Grown):
            assert outcome.start == len(self.all)
            self.all += outcome.entries
        return outcome

    def offer(self, section):
        return self.mirror.offer(section.note, section.start, section.nodes)

    def unpack(self, raw, chunk=1000):
        stream = parcel.reader()
        outcome = None
        for at in range(0, len(raw), chunk):
            for item in stream.feed(raw[at : at + chunk]):
                outcome = self.offer(item) if isinstance(item, parcel.Section) else self.take(item)
                if isinstance(outcome, Forked):
                    return outcome
        return outcome


def numbered(start, stop, text=b"entry"):
    return [b"%s %d" % (text, i) for i in range(start, stop)]


# packages


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 0, []),
        (5, 5, []),
        (0, 1, [(0, 1)]),
        (0, 256, [(0, 256)]),
        (0, 257, [(0, 256), (256, 257)]),
        (255, 513, [(255, 256), (256, 512), (512, 513)]),
        (300, 310, [(300, 310)]),
    ],
)
def test_the_canonical_sequence(start, end, expected):
    assert list(package.spans(start, end)) == expected


@pytest.mark.parametrize(("start", "size"), [(0, 1), (0, 300), (100, 700), (256, 1000), (999, 1000), (512, 768)])
def test_a_package_holds_in_its_place_only(start, size):
    log = Log(numbered(0, size))
    root = merkle.root(size, log.read)
    for each in log.packages(start, size):
        before = tuple(leaf_hash(e) for e in log.all[each.first : each.start])
        placed = package.place(each, size, root, before)
        assert placed.subtree == merkle.subtree_root(each.first, each.end, log.read)
        wrong = [
            package.Package(each.start, each.end, (*each.entries[:-1], b"x"), each.proof),
            package.Package(each.start, each.end, each.entries, (*each.proof, bytes(32))),
            package.Package(each.start, each.end, each.entries[:-1], each.proof),
        ]
        if each.proof:
            wrong.append(package.Package(each.start, each.end, each.entries, each.proof[:-1]))
        if each.first >= 256:
            wrong.append(package.Package(each.start - 256, each.end - 256, each.entries, each.proof))
        for bad in wrong:
            with pytest.raises(package.BadPackage):
                package.place(bad, size, root, before)


# a mirror that is offered heads and packages


def test_what_is_offered_is_taken_and_not_reported_twice():
    log, store = Log(numbered(0, 2000)), Store()
    for start, size in ((0, 5), (5, 300), (0, 1000), (256, 1500), (1500, 2000)):
        assert store.offer(log.section(start, size)) == Again(Why.MORE, log.section(start, size).claimed)
        for each in log.packages(start, size):
            store.take(each)
        assert store.all == log.all[:size]
        assert store.mirror.held.size == size
        for each in log.packages(start, size):
            assert store.take(each).why is Why.SAME
    assert store.offer(log.section(0, 2000)).why is Why.SAME
    assert store.offer(log.section(0, 300)).why is Why.BEHIND


def test_a_gap_is_refused_with_the_entry_to_begin_at():
    log, store = Log(numbered(0, 2000)), Store()
    store.offer(log.section(0, 400))
    packages = log.packages(0, 400)
    with pytest.raises(package.MissesEntries):
        store.take(packages[1])
    for each in packages:
        store.take(each)
    with pytest.raises(package.MissesEntries) as caught:
        store.offer(log.section(401, 2000))
    assert "400" in caught.value.next_step
    store.offer(log.section(10, 2000))
    with pytest.raises(package.MissesEntries):
        store.take(log.packages(400, 2000)[0])  # entries 10 to 400 of the new tree have not been compared yet
    for each in log.packages(10, 2000):
        store.take(each)
    assert store.all == log.all


FORKS = [
    (0, 300, 299, 1000),
    (100, 300, 50, 1000),
    (100, 300, 150, 1000),
    (100, 300, 299, 1000),
    (256, 600, 300, 1000),
    (600, 600, 599, 1000),
    (512, 600, 520, 601),
    (0, 600, 0, 600),
    (0, 7, 3, 9),
]


@pytest.mark.parametrize(("start", "held", "at", "size"), FORKS)
def test_a_fork_is_found_wherever_the_transfer_begins(start, held, at, size):
    mine, store = Log(numbered(0, held)), Store()
    store.unpack(mine.parcel(0))
    theirs = Log([*mine.all[:at], b"another history", *numbered(at + 1, size)])
    outcome = store.unpack(theirs.parcel(start))
    assert isinstance(outcome, Forked)
    raw = fork.encode(outcome.proof)
    assert len(raw) < 2_000
    assert {head.size for head in fork.verify(fork.read(raw), SIGNER.key)} == {held, size}
    assert store.all == mine.all
    assert store.offer(mine.section(0, held)).why is Why.SAME


def test_packages_of_another_tree_are_refused():
    log, store = Log(numbered(0, 1000)), Store()
    store.offer(log.section(0, 1000))
    for each in Log(numbered(0, 1000, b"other")).packages(0, 1000):
        with pytest.raises((package.BadPackage, package.MissesEntries)):
            store.take(each)
    assert store.all == []


def test_a_pending_head_that_was_passed_over_is_checked_afterwards():
    mine, store = Log(numbered(0, 100)), Store()
    store.unpack(mine.parcel(0))
    other = Log([*mine.all, *numbered(100, 500, b"other")])
    store.offer(other.section(100, 500))  # signed, accepted, and its entries never come
    real = Log(numbered(0, 900))
    store.unpack(real.parcel(100))
    assert store.all == real.all
    outcome = store.mirror.late_fork()
    assert isinstance(outcome, Forked)
    assert [head.size for head in fork.verify(outcome.proof, SIGNER.key)] == [500, 900]


# parcels

HEAD = Log(numbered(0, 3)).head(3)


@pytest.mark.parametrize("chunk", [1, 7, 4096, 10_000_000])
def test_a_parcel_is_read_in_chunks_of_any_length(chunk):
    log, store = Log([*numbered(0, 600), b"", b"x" * 65_535]), Store()
    store.unpack(log.parcel(0), chunk)
    assert store.all == log.all


@pytest.mark.parametrize("seed", range(10))
def test_a_copy_cut_at_20_places_and_read_again_gives_the_same_head(seed):
    rng = random.Random(seed)
    log, store = Log(numbered(0, 5000)), Store()
    store.unpack(log.parcel(0, 700))
    raw = log.parcel(rng.choice([0, 256, 700]))
    for cut in sorted(rng.randrange(len(raw)) for _ in range(20)):
        store.unpack(raw[:cut], rng.randint(1, 5000))
    store.unpack(raw)
    assert store.mirror.held.root == merkle.root(5000, log.read)
    assert store.all == log.all
    before = store.mirror.held
    store.unpack(raw)
    assert (store.mirror.held, len(store.all)) == (before, 5000)


def test_one_parcel_carries_several_logs():
    logs = [Log(numbered(0, size, b"log %d" % size)) for size in (1, 300, 513)]
    raw = b"".join(parcel.write(parcel.Source(x.head(len(x.all)), 0, x.entries, x.read) for x in logs))
    assert raw == b"".join(parcel.write(parcel.Source(x.head(len(x.all)), 0, x.entries, x.read) for x in logs))
    stream = parcel.reader()
    items = stream.feed(raw)
    assert stream.is_done
    assert [i.claimed.size for i in items if isinstance(i, parcel.Section)] == [1, 300, 513]
    assert sum(len(i.entries) for i in items if isinstance(i, package.Package)) == 814


def test_every_changed_byte_of_a_parcel_is_refused_or_harmless():
    log = Log(numbered(0, 300))
    raw = log.parcel(0)
    refused = 0
    for at in range(0, len(raw), 5):
        store = Store()
        try:
            store.unpack(raw[:at] + bytes([raw[at] ^ 8]) + raw[at + 1 :], len(raw))
        except SafeconductError as error:
            refused += 1
            assert error.next_step
        assert store.all == log.all[: len(store.all)]
    assert refused > 500


@pytest.mark.parametrize(
    "raw",
    [
        b"tlog-parcel/2\n" + bytes(4),
        b"tlog-parcel/1\n" + b"\xff\xff\xff\xff",
        b"tlog-parcel/1\n" + b"\x00\x00\x00\x05hello" + bytes(9),
        b"tlog-parcel/1\n" + len(HEAD).to_bytes(4, "big") + HEAD + (4).to_bytes(8, "big") + b"\x00",
        b"tlog-parcel/1\n" + len(HEAD).to_bytes(4, "big") + HEAD + bytes(8) + b"\xff",
        Log(numbered(0, 3)).parcel(0)[:-5] + b"\x40",
    ],
)
def test_what_is_no_parcel_is_refused(raw):
    with pytest.raises(SafeconductError):
        parcel.reader().feed(raw)


def test_a_parcel_does_not_begin_beyond_its_end():
    with pytest.raises(SafeconductError):
        Log(numbered(0, 3)).parcel(4)


# uploads to a mirror


class Server:
    """A mirror's two calls, without HTTP."""

    def __init__(self):
        self.store = Store()

    def add_checkpoint(self, body):
        pending = self.store.pending or self.store.mirror._held.raw
        head = checkpoint.parse(note.read(pending).text) if pending else None
        judged = witness.judge(body, lambda o: (SIGNER.key,) if o == ORIGIN else (), lambda _: head)
        if isinstance(judged, witness.Answer):
            return judged
        root = head.root if head else merkle.EMPTY_ROOT
        self.store.offer(upload.offered(judged, root))
        return witness.Answer(200, b"")

    def add_entries(self, chunks):
        receiver = upload.Receiver(
            lambda origin: self.store if origin == ORIGIN else None,
            lambda store: b"cosigned %d\n" % store.held.size,
        )
        for chunk in chunks:
            if (answer := receiver.feed(chunk)) is not None:
                return answer
        return receiver.end()


def announce(server, log, old, size):
    proof = merkle.consistency(old, size, log.read)
    return server.add_checkpoint(witness.encode_request(witness.Request(old, proof, log.head(size))))


def send(server, log, start, end, keep=None, ticket=b""):
    raw = b"".join(upload.encode(upload.Header(ORIGIN, start, end, ticket), log.packages(start, end)))
    return server.add_entries([raw[:keep]])


def test_a_mirror_is_brought_up_to_date_in_requests_of_32_packages():
    log, server = Log(numbered(0, 20_000)), Server()
    assert announce(server, log, 0, 20_000).status == 200
    answer = send(server, log, 0, 20_000)
    statuses = [answer.status]
    while isinstance(info := upload.read_answer(answer.status, answer.body), upload.Info):
        assert info.size == 20_000
        answer = send(server, log, info.next, info.size, ticket=info.ticket)
        statuses.append(answer.status)
    assert statuses == [202, 202, 200]
    assert info == b"cosigned 20000\n"
    assert server.store.all == log.all
    for old, size in ((20_000, 20_001), (20_001, 32_768), (32_768, 40_000)):
        log.all = numbered(0, 40_000)
        assert announce(server, log, old, size).status == 200
        while server.store.held.size < size:
            assert send(server, log, server.store.next, size).status in (200, 202)
    assert server.store.all == log.all


def test_a_pending_head_may_move_on_before_its_entries_come():
    log, server = Log(numbered(0, 2000)), Server()
    for old, size in ((0, 5), (5, 8), (8, 700), (700, 2000)):
        assert announce(server, log, old, size).status == 200
    assert send(server, log, 0, 700).status == 409
    assert send(server, log, 0, 2000).status == 200
    assert server.store.all == log.all


def test_an_upload_that_breaks_off_goes_on():
    log, server = Log(numbered(0, 3000)), Server()
    announce(server, log, 0, 3000)
    length = len(b"".join(upload.encode(upload.Header(ORIGIN, 0, 3000), log.packages(0, 3000))))
    start, statuses = 0, []
    for part in (0.001, 0.3, 0.6, 1):
        answer = send(server, log, start, 3000, int(length * part))
        statuses.append(answer.status)
        if answer.status == 202:
            start = upload.read_answer(answer.status, answer.body).next
            length = len(b"".join(upload.encode(upload.Header(ORIGIN, start, 3000), log.packages(start, 3000))))
    assert statuses == [400, 202, 202, 200]
    assert server.store.all == log.all


def test_every_refusal_of_an_upload():
    log, other, server = Log(numbered(0, 1000)), Log(numbered(0, 1000, b"other")), Server()
    assert send(server, log, 0, 1000).status == 422
    announce(server, log, 0, 600)
    asked = send(server, log, 0, 0)
    assert upload.read_answer(asked.status, asked.body) == upload.Info(600, 0)
    assert send(server, log, 0, 1000).status == 409
    assert send(server, log, 10, 600).status == 409
    assert send(server, other, 0, 600).status == 422
    assert server.store.all == []
    unknown = b"".join(upload.encode(upload.Header("nobody/x/1", 0, 600), []))
    assert server.add_entries([unknown]).status == 404
    assert server.add_entries([b"\x00"]).status == 400
    assert server.add_entries([b"\x00\x01\xff" + bytes(18)]).status == 400
    assert server.add_entries([b"".join(upload.encode(upload.Header(ORIGIN, 6, 5), []))]).status == 400
    assert send(server, log, 0, 600).status == 200
    answer = send(server, log, 601, 1000)
    assert (answer.status, answer.content_type) == (409, upload.INFO_TYPE)
    assert upload.read_answer(409, answer.body) == upload.Info(600, 600)
    assert announce(server, other, 600, 1000).status == 422
    for status, body in ((500, b"oops"), (409, b"5\n5\n"), (202, b"x\n5\n\n"), (409, b"5\n5\n!\n")):
        with pytest.raises(witness.Refused):
            upload.read_answer(status, body)
