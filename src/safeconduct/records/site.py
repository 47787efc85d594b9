"""Protected places."""

from typing import Annotated, ClassVar

import msgspec

from .area import Point, Zone
from .body import Body, Role
from .units import GateId, Name, ObjectId, PartyId, SiteId, ZoneId


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entrance through a ring."""

    gate: GateId
    name: Name
    ring: ZoneId
    at: Point


class SiteDrawn(Body, frozen=True):
    """A site with its rings from the outermost in, its gates and other areas. Drawing again replaces it."""

    TYPE: ClassVar[str] = "site.drawn/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})

    site: SiteId
    name: Name
    zones: Annotated[tuple[Zone, ...], msgspec.Meta(min_length=1, max_length=200)]
    gates: Annotated[tuple[Gate, ...], msgspec.Meta(max_length=100)] = ()

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"site/{self.site}")
