"""The logs of a pack, folded and judged again: the same state and the same verdicts as on any node."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from safeconduct import joint
from safeconduct.protocol.lexicon import Lexicon
from safeconduct.records.fact import Arg
from safeconduct.records.units import Origin, RecordId
from safeconduct.state.entry import Blank, Entry, read_entry, record_id
from safeconduct.state.fact import Logged
from safeconduct.state.fold import Fold
from safeconduct.state.model import State
from safeconduct.state.placed import Placed


class Replay:
    """What the logs say together."""

    def __init__(self, logs: Mapping[Origin, Sequence[bytes]]) -> None:
        self.logs = logs
        self.fold: Fold = joint.new_fold()
        self.entries: list[Entry] = []
        """Every record, log by log, whether it counts or not."""
        self.blanks: list[Blank] = []
        """Entries that are no records of a kind known here."""
        for origin in sorted(logs):
            entries = [read(origin, index, raw) for index, raw in enumerate(logs[origin])]
            self.entries += [each for each in entries if isinstance(each, Entry)]
            self.blanks += [each for each in entries if isinstance(each, Blank)]
            self.fold.add(entries)
        self.judgement = joint.Judgement(self.fold)
        self.lexicon: Lexicon = joint.lexicon_of(self.state)

    @property
    def state(self) -> State:
        """After all entries that have their place."""
        return self.fold.state

    def end(self, origin: Origin) -> int:
        """How many entries of that log can count: all that are here, or those before its end."""
        closed = self.state.parties.closed.get(origin)
        held = len(self.logs[origin])
        return held if closed is None else min(held, closed.size)

    def records(self, ids: Iterable[RecordId]) -> list[Placed]:
        """Those of the records that are here."""
        return [placed for each in ids if (placed := self.fold.find(each)) is not None]

    def facts(self, ids: Iterable[RecordId]) -> list[Logged]:
        """What these records say to the monitor."""
        return self._said(self.records(ids))

    def facts_about(self, key: Collection[Arg]) -> list[Logged]:
        """What all records that name one of these say to the monitor."""
        return self._said(placed for placed in self.fold.order if joint.is_about(placed, key))

    def _said(self, placed: Iterable[Placed]) -> list[Logged]:
        return [item for each in placed for item in joint.judged(each, self.state) if isinstance(item, Logged)]


def read(log: Origin, index: int, raw: bytes) -> Entry | Blank:
    """The record in those bytes of that log. Never raises, however deep they are nested."""
    try:
        return read_entry(log, index, raw)
    except RecursionError:
        return Blank(record_id(raw), log, index, "nested too deep")
