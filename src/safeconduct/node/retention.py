"""What is kept no longer than agreed: content past its date is erased, and the log says so first."""

import heapq
from collections.abc import Iterable, Iterator
from typing import Final

from safeconduct.records.body import Body
from safeconduct.records.content import ContentCommitted, ContentErased
from safeconduct.records.history import HistoryStored
from safeconduct.records.incident import IncidentImported, IncidentReported
from safeconduct.records.units import Digest, Ms
from safeconduct.records.voice import VoiceAnswered, VoiceContinued, VoiceHeard
from safeconduct.records.watch import ObservationBatch
from safeconduct.state.content import CONTENTS
from safeconduct.state.placed import Placed

from .blobs import Blobs
from .truth import Truth

_AT_ONCE: Final = 500


class Retention:
    """Knows which content of our own falls due when. `Node` calls it under the lock."""

    def __init__(self, truth: Truth, blobs: Blobs) -> None:
        self._truth = truth
        self._blobs = blobs
        self._due: list[tuple[Ms, Digest]] = []
        self.learn(truth.fold.order)
        self.erase()

    def learn(self, placed: Iterable[Placed]) -> None:
        """Note the dates of what has been logged."""
        for each in placed:
            record = each.entry.record
            if record.party == self._truth.party:
                for until_ms, digest in _dates(record.body):
                    heapq.heappush(self._due, (until_ms, digest))

    def due(self, now_ms: Ms) -> list[ContentErased]:
        """What to log before it is erased; a bounded number at once."""
        erased = self._truth.state.of(CONTENTS).erased
        found: dict[Digest, None] = {}
        while self._due and self._due[0][0] <= now_ms and len(found) < _AT_ONCE:
            _, digest = heapq.heappop(self._due)
            if (self._truth.party, digest) not in erased:
                found[digest] = None
        return [ContentErased(tuple(found))] if found else []

    def erase(self) -> None:
        """Erase what the log says is erased: also what a crash left behind."""
        for party, digest in self._truth.state.of(CONTENTS).erased:
            if party == self._truth.party:
                self._blobs.erase(digest)


def _dates(body: Body) -> Iterator[tuple[Ms, Digest]]:
    """Until when what is kept, of the contents that the record commits to and that have a date."""
    match body:
        case ObservationBatch(keep_until_ms=int() as until_ms, content=content):
            yield Ms(until_ms), content
        case HistoryStored(keep_until_ms=until_ms, content=content):
            yield until_ms, content
        case IncidentReported(keep_until_ms=until_ms, original=str() as original):
            yield until_ms, original
        case IncidentImported(keep_until_ms=until_ms, parts=parts):
            for part in parts:
                yield until_ms, part.content
        case VoiceHeard(keep_until_ms=until_ms, voice=voice):
            yield until_ms, Digest(voice)
        case VoiceContinued(keep_until_ms=until_ms, content=content):
            yield until_ms, content
        case VoiceAnswered(keep_until_ms=until_ms, content=content):
            yield until_ms, content
        case ContentCommitted(groups=groups):
            for group in groups:
                if group.keep_until_ms is not None:
                    yield group.keep_until_ms, group.content
