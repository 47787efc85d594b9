"""Which content that the logs commit to has been erased, and when its owner said so."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.content import ContentErased
from safeconduct.records.units import Digest, Ms, PartyId

from .parties import Parties
from .placed import Placed
from .reducer import Reducer
from .refusal import Refusal


class Contents(msgspec.Struct, frozen=True):
    """When each party erased what: by party and commitment, so that nobody can declare another's content gone."""

    erased: immutables.Map[tuple[PartyId, Digest], Ms] = immutables.Map()


def _reduce(contents: Contents, placed: Placed, parties: Parties) -> Contents | Refusal:
    record = placed.entry.record
    if not isinstance(record.body, ContentErased):
        return Refusal("not about content")
    new = {(record.party, digest): record.at_ms for digest in record.body.contents}
    return Contents(contents.erased.update({key: ms for key, ms in new.items() if key not in contents.erased}))


CONTENTS: Final = Reducer("contents", Contents(), frozenset({ContentErased.TYPE}), _reduce)
