"""A fact: what is judged. The watch derives facts from observations, `joint` reads them off records."""

from typing import TypeAlias

import msgspec

from safeconduct.records.units import Ms, Origin, RecordId

Arg: TypeAlias = str | int


class Fact(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """Something that happened at one instant, for example `entered("pickup-1", "outer")`."""

    t_ms: Ms
    name: str
    args: tuple[Arg, ...]


class Logged(msgspec.Struct, frozen=True):
    """A fact with the record that proves it. `seq` is the record's index in its log, `id` the record."""

    id: RecordId
    log: Origin
    seq: int
    fact: Fact


class Complete(msgspec.Struct, frozen=True):
    """A log's promise: all its facts with t <= complete_to_ms stand in records before `seq`."""

    log: Origin
    seq: int
    complete_to_ms: Ms
