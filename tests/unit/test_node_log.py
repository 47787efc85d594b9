"""Our own log and the copy of a peer's, on a real disk."""

import pytest

from safeconduct.errors import BadInput
from safeconduct.ledger import ENTRY_BYTES_MAX, checkpoint, entry, fork, leaf_hash, merkle, mirror, parcel, tiles
from safeconduct.node import log as log_module
from safeconduct.node.disk import InUse, RealDisk
from safeconduct.node.log import Log, LogBroken, LogExists, LogMissing
from safeconduct.node.log_files import LogDamaged
from safeconduct.node.peer_log import Extended, PeerLog
from safeconduct.node.signed_heads import HeadMoved
from safeconduct.wire import ed25519, note
from tests.naive import merkle as naive

ORIGIN = "host/accord/1"
SIGNER = note.Signer(ORIGIN, ed25519.Signer(b"\x07" * 32))
DISK = RealDisk()


@pytest.fixture
def log(tmp_path):
    made = Log.create(tmp_path / "log", ORIGIN, SIGNER, DISK)
    yield made
    made.close()


@pytest.fixture
def copy(tmp_path):
    made = PeerLog.open(tmp_path / "copy", SIGNER.key, DISK)
    yield made
    made.close()


def numbered(start, stop):
    return [b"entry %d" % i for i in range(start, stop)]


def follow(copy, log):
    copy.poll()
    outcome = None
    while (fetch := copy.want()) is not None:
        try:
            body = log.fetch(fetch.path)
        except tiles.TileMissing:
            body = None
        outcome = copy.got(fetch, body)
    return outcome


def test_a_new_log_is_published_empty(log):
    head = checkpoint.open_checkpoint(log.checkpoint, log.key)
    assert (head.origin, head.size, head.root) == (ORIGIN, 0, merkle.EMPTY_ROOT)
    assert log.fetch("checkpoint") == log.checkpoint
    assert log.append([]) == range(0)


def test_entries_come_back_after_closing(log, tmp_path):
    assert log.append(numbered(0, 3)) == range(3)
    assert log.append(numbered(3, 700)) == range(3, 700)
    log.close()
    again = Log.open(tmp_path / "log", SIGNER, DISK)
    assert again.size == 700
    assert again.entry(699) == b"entry 699"
    assert list(again.entries(250, 520)) == numbered(250, 520)
    assert list(again.entries(690, 9_999)) == numbered(690, 700)
    assert again.root == naive.mth(numbered(0, 700))
    assert again.checkpoint == log.checkpoint
    again.close()


@pytest.mark.parametrize("index", [-1, 5, 2**40])
def test_no_entry_outside_the_log(log, index):
    log.append(numbered(0, 5))
    with pytest.raises(IndexError):
        log.entry(index)


def test_proofs_verify(log):
    log.append(numbered(0, 300))
    first = log.root
    log.append(numbered(300, 1000))
    for index, size in ((0, 1000), (299, 300), (511, 512), (999, 1000)):
        proof = log.inclusion(index, size)
        leaf = leaf_hash(b"entry %d" % index)
        assert merkle.verify_inclusion(index, size, leaf, proof, log.root_at(size))
    assert merkle.verify_consistency(300, 1000, first, log.root, log.consistency(300, 1000))
    with pytest.raises(IndexError):
        log.inclusion(5, 1001)


def test_an_entry_that_is_too_long_changes_nothing(log):
    with pytest.raises(entry.BadEntry):
        log.append([b"good", b"x" * (ENTRY_BYTES_MAX + 1)])
    assert log.size == 0
    assert log.append([b"x" * ENTRY_BYTES_MAX]) == range(1)


def test_two_processes_never_write_one_log(log, tmp_path):
    with pytest.raises(InUse) as caught:
        Log.open(tmp_path / "log", SIGNER, DISK)
    assert "in use" in str(caught.value)
    log.close()
    Log.open(tmp_path / "log", SIGNER, DISK).close()


def test_a_log_is_not_made_twice_nor_opened_where_none_is(log, tmp_path):
    log.append([b"a"])
    log.close()
    with pytest.raises(LogExists):
        Log.create(tmp_path / "log", ORIGIN, SIGNER, DISK)
    with pytest.raises(LogMissing):
        Log.open(tmp_path / "other", SIGNER, DISK)
    assert Log.open(tmp_path / "log", SIGNER, DISK).entry(0) == b"a"


