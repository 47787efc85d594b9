"""Trace lines to items: records and heads as text, one JSON object a line, in arrival order.

`{"id":"A1","log":"A","seq":1,"t":0,"ev":"alarm","args":["S1"]}` and
`{"id":"A3","log":"A","seq":3,"ev":"head","complete_to":200}`. Times are whole seconds, seq counts from 1.
A line that cannot be used is named with its number; the rest is judged. A record that is refused for what it
says still fills its place in its log, if its log and seq can be read.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, TypeAlias

import msgspec

from safeconduct.records.units import Ms, Origin, RecordId
from safeconduct.state.fact import Complete, Fact, Logged

from .words import Kind

T_MAX: Final = 2**53 // 1000 - 1
LINE_MAX: Final = 65_535
"""Characters of a line, as many as a log's entry may have bytes."""
_INT_MAX: Final = 2**53 - 1
_TEXT: Final = msgspec.Meta(min_length=1, max_length=200)
_NUMBERS: Final = frozenset({"time_ms", "metres"})
_BLANK: Final = Ms(-1)
"""A promise of nothing: fills a place in a log."""
_OTHER: Final = Ms(-2)
"""Differs from every record, so that the place in the log is known to be signed twice."""


_Arg: TypeAlias = Annotated[int, msgspec.Meta(ge=-_INT_MAX, le=_INT_MAX)] | str


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Annotated[str, _TEXT]
    log: Annotated[str, _TEXT]
    seq: Annotated[int, msgspec.Meta(ge=1, le=_INT_MAX)]
    ev: Annotated[str, _TEXT]
    t: int | None = None
    args: Annotated[tuple[_Arg, ...], msgspec.Meta(max_length=32)] | None = None
    complete_to: int | None = None


class _Place(msgspec.Struct, frozen=True):
    """What can be read of a line that is none."""

    log: Annotated[str, _TEXT]
    seq: Annotated[int, msgspec.Meta(ge=1, le=_INT_MAX)]


class BadLine(msgspec.Struct, frozen=True):
    """Why a line was not judged, or was noted."""

    line: int
    why: str


class TraceReader:
    """Reads lines one by one. `vocabulary`: known events and the kinds of their arguments; None = any event.

    `arities`: for events that a formula names, the numbers of arguments that it gives them.
    """

    def __init__(
        self,
        parties: Sequence[str],
        arities: Mapping[str, frozenset[int]],
        vocabulary: Mapping[str, tuple[Kind, ...]] | None = None,
    ) -> None:
        self.errors: list[BadLine] = []
        self._parties, self._arities, self._vocabulary = frozenset(parties), arities, vocabulary
        self._at: dict[tuple[str, int], _Line | str] = {}
        self._ids: dict[str, _Line] = {}
        self._heads: dict[str, dict[int, int]] = {}
        self._n = 0

    def read(self, text: str) -> list[Logged | Complete]:
        """The items of the next line: none or one."""
        self._n += 1
        if not text.strip():
            return []
        line = _line_of(text)
        if isinstance(line, str):
            self._note(f"not a trace line: {line}")
            place = _place_of(text)
            return self._put(place, text.strip()) if place is not None and place.log in self._parties else []
        if line.log not in self._parties:
            self._note(f"unknown log {line.log!r}; known: {', '.join(sorted(self._parties))}")
            return []
        return self._put(line, line)

    def _put(self, place: _Line | _Place, content: _Line | str) -> list[Logged | Complete]:
        known = self._at.setdefault((place.log, place.seq), content)
        if known is content:
            return [self._item(content) if isinstance(content, _Line) else _blank(place)]
        if known == content:
            return []
        self._note(f"equivocation: log {place.log} holds another record with seq {place.seq}")
        return [Complete(Origin(place.log), place.seq, _OTHER)]

    def _item(self, line: _Line) -> Logged | Complete:
        blank = _blank(line)
        twin = self._ids.setdefault(line.id, line)
        if twin is not line:
            self._note(f"id {line.id} stands twice, at {twin.log}/{twin.seq} and {line.log}/{line.seq}: refused")
            return blank
        if line.ev == "head":
            return self._head(line, blank)
        why = self._fault(line)
        if why or line.t is None:
            self._note(f"{line.id}: {why}")
            return blank
        fact = Fact(Ms(line.t * 1000), line.ev, line.args or ())
        return Logged(RecordId(line.id), Origin(line.log), line.seq, fact)

    def _head(self, line: _Line, blank: Complete) -> Complete:
        to = line.complete_to
        if to is None or line.t is not None or line.args is not None or not -1 <= to <= T_MAX:
            self._note(f"{line.id}: a head has complete_to, from -1 to {T_MAX}, and neither t nor args")
            return blank
        heads = self._heads.setdefault(line.log, {})
        if any((seq < line.seq) == (other > to) and other != to for seq, other in heads.items()):
            self._note(f"{line.id}: the heads of log {line.log} shrink; the largest stands")
        heads[line.seq] = to
        return Complete(Origin(line.log), line.seq, Ms(to * 1000) if to >= 0 else _BLANK)

    def _fault(self, line: _Line) -> str:
        if line.t is None or line.complete_to is not None:
            return "a record has t, and no complete_to"
        if not 0 <= line.t <= T_MAX:
            return f"time {line.t} is beyond bounds, from 0 to {T_MAX}"
        args = line.args or ()
        n, kinds = len(args), tuple[Kind, ...]()
        wanted = self._arities.get(line.ev)
        if self._vocabulary is not None:
            if line.ev not in self._vocabulary:
                return f"unknown event {line.ev!r}; known: {', '.join(sorted(self._vocabulary))}"
            kinds = self._vocabulary[line.ev]
            wanted = frozenset({len(kinds)})
        if wanted is not None and n not in wanted:
            return f"{line.ev} with {n} arguments; the rule has {' or '.join(str(w) for w in sorted(wanted))}"
        for arg, kind in zip(args, kinds, strict=False):
            if kind in _NUMBERS and isinstance(arg, str):
                return f"{line.ev}: its {kind.removesuffix('_ms')} is a whole number, not the text {arg[:40]!r}"
        return ""

    def _note(self, why: str) -> None:
        self.errors.append(BadLine(self._n, why))


def _line_of(text: str) -> _Line | str:
    """The line, or why it is none."""
    if len(text) > LINE_MAX:
        return f"longer than {LINE_MAX:,} characters"
    try:
        line = _DECODER.decode(text)
        twice = _twice(text)
    except msgspec.DecodeError as error:
        return str(error)
    except UnicodeError:
        return "not UTF-8"
    except RecursionError:
        return "nested too deeply"
    return f"{twice[0]} stands twice in it" if twice else line


def _place_of(text: str) -> _Place | None:
    if len(text) > LINE_MAX:
        return None
    try:
        place = _PLACES.decode(text)
        return None if {"log", "seq"} & set(_twice(text)) else place
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _twice(text: str) -> list[str]:
    """Fields that stand twice: another reader may take the other one."""
    names: list[str] = [name for name, _ in json.loads(text, object_pairs_hook=list, parse_int=str)]
    return [name for i, name in enumerate(names) if name in names[:i]]


def _blank(place: _Line | _Place) -> Complete:
    return Complete(Origin(place.log), place.seq, _BLANK)


def parties_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The logs that the lines name, sorted. Lines that cannot be read are passed over here."""
    places = [_place_of(text) for text in texts]
    return tuple(sorted({place.log for place in places if place is not None}))


_DECODER: Final = msgspec.json.Decoder(_Line)
_PLACES: Final = msgspec.json.Decoder(_Place)
