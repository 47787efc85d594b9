"""The state: what all logs together say. A pure function of their contents, whatever the order of arrival."""

from typing import TypeVar, cast

import immutables
import msgspec

from safeconduct.records.units import Digest, ObjectId, Origin, RecordId
from safeconduct.wire import canonical

from .chain import Chain
from .parties import Parties
from .reducer import Reducer

S = TypeVar("S")


class State(msgspec.Struct, frozen=True):
    """One moment of the fold. Persistent maps, so that keeping old states costs almost nothing."""

    parties: Parties = Parties()
    chains: immutables.Map[ObjectId, Chain] = immutables.Map()
    slices: immutables.Map[str, object] = immutables.Map()
    refused: immutables.Map[RecordId, str] = immutables.Map()
    sizes: immutables.Map[Origin, int] = immutables.Map()
    """How many records of each log are in this state: with the roots, the cut."""

    def of(self, reducer: Reducer[S]) -> S:
        """That domain's part."""
        return cast(S, self.slices.get(reducer.name, reducer.empty))

    def chain(self, about: ObjectId) -> Chain:
        """The acts on that object; an empty chain if there are none."""
        return self.chains.get(about, Chain())


def state_digest(state: State) -> Digest:
    """SHA-256 over the canonical form of the whole state: equal on two nodes that hold the same logs."""
    return Digest(canonical.digest(msgspec.to_builtins(state, str_keys=True, enc_hook=_plain)))


def _plain(value: object) -> object:
    if isinstance(value, immutables.Map):
        return {_key(key): msgspec.to_builtins(item, enc_hook=_plain) for key, item in value.items()}
    raise NotImplementedError(f"no canonical form for {type(value)}")


def _key(key: object) -> str:
    return key if isinstance(key, str) else "|".join(str(part) for part in cast(tuple[object, ...], key))
