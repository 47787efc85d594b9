"""Which part of which ring our own sensors see: logged when the last one is lost, shown on the map."""

from collections.abc import Sequence
from typing import Final

import msgspec

from safeconduct.records.area import Point, Zone
from safeconduct.records.units import Ms
from safeconduct.site.reduce import SITES, Sites
from safeconduct.state.fact import Fact
from safeconduct.state.model import State
from safeconduct.watch import Coverage, FieldOfView, Sector, Watch, WatchConfig, begin, cover, sectors
from safeconduct.watch.reduce import GROUND, Ground

from .truth import Truth

_RING: Final = "ring"


class Blind(msgspec.Struct, frozen=True):
    """A sector for the map: its arc of the ring's outline, and who sees it."""

    sector: Sector
    arcs: tuple[tuple[Point, ...], ...]


class Sight:
    """Fields of view against the rings as they are drawn now. `Node` calls it under the lock."""

    def __init__(self, truth: Truth, views: Sequence[FieldOfView]) -> None:
        self._truth = truth
        self._views = views
        self._made_of: Sites | None = None
        self._coverage = Coverage((), {})
        self._then: tuple[Sites | None, Coverage] = (None, self._coverage)
        """Of an earlier moment that was looked at."""

    def due(self, watch: Watch, now_ms: Ms) -> tuple[Fact, ...]:
        """`uncovered` and `covered` for every sector that is not as our log has it, by what is sure. A sector goes
        dark when its last sensor did; one that no sensor has ever seen, now."""
        if not self._views:
            return ()
        ground = self._truth.state.of(GROUND)
        facts = []
        for part in sectors(self._current(), watch, is_sure=True):
            is_dark = (part.zone, part.number) in ground.uncovered
            if part.sensors and is_dark:
                facts.append(Fact(now_ms, "covered", (part.zone, part.number)))
            elif not part.sensors and not is_dark:
                lost = [ground.blind[sensor] for sensor in part.watched_by if sensor in ground.blind]
                at_ms = max(lost) if lost and len(lost) == len(part.watched_by) else now_ms
                facts.append(Fact(at_ms, "uncovered", (part.zone, part.number)))
        return tuple(sorted(facts))

    def sectors(self, watch: Watch) -> list[Blind]:
        """Every sector as it is now; none where node.toml draws no views."""
        if not self._views:
            return []
        coverage = self._current()
        return [Blind(part, coverage.arcs[part.zone, part.number]) for part in sectors(coverage, watch)]

    def sectors_then(self, state: State, ground: Ground) -> list[Blind]:
        """Every sector as it was by the logs of an earlier moment, seen with the views of today."""
        if not self._views:
            return []
        sites = state.of(SITES)
        if sites is not self._made_of and sites is not self._then[0]:
            self._then = sites, cover(_rings(sites), self._views)
        coverage = self._current() if sites is self._made_of else self._then[1]
        found = []
        for part in sectors(coverage, begin(WatchConfig())):
            is_dark = (part.zone, part.number) in ground.uncovered
            seeing = () if is_dark else tuple(each for each in part.watched_by if each not in ground.blind)
            sector = msgspec.structs.replace(part, sensors=seeing)
            found.append(Blind(sector, coverage.arcs[part.zone, part.number]))
        return found

    def _current(self) -> Coverage:
        sites = self._truth.state.of(SITES)
        if self._made_of is not sites:
            self._made_of, self._coverage = sites, cover(_rings(sites), self._views)
        return self._coverage


def _rings(sites: Sites) -> list[Zone]:
    return [zone for zone in sites.zones() if zone.kind == _RING]