def test_the_key_is_named_as_the_log(tmp_path):
    with pytest.raises(BadInput):
        Log.create(tmp_path / "log", "company/accord/1", SIGNER, DISK)


def test_a_head_moved_by_somebody_else_stops_the_log(log, tmp_path):
    """The folder was copied and a second process signs in the copy's name: compare and swap finds it."""
    log.append([b"a"])
    heads = tmp_path / "log" / "heads"
    before = heads.read_bytes()
    log.append([b"b"])
    heads.write_bytes(before)
    published = log.checkpoint
    with pytest.raises(HeadMoved):
        log.append([b"c"])
    with pytest.raises(LogBroken):
        log.append([b"c"])
    assert log.fetch("checkpoint") == published


def test_entries_that_read_back_differently_are_not_signed(log, monkeypatch):
    log.append([b"a"])
    real = log._journal.append

    def liar(start, entries):
        return (*real(start, entries)[:-1], b"something else")

    monkeypatch.setattr(log._journal, "append", liar)
    with pytest.raises(LogDamaged):
        log.append([b"b", b"c"])
    assert checkpoint.open_checkpoint(log.fetch("checkpoint"), log.key).size == 1


def test_tiles_that_rotted_before_they_were_settled_are_made_anew_from_the_journal(log, tmp_path, monkeypatch):
    log.append(numbered(0, 600))
    bundle = tmp_path / "log" / "tile" / "entries" / "001"
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 300", b"entry 3oo"))
    with pytest.raises(LogDamaged):
        log.entry(300)
    monkeypatch.setattr(log_module, "JOURNAL_BYTES_MAX", 1_000)
    with pytest.raises(LogDamaged):
        log.append([b"x"])  # settling reads everything back, and keeps the journal
    log.close()
    again = Log.open(tmp_path / "log", SIGNER, DISK)
    assert list(again.entries(0, 600)) == numbered(0, 600)
    again.close()


def test_partial_tiles_go_when_the_full_one_is_settled(log, tmp_path):
    for start in range(0, 250, 50):
        log.append(numbered(start, start + 50))
    partial = tmp_path / "log" / "tile" / "0" / "000.p"
    assert sorted(p.name for p in partial.iterdir()) == ["100", "150", "200", "250", "50"]
    log.append(numbered(250, 260))
    log.close()
    again = Log.open(tmp_path / "log", SIGNER, DISK)
    assert not partial.exists()
    assert (tmp_path / "log" / "tile" / "0" / "001.p" / "4").exists()
    again.close()


@pytest.mark.parametrize(
    "path", ["journal", "heads", "../secret", "tile/0/../../heads", "tile/0/0", "tile/entries/0001"]
)
def test_only_the_public_files_are_served(log, path):
    with pytest.raises(BadInput):
        log.fetch(path)


def test_another_key_does_not_open_the_log(log, tmp_path):
    log.append([b"a"])
    log.close()
    other = note.Signer(ORIGIN, ed25519.Signer(b"\x08" * 32))
    with pytest.raises(log_module.WrongKey):
        Log.open(tmp_path / "log", other, DISK)


# the copy of a peer's log


def test_a_copy_follows_and_remembers(log, copy, tmp_path):
    assert follow(copy, log).why is mirror.Why.SAME
    log.append(numbered(0, 5))
    assert follow(copy, log) == Extended(0, 5, log.checkpoint)
    log.append(numbered(5, 2000))
    assert follow(copy, log) == Extended(5, 2000, log.checkpoint)
    copy.close()
    again = PeerLog.open(tmp_path / "copy", SIGNER.key, DISK)
    assert (again.size, again.root, again.checkpoint) == (2000, log.root, log.checkpoint)
    assert list(again.entries(0, 2000)) == numbered(0, 2000)
    assert again.entry(1234) == b"entry 1234"
    assert merkle.verify_inclusion(7, 2000, leaf_hash(b"entry 7"), again.inclusion(7), log.root)
    again.close()


def test_a_copy_goes_on_where_it_was_stopped(log, copy, tmp_path):
    log.append(numbered(0, 5000))
    copy.poll()
    for _ in range(12):
        copy.got(fetch := copy.want(), log.fetch(fetch.path))
    copy.close()
    again = PeerLog.open(tmp_path / "copy", SIGNER.key, DISK)
    assert again.size == 0
    again.poll()
    fetched = []
    while (fetch := again.want()) is not None:
        fetched.append(fetch.path)
        again.got(fetch, log.fetch(fetch.path))
    assert again.root == log.root
    assert "tile/entries/000" not in fetched
    assert "tile/entries/018" in fetched
    again.close()


