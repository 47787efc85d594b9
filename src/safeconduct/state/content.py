"""Which secret fields the logs commit to, and which content has been erased, when its owner said so."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.content import ContentCommitted, ContentErased, Group
from safeconduct.records.units import Digest, Ms, ObjectId, PartyId, RecordId

from .parties import Parties
from .placed import Placed
from .reducer import Reducer
from .refusal import Refusal


class Committed(msgspec.Struct, frozen=True):
    """A party's commitment to one group of fields about something."""

    subject: ObjectId
    group: Group
    record: RecordId


class Contents(msgspec.Struct, frozen=True):
    """By party and commitment, so that nobody can declare another's content theirs, or gone."""

    erased: immutables.Map[tuple[PartyId, Digest], Ms] = immutables.Map()
    """When its owner erased it."""
    committed: immutables.Map[tuple[PartyId, Digest], Committed] = immutables.Map()
    """The first that committed to it."""


def _reduce(contents: Contents, placed: Placed, parties: Parties) -> Contents | Refusal:
    record = placed.entry.record
    if isinstance(record.body, ContentCommitted):
        body = record.body
        more = {
            (record.party, each.content): Committed(body.subject, each, placed.entry.id) for each in body.groups
        }
        fresh = {key: each for key, each in more.items() if key not in contents.committed}
        return msgspec.structs.replace(contents, committed=contents.committed.update(fresh))
    if not isinstance(record.body, ContentErased):
        return Refusal("not about content")
    new = {(record.party, digest): record.at_ms for digest in record.body.contents}
    erased = contents.erased.update({key: ms for key, ms in new.items() if key not in contents.erased})
    return msgspec.structs.replace(contents, erased=erased)


CONTENTS: Final = Reducer("contents", Contents(), frozenset({ContentCommitted.TYPE, ContentErased.TYPE}), _reduce)
