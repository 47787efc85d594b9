"""Our own log: a folder of plain tlog-tiles files, and the order in which they are written.

An entry is acknowledged only after: the entries are durable in the journal; tiles were built from the bytes
read back; the root was computed twice, from the entries given and from the tiles; the last signed head was
compared, swapped and made durable; the head was signed, the signature verified, and `checkpoint` published.
What the journal holds has happened: after a crash `open` completes it. A batch that never got into the journal
whole has not happened. Never are two roots signed for one size.

Folder: `checkpoint`, `tile/...` (served to others); `journal`, `heads`, `lock` (ours). One writer thread;
reading is safe from any thread.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from safeconduct.errors import BadInput, SafeconductError, Unavailable
from safeconduct.ledger import checkpoint, entry, merkle, tail, tiles
from safeconduct.wire import note

from .disk import Disk, DiskFull, FileMissing
from .journal import Content, Journal
from .log_files import LogDamaged
from .signed_heads import Head, SignedHeads
from .stored_log import StoredLog

JOURNAL_BYTES_MAX: Final = 4 * 1024 * 1024
"""When the journal is longer, its entries are settled into durable tiles, and it begins anew.

Whoever appends then waits for it. It costs much the same for each entry however often it is done: so, often.
"""
SYNCS_A_BATCH: Final = 8
"""Full tiles made durable before each batch, so that settling finds little left to do."""
PRUNES_A_BATCH: Final = 1
"""Folders of outgrown partial tiles removed before each batch, for the same reason: each may hold 255 files."""


class LogExists(BadInput):
    """There is a log in this folder already."""

    next_step = "open it, or choose an empty folder"


class LogMissing(BadInput):
    """There is no log in this folder."""

    next_step = "check the path; a new node begins with `safeconduct init`"


class WrongKey(BadInput):
    """The log was signed with another key than the one given."""

    next_step = "use the key that this log was made with; a new key means a new epoch"


class LogBroken(Unavailable):
    """A write failed half way. What was acknowledged is safe; reading works; writing needs a fresh start."""

    next_step = "repair the disk, then start the node again: it completes or drops the unfinished write"


class Log(StoredLog):
    """An open log. Make one with `create` or `open`; `close` it to let another process have it."""

    def __init__(self, folder: Path, signer: note.Signer, disk: Disk) -> None:
        super().__init__(folder, disk)
        self._signer = signer
        self._heads = SignedHeads(disk, folder / "heads")
        self._journal_path = folder / "journal"
        self._journal: Journal
        self._frontier = merkle.Frontier()
        self._base = 0
        self._broken: BaseException | None = None

    @classmethod
    def create(cls, folder: Path, origin: str, signer: note.Signer, disk: Disk) -> "Log":
        """An empty log, published with size 0. signer: the log's key (type 0x01), named by the origin."""
        if signer.key.name != origin:
            raise BadInput(f"the key is named {signer.key.name!r}, the log {origin!r}; they must be the same")
        disk.make_folder(folder)
        log = cls(folder, signer, disk)
        log._hold(log._found)
        return log

    @classmethod
    def open(cls, folder: Path, signer: note.Signer, disk: Disk) -> "Log":
        """The log as it was last acknowledged, with any batch that was durable but not yet signed completed.

        Raises LogMissing, InUse, LogDamaged, JournalDamaged, HeadMoved, DiskFull, DiskFailed.
        """
        if disk.size(folder / "heads") is None or disk.size(folder / "journal") is None:
            raise LogMissing(f"{folder} holds no log")
        log = cls(folder, signer, disk)
        log._hold(log._recover)
        return log

    @property
    def origin(self) -> str:
        """The name of the log, the first line of its checkpoints."""
        return self._signer.key.name

    @property
    def key(self) -> note.Key:
        """The key that the log's checkpoints are verified with; `str(log.key)` is its vkey."""
        return self._signer.key

    def append(self, entries: Sequence[bytes]) -> range:
        """Append all entries with one durable write, and return their indexes.

        Raises BadEntry or DiskFull: nothing was changed. Anything else: LogBroken from here on, open it again.
        """
        if self._broken is not None:
            raise LogBroken(f"{self.origin}: an earlier write failed: {self._broken}")
        if not entries:
            return range(self.size, self.size)
        entry.encode_bundle(entries)  # refuses an entry that is too long before anything is written
        try:
            self._files.sync_some(SYNCS_A_BATCH)
            self._files.prune_some(PRUNES_A_BATCH)
            if self._journal.length > JOURNAL_BYTES_MAX:
                self._settle()
            self._append(entries)
        except DiskFull:
            raise
        except BaseException as error:
            self._broken = error
            raise
        return range(self.size - len(entries), self.size)

    def _append(self, entries: Sequence[bytes]) -> None:
        old, length = Head(self.size, self.root), self._journal.length
        try:
            frontier = self._frontier.extend(map(entry.leaf_hash, entries))  # from the bytes as given
            stored = self._journal.append(self.size, entries)
            grown, written = self._tail.extend(stored, [entry.leaf_hash(e) for e in stored])  # as read back
            self._write(written)
            if grown.root != frontier.root:
                raise LogDamaged(f"{self.origin}: the disk gave back other entries than it was given")
            self._sign_and_publish(old, Head(grown.size, grown.root))
        except DiskFull as error:
            self._undo(old, length, error)
            raise
        self._tail, self._frontier = grown, frontier

    def _write(self, written: tail.Files) -> None:
        for tile, content in written:
            self._files.write(tile, content)
        for tile, content in written:
            if not self._files.holds(tile, content):
                raise LogDamaged(f"{self.origin}: {tile.path} reads back differently")

    def _undo(self, old: Head, length: int, error: DiskFull) -> None:
        """As long as the head has not moved nothing is signed, so the batch can be made not to have happened."""
        try:
            has_moved = self._heads.repair() != old
            if not has_moved:
                self._journal.cut(length)
        except SafeconductError as failed:
            raise LogBroken(f"{self.origin}: {error}, and then: {failed}") from failed
        if has_moved:
            raise LogBroken(f"{self.origin}: {error}, with the batch written but not yet published") from error

    def _sign_and_publish(self, old: Head | None, new: Head) -> None:
        if old is None:
            self._heads.create(new)
        elif old != new:
            self._heads.swap(old, new)
        raw = self._sign(new)
        if raw != self._checkpoint:
            self._files.publish(raw)
            self._checkpoint = raw

    def _sign(self, head: Head) -> bytes:
        raw = checkpoint.sign(checkpoint.Checkpoint(self.origin, head.size, head.root), self._signer)
        checkpoint.open_checkpoint(raw, self.key)  # a bit that flips while signing can give the key away
        return raw

    def _settle(self) -> None:
        """Make the tiles hold durably all that the journal holds, check them, and begin the journal anew."""
        self._files.settle(self._base, self.size, self.root)
        base = self._base
        self._begin_journal()
        self._files.outgrow(base, self.size)

    def _begin_journal(self) -> None:
        self._journal = Journal.create(self._disk, self._journal_path, self.size, self.root)
        self._base = self.size

    def _found(self) -> None:
        if self._disk.size(self._files.folder / "checkpoint") is not None:
            raise LogExists(f"{self._files.folder} holds a log already")
        self._heads.create(Head(0, merkle.EMPTY_ROOT))
        self._journal = Journal.create(self._disk, self._journal_path, 0, merkle.EMPTY_ROOT)
        self._sign_and_publish(self._heads.last(), Head(0, merkle.EMPTY_ROOT))
        self._disk.sync_folder(self._files.folder.parent)

    def _recover(self) -> None:
        self._journal, content = Journal.open(self._disk, self._journal_path)
        self._base = content.base
        self._checkpoint = self._published()
        in_heads = self._heads.repair()
        signed = self._last_signed(in_heads, Head(content.base, content.base_root))
        written = self._replay(content, signed)
        head = Head(self.size, self.root)
        if not content.batches and not content.is_torn and self.size == content.base:
            self._sign_and_publish(in_heads, head)
            return
        # After a failed fsync the journal may read well and yet not be durable: tiles first, then the head.
        self._write(written)
        self._files.settle(self._base, self.size, self.root)
        self._heads.create(head)
        self._sign_and_publish(head, head)
        self._files.mend_partials(self.size)
        base = self._base
        self._begin_journal()
        self._files.prune(base, self.size)

    def _published(self) -> bytes:
        try:
            return self._disk.read(self._files.folder / "checkpoint")
        except FileMissing:
            return b""

    def _last_signed(self, in_heads: Head | None, base: Head) -> Head:
        """The largest head that is certainly or possibly signed, by every trace there is of one."""
        heads = [base] if in_heads is None else [base, in_heads]
        try:
            shown = checkpoint.open_checkpoint(self._checkpoint, self.key)
            heads.append(Head(shown.size, shown.root))
        except (note.BadNote, note.BadSignature, checkpoint.BadCheckpoint, checkpoint.WrongLog) as error:
            self._refuse_other_key(error)
            self._checkpoint = b""  # not durable, so a crash may leave anything: it is written anew
        last = max(heads, key=lambda head: head.size)
        if any(head.size == last.size and head.root != last.root for head in heads):
            raise LogDamaged(f"{self.origin}: two roots are recorded for size {last.size}")
        return last

    def _refuse_other_key(self, error: SafeconductError) -> None:
        """A checkpoint that is whole but not ours: the caller has mixed up logs or keys."""
        try:
            shown = note.read(self._checkpoint)
            by = {(line.name, line.key_id) for line in shown.signatures}
            head = checkpoint.parse(shown.text)
        except BadInput:
            return
        if (self.key.name, self.key.id) not in by or head.origin != self.origin:
            raise WrongKey(f"{self._files.folder} is not a log of {self.key}: {error}") from error

    def _replay(self, content: Content, signed: Head) -> tail.Files:
        """Set the edge to all that is durable, and give the tiles to write. Raises LogDamaged."""
        try:
            self._tail = tail.Tail.read(content.base, self._files.fetch)
        except (entry.BadEntry, tiles.TileMissing, tiles.BadTile) as error:
            raise LogDamaged(f"{self.origin}: {error}") from error
        self._frontier = self._tail.frontier
        if self._frontier.root != content.base_root or not self._tail.is_sound:
            raise LogDamaged(f"{self.origin}: the tiles do not hold the {content.base} entries that they should")
        frontier, is_signed_met = self._frontier, signed.size == content.base
        entries: list[bytes] = []
        for batch in content.batches:
            if batch.start != frontier.size:
                raise LogDamaged(f"{self.origin}: the journal jumps from {frontier.size} to {batch.start}")
            entries.extend(batch.entries)
            frontier = frontier.extend(map(entry.leaf_hash, batch.entries))
            is_signed_met |= frontier.size == signed.size and frontier.root == signed.root
        if not is_signed_met:
            return self._adopt(signed)
        self._tail, written = self._tail.extend(entries, [entry.leaf_hash(e) for e in entries])
        if self._tail.root != frontier.root:
            raise LogDamaged(f"{self.origin}: memory changed bits while the journal was read")
        self._frontier = frontier
        return written

    def _adopt(self, signed: Head) -> tail.Files:
        """The journal is damaged before the last signed head; the tiles, not yet settled, may still be whole."""
        self._files.verify(self._base, signed.size, signed.root)
        self._tail = tail.Tail.read(signed.size, self._files.fetch)
        self._frontier = self._tail.frontier
        return ()
