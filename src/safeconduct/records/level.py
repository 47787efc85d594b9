"""The threat level, as each party sees it. Which one holds follows by the accord's own rule."""

from typing import ClassVar

from .body import Body, Role
from .terms import Level
from .units import ObjectId, PartyId, Text


class LevelStated(Body, frozen=True):
    """This party's word on the threat level."""

    TYPE: ClassVar[str] = "level.stated/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})

    level: Level
    reason: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"level/{party}")
