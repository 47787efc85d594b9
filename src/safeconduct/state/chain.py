"""Acts on one object form a chain by `prev`. Two acts with one `prev` are rivals."""

from typing import Final, Literal, TypeAlias

import msgspec

from safeconduct.records.units import PartyId, RecordId

TRAIL_MAX: Final = 32
"""How far back a rival may branch off. Older ones are stale: their signer saw a picture long gone."""

Standing: TypeAlias = Literal["stands", "overruled", "contested", "stale"]


class Link(msgspec.Struct, frozen=True):
    """One act on the object."""

    id: RecordId
    rank: int
    party: PartyId


class Chain(msgspec.Struct, frozen=True):
    """The acts that stand on one object, newest last, and the rivals that nobody has settled yet."""

    trail: tuple[Link, ...] = ()
    is_cut: bool = False
    """Whether older acts have dropped off the trail."""
    contested: tuple[Link, ...] = ()

    @property
    def tip(self) -> RecordId | None:
        """The `prev` that the next act on this object must name."""
        return self.trail[-1].id if self.trail else None


def extend(chain: Chain, link: Link, prev: RecordId | None) -> tuple[Chain, Standing]:
    """The chain after that act, and how the act stands.

    An act on the tip stands, and settles what its party contested. Among rivals the higher rank wins (a stop
    beats a go, a refusal an approval) and takes the place of all that had followed; equals stay contested,
    the first in the canonical order holding the place meanwhile.
    """
    if prev == chain.tip:
        settled = tuple(rival for rival in chain.contested if rival.party != link.party)
        return _grown(chain, chain.trail, link, settled), "stands"
    at = _position(chain, prev)
    if at is None:
        return chain, "stale"
    followed = chain.trail[at:]
    best = max(other.rank for other in followed)
    if link.rank > best:
        return _grown(chain, chain.trail[:at], link, chain.contested), "stands"
    if link.rank < best:
        return chain, "overruled"
    return msgspec.structs.replace(chain, contested=(*chain.contested, link)), "contested"


def _position(chain: Chain, prev: RecordId | None) -> int | None:
    """Where in the trail an act after `prev` would stand; None if that is not known any more."""
    if prev is None:
        return None if chain.is_cut else 0
    return next((at + 1 for at, link in enumerate(chain.trail) if link.id == prev), None)


def _grown(chain: Chain, trail: tuple[Link, ...], link: Link, contested: tuple[Link, ...]) -> Chain:
    grown = (*trail, link)
    return Chain(grown[-TRAIL_MAX:], chain.is_cut or len(grown) > TRAIL_MAX, contested)
