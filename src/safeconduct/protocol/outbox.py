"""What a docket has to tell and nobody has collected yet."""

import msgspec

from .verdict import Verdict


class Outbox(msgspec.Struct):
    """changed: verdicts that are new or differ, a later one of the same duty behind an earlier one.
    dropped: pending verdicts told earlier whose duty turned out not to have arisen."""

    changed: list[Verdict] = msgspec.field(default_factory=list)
    dropped: list[Verdict] = msgspec.field(default_factory=list)

    def take_changed(self) -> list[Verdict]:
        """Verdicts that are new or differ since the last call."""
        changed, self.changed = self.changed, []
        return changed

    def take_dropped(self) -> list[Verdict]:
        """Pending verdicts dropped since the last call."""
        dropped, self.dropped = self.dropped, []
        return dropped
