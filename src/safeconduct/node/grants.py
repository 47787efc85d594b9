"""Which badges are covered by a live grant, by this node's clock: a grant begins and lapses by itself.

Every node says so in its own log, so that both rooms judge presence by what each of them saw.
"""

from safeconduct.dispatch.dispatch import Dispatch, Dispatches, Grant
from safeconduct.dispatch.reduce import DISPATCHES
from safeconduct.records.dispatch import GrantTurned
from safeconduct.records.record import AnyBody
from safeconduct.records.units import Ms, Pseudonym, SiteId
from safeconduct.state.logs import LOGS

from .access import Access
from .truth import Truth


class Grants:
    """`Node` calls it under the lock."""

    def __init__(self, truth: Truth, access: Access) -> None:
        self._truth = truth
        self._access = access

    def due(self, now_ms: Ms) -> list[AnyBody]:
        """What has turned since we last said it. A lapse is dated by the grant's own end, so that it is one moment
        in both logs, unless we have promised already that our log is complete to there."""
        dispatches = self._dispatches
        said = {key[1:]: live for key, live in dispatches.turned.items() if key[0] == self._truth.party}
        granted = self._granted()
        live = self._live(granted, now_ms)
        ended = {(badge, grant.site): grant.to_ms for each, grant in granted for badge in each.badges}
        beat = self._truth.state.of(LOGS).heartbeats.get(self._truth.origin)
        floor_ms = beat.complete_to_ms + 1 if beat else 0
        bodies: list[AnyBody] = []
        for badge, site in sorted(key for key in live | said.keys() if (key in live) != said.get(key, False)):
            presence = dispatches.present.get(badge)
            is_here = presence is not None and presence.site == site
            is_live = (badge, site) in live
            since_ms = now_ms if is_live else min(ended.get((badge, site), now_ms), now_ms)
            bodies.append(GrantTurned(badge, site, is_live, is_here, Ms(max(since_ms, floor_ms))))
        return bodies

    def next_ms(self, now_ms: Ms) -> Ms | None:
        """When the next grant begins or lapses by the clock alone."""
        times = [at for _, grant in self._granted() for at in (grant.from_ms, grant.to_ms) if at > now_ms]
        return min(times, default=None)

    def _live(self, granted: list[tuple[Dispatch, Grant]], now_ms: Ms) -> set[tuple[Pseudonym, SiteId]]:
        return {
            (badge, grant.site)
            for dispatch, grant in granted
            if grant.lives(now_ms) and self._access.dispatch(dispatch.request, dispatch.asked_by, now_ms).is_allowed
            for badge in dispatch.badges
        }

    def _granted(self) -> list[tuple[Dispatch, Grant]]:
        parties = self._truth.parties
        each = [(dispatch, dispatch.grant(parties)) for _, dispatch in sorted(self._dispatches.dispatches.items())]
        return [(dispatch, grant) for dispatch, grant in each if grant is not None and dispatch.badges]

    @property
    def _dispatches(self) -> Dispatches:
        return self._truth.state.of(DISPATCHES)
