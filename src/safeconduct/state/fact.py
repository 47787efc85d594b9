"""A fact with its place in a log, and a log's promise to be complete."""

import msgspec

from safeconduct.records.fact import Arg, Fact
from safeconduct.records.units import Ms, Origin, RecordId

__all__ = ["Arg", "Complete", "Fact", "Logged"]


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
