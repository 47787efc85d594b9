"""Which badges are covered by a live grant, by this node's clock: a grant begins and lapses by itself.

Every node says so in its own log, so that both rooms judge presence by what each of them saw.
"""

from safeconduct.dispatch.dispatch import Dispatch, Dispatches, Grant
from safeconduct.dispatch.reduce import DISPATCHES
from safeconduct.records.dispatch import GrantTurned
from safeconduct.records.record import AnyBody
from safeconduct.records.units import Ms, Pseudonym, SiteId

from .access import Access
from .truth import Truth


class Grants:
    """`Node` calls it under the lock."""

    def __init__(self, truth: Truth, access: Access) -> None:
        self._truth = truth
        self._access = access

    def due(self, now_ms: Ms) -> list[AnyBody]:
        """What has turned since we last said it."""
        dispatches = self._dispatches
        said = {
            (badge, site): live for (party, badge, site), live in dispatches.turned.items() if party == self._party
        }
        live = self._live(now_ms)
        turned = {key for key in live | said.keys() if (key in live) != said.get(key, False)}
        bodies: list[AnyBody] = []
        for badge, site in sorted(turned):
            presence = dispatches.present.get(badge)
            is_here = presence is not None and presence.site == site
            bodies.append(GrantTurned(badge, site, (badge, site) in live, is_here))
        return bodies

    def next_ms(self, now_ms: Ms) -> Ms | None:
        """When the next grant begins or lapses by the clock alone."""
        times = [at for _, grant in self._granted() for at in (grant.from_ms, grant.to_ms) if at > now_ms]
        return min(times, default=None)

    def _live(self, now_ms: Ms) -> set[tuple[Pseudonym, SiteId]]:
        return {
            (badge, grant.site)
            for dispatch, grant in self._granted()
            if grant.lives(now_ms) and self._access.dispatch(dispatch.request, now_ms).is_allowed
            for badge in dispatch.badges
        }

    def _granted(self) -> list[tuple[Dispatch, Grant]]:
        parties = self._truth.parties
        each = [(dispatch, dispatch.grant(parties)) for _, dispatch in sorted(self._dispatches.dispatches.items())]
        return [(dispatch, grant) for dispatch, grant in each if grant is not None and dispatch.badges]

    @property
    def _dispatches(self) -> Dispatches:
        return self._truth.state.of(DISPATCHES)

    @property
    def _party(self) -> str:
        return self._truth.party
