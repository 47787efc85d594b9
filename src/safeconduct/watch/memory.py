"""What the watch remembers, and what one step yields."""

from dataclasses import dataclass, field

import msgspec
from immutables import Map

from safeconduct.state.fact import Fact

from .deadlines import Deadlines
from .ground import Ground
from .ranks import Ranks
from .stand import Refused
from .track import Track


@dataclass(frozen=True)
class Watch:
    """Everything the watch remembers. Never changed: `step` returns the next one."""

    ground: Ground
    now_ms: int = -1
    changes: int = 0
    """How often the configuration has changed."""
    tracks: Map[str, Track] = field(default_factory=Map)
    ranks: Ranks | None = None
    """Assets in columns; None: there have been none on this ground."""
    same: Map[str, str] = field(default_factory=Map)
    """Names that were joined to another: tracker's id to plate."""
    deadlines: Deadlines = field(default_factory=Deadlines)
    settlings: Deadlines = field(default_factory=Deadlines)
    """When each thing's oldest open outcome or held evidence is beyond change."""


class Step(msgspec.Struct, frozen=True):
    """What one step yields. Facts are in order of time."""

    state: Watch
    facts: tuple[Fact, ...] = ()
    """New facts, each said once, at once. Until its time plus the lateness has passed a fact is provisional."""
    refused: tuple[Refused, ...] = ()
    withdrawn: tuple[Fact, ...] = ()
    """Facts said earlier that late evidence has shown to be wrong."""
    confirmed: tuple[Fact, ...] = ()
    """Facts said earlier or now that nothing can change any more."""
