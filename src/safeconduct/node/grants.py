"""Which badges are covered by a live grant, by this node's clock: a grant begins and lapses by itself.

Every node says so in its own log, so that both rooms judge presence by what each of them saw.
"""

from safeconduct.dispatch.dispatch import Dispatch, Dispatches, Grant
from safeconduct.dispatch.reduce import DISPATCHES
from safeconduct.records.dispatch import GrantTurned
from safeconduct.records.record import AnyBody
from safeconduct.records.units import ClauseId, Ms, PartyId, Pseudonym, SiteId
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
        granted = self._dispatches.granted(self._truth.parties)
        live = {(badge, grant.site) for each, grant in self.live(now_ms) for badge in each.badges}
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
        granted = self._dispatches.granted(self._truth.parties)
        times = [at for _, grant in granted for at in (grant.from_ms, grant.to_ms) if at > now_ms]
        return min(times, default=None)

    def live(self, now_ms: Ms) -> list[tuple[Dispatch, Grant]]:
        """The grants that let people be there now: in their time, their mandate in force, and within what it
        gives to all grants under it together. The one that was given last sleeps where that is too much."""
        found: list[tuple[Dispatch, Grant]] = []
        counts: dict[tuple[ClauseId, PartyId], int] = {}
        for dispatch, grant in self._dispatches.granted(self._truth.parties):
            key = (dispatch.request.mandate, dispatch.asked_by)
            count = counts.get(key, 0) + grant.count
            if grant.lives(now_ms) and self._access.covers(dispatch.request, dispatch.asked_by, now_ms, count):
                counts[key] = count
                found.append((dispatch, grant))
        return found

    def covering(self, badge: Pseudonym, site: SiteId, now_ms: Ms) -> Dispatch | None:
        """The dispatch under whose live grant that badge may be at that site now; None: it may not."""
        live = self.live(now_ms)
        return next((each for each, grant in live if badge in each.badges and grant.site == site), None)

    @property
    def _dispatches(self) -> Dispatches:
        return self._truth.state.of(DISPATCHES)
