"""Deputies: an officer lets another one of the same party act in a role of the first, for a time."""

from typing import ClassVar, Final, Literal, TypeAlias

from .body import Body, Role
from .units import KeyId, Ms, ObjectId, PartyId, Text

Deputised: TypeAlias = Literal["security", "operator", "liaison", "keeper"]
"""An administrator enrols another administrator, and lends nobody the power to enrol."""
_LENDERS: Final[frozenset[Role]] = frozenset({"security", "operator", "liaison", "keeper"})


class AuthorityDelegated(Body, frozen=True):
    """From one time to another the deputy may sign what the role may, in place of the signer, who has that role.
    Never for longer than the signer has it, and never back to whom the signer has it from. Again for the same
    deputy: the newest counts."""

    TYPE: ClassVar[str] = "authority.delegated/1"
    SIGNERS: ClassVar[frozenset[Role]] = _LENDERS

    deputy: KeyId
    role: Deputised
    from_ms: Ms
    to_ms: Ms
    reason: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"authority/{self.role}/{self.deputy}/{party}")


class AuthorityWithdrawn(Body, frozen=True):
    """It is over now: by whom it came from, or by an administrator."""

    TYPE: ClassVar[str] = "authority.withdrawn/1"
    SIGNERS: ClassVar[frozenset[Role]] = _LENDERS | {"admin"}
    RANK: ClassVar[int] = 1

    deputy: KeyId
    role: Deputised
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"authority/{self.role}/{self.deputy}/{party}")
