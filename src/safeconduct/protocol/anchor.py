"""A duty that arose, and the slice of the facts in which it is judged."""

from typing import TypeAlias

import msgspec

from safeconduct.state.fact import Arg

from .judge import FAR, Proof, View, Worth
from .verdict import Verdict

Place: TypeAlias = tuple[int, tuple[Worth, ...]]
"""An instant and the values of the key: what tells a duty from the others of its docket."""


class Anchor:
    """One duty that arose."""

    __slots__ = ("anchors", "at", "due", "env", "is_open", "part", "place", "told", "wake")

    def __init__(self, place: Place, env: dict[str, Worth], part: "Part") -> None:
        self.at, self.place, self.env, self.part = place[0], place, env, part
        self.anchors: list[Proof] = []
        self.due = self.at
        self.is_open = True
        self.told: Verdict | None = None
        self.wake = FAR


class Part(View):
    """One slice: its facts and the duties that are still open on them."""

    __slots__ = ("is_dirty", "is_expiring", "key", "open")

    def __init__(self, key: tuple[Arg, ...]) -> None:
        super().__init__()
        self.key, self.is_dirty, self.is_expiring = key, False, False
        self.open: dict[Place, Anchor] = {}


class SavedAnchor(msgspec.Struct, frozen=True):
    """An open duty at rest."""

    at: int
    env: dict[str, Arg]
    proofs: tuple[Proof, ...]
    told: Verdict | None
