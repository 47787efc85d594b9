"""What a reader of files finds: rows, faults with their place, and what was set right on the way."""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import msgspec

from safeconduct.errors import BadInput
from safeconduct.incident.row import Row

_SHOWN: Final = 20


class Fault(msgspec.Struct, frozen=True):
    """A row that cannot be used, and why. `line`: from 1; in mailboxes and JSON the number of the thing."""

    line: int
    what: str


class Noted(msgspec.Struct, frozen=True):
    """Something that the format forbids, and how it was read all the same."""

    line: int
    what: str


Found: TypeAlias = Row | Fault | Noted


class RowsRefused(BadInput):
    """Some rows of a file cannot be used, so none is taken. `faults`: the first of them; `count`: how many."""

    def __init__(self, file: str, faults: list[Fault], count: int) -> None:
        lines = "; ".join(f"{file}:{each.line}: {each.what}" for each in faults)
        more = f"; and {count - len(faults)} more" if count > len(faults) else ""
        said = f"{count} rows cannot be used, so nothing was taken: {lines}{more}"
        super().__init__(said, next_step="mend these lines, then import the file again")
        self.faults, self.count = faults, count


def usable(found: Iterable[Found], file: str, notes: list[Noted]) -> Iterator[Row]:
    """The rows, one after another; at the end raises RowsRefused if any could not be used. Until then nothing of
    them may be taken for good."""
    faults: list[Fault] = []
    count = 0
    for each in found:
        if isinstance(each, Row):
            yield each
        elif isinstance(each, Noted):
            notes.append(each)
        else:
            count += 1
            if len(faults) < _SHOWN:
                faults.append(each)
    if count:
        raise RowsRefused(file, faults, count)
