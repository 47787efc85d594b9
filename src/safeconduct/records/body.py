"""What every record's body has in common."""

from typing import ClassVar, Literal, TypeAlias

import msgspec

from .units import ObjectId, PartyId

Role: TypeAlias = Literal["admin", "security", "operator", "liaison", "keeper", "node"]
"""What an officer may do for a party. `node` is the party's own machine: it signs what needs no judgement."""


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of act. Published types never change their meaning: then the number after the slash changes."""

    TYPE: ClassVar[str]
    SIGNERS: ClassVar[frozenset[Role]]
    """Roles that may sign it. Nobody else can: default deny."""
    RANK: ClassVar[int] = 0
    """Among rivals, the higher rank wins: a stop (2) beats a go, a refusal (1) beats an approval."""

    def about(self, party: PartyId) -> ObjectId:
        """The object that this act by `party` changes. Acts that both parties may do at once have an
        object each, so that one is never taken for a rival of the other."""
        raise NotImplementedError