def test_a_fork_freezes_the_copy_and_is_remembered(log, copy, tmp_path):
    log.append(numbered(0, 400))
    follow(copy, log)
    other = Log.create(tmp_path / "other", ORIGIN, SIGNER, DISK)
    other.append([*numbered(0, 399), b"another history"])
    other.append(numbered(400, 1000))
    outcome = follow(copy, other)
    assert isinstance(outcome, mirror.Forked)
    assert len(fork.encode(outcome.proof)) < 2_000
    log.append(numbered(400, 500))
    assert copy.want() is None
    copy.close()
    again = PeerLog.open(tmp_path / "copy", SIGNER.key, DISK)
    assert again.want() is None
    first, second = fork.verify(again.fork, SIGNER.key)
    assert (first.size, second.size, again.size) == (400, 1000, 400)
    again.close()


def test_a_copy_whose_files_rotted_says_so(log, copy, tmp_path):
    log.append(numbered(0, 30))
    follow(copy, log)
    copy.close()
    tile = tmp_path / "copy" / "tile" / "0" / "000.p" / "30"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    with pytest.raises(LogDamaged) as caught:
        PeerLog.open(tmp_path / "copy", SIGNER.key, DISK)
    assert "remove the folder" in caught.value.next_step


# a copy that is brought by hand


def parcel_of(log, start):
    return b"".join(parcel.write([log.parcel(start)]))


def unpack(copy, raw):
    stream = parcel.reader()
    outcome = None
    for at in range(0, len(raw), 3000):
        for item in stream.feed(raw[at : at + 3000]):
            outcome = copy.offer(item) if isinstance(item, parcel.Section) else copy.take(item)
    return outcome


def test_a_parcel_and_the_network_lead_to_the_same_copy(log, copy, tmp_path):
    log.append(numbered(0, 300))
    follow(copy, log)
    log.append(numbered(300, 2000))
    raw = parcel_of(log, 300)
    for cut in (100, 20_000, len(raw) // 2):
        unpack(copy, raw[:cut])
        copy.close()
        copy = PeerLog.open(tmp_path / "copy", SIGNER.key, DISK)
        assert copy.size == 300
    assert unpack(copy, raw) == Extended(300, 2000, log.checkpoint)
    assert list(copy.entries(0, 2000)) == numbered(0, 2000)
    log.append(numbered(2000, 2100))
    assert follow(copy, log) == Extended(2000, 2100, log.checkpoint)
    assert unpack(copy, raw).why is mirror.Why.SAME
    third = PeerLog.open(tmp_path / "third", SIGNER.key, DISK)
    assert unpack(third, parcel_of(copy, 0)) == Extended(0, 2100, log.checkpoint)
    third.close()
    copy.close()


def test_a_parcel_with_another_history_freezes_the_copy(log, copy, tmp_path):
    log.append(numbered(0, 700))
    follow(copy, log)
    other = Log.create(tmp_path / "other", ORIGIN, SIGNER, DISK)
    other.append([*numbered(0, 400), b"another history", *numbered(401, 900)])
    stream = parcel.reader()
    outcomes = []
    for item in stream.feed(parcel_of(other, 256)):
        outcomes.append(copy.offer(item) if isinstance(item, parcel.Section) else copy.take(item))
    assert any(isinstance(outcome, mirror.Forked) for outcome in outcomes)
    assert fork.verify(copy.fork, SIGNER.key)
    assert (copy.size, copy.root) == (700, log.root)
    other.close()


def test_a_head_that_was_offered_but_not_proven_is_not_remembered_as_accepted(log, copy, tmp_path):
    """Killed between a parcel's head and its entries: what was not compared yet must be compared again."""
    log.append(numbered(0, 700))
    follow(copy, log)
    other = Log.create(tmp_path / "other", ORIGIN, SIGNER, DISK)
    other.append([*numbered(0, 400), b"another history", *numbered(401, 900)])
    copy.offer(parcel.reader().feed(parcel_of(other, 0))[0])
    copy.close()
    again = PeerLog.open(tmp_path / "copy", SIGNER.key, DISK)
    assert again.pending == b""
    assert isinstance(follow(again, other), mirror.Forked)
    again.close()
    other.close()
