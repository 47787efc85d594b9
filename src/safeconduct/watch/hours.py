"""When a zone counts: certain hours of certain days, in local time without daylight saving."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Final

import msgspec

from safeconduct.records.area import Zone
from safeconduct.records.units import ZoneId

DAY_MS: Final = 86_400_000
_EPOCH_WEEKDAY: Final = 3  # 1970-01-01 was a Thursday; Monday is 0


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Open from `opens_min` to `closes_min` (not included), minutes of the local day, on the days when it opens.

    If it closes at or before the minute it opens, it closes on the next day.
    """

    opens_min: Annotated[int, msgspec.Meta(ge=0, lt=1_440)]
    closes_min: Annotated[int, msgspec.Meta(ge=0, le=1_440)]
    offset_min: Annotated[int, msgspec.Meta(ge=-840, le=840)] = 0
    """Local time minus UTC."""
    days: tuple[Annotated[int, msgspec.Meta(ge=0, le=6)], ...] = (0, 1, 2, 3, 4, 5, 6)
    """Monday is 0."""

    def is_open(self, t_ms: int) -> bool:
        """Whether the zone counts at `t_ms`: the opening instant is in, the closing instant is out."""
        return any(opens <= t_ms < closes for opens, closes in self.spans(t_ms - DAY_MS, t_ms))

    def spans(self, from_ms: int, to_ms: int) -> Iterator[tuple[int, int]]:
        """(opens, closes) of every opening on the local days from that of `from_ms` to that of `to_ms`."""
        shift = self.offset_min * 60_000
        minutes = self.closes_min - self.opens_min
        length = (minutes if minutes > 0 else minutes + 1_440) * 60_000
        for day in range((from_ms + shift) // DAY_MS, (to_ms + shift) // DAY_MS + 1):
            if (day + _EPOCH_WEEKDAY) % 7 in self.days:
                opens = day * DAY_MS + self.opens_min * 60_000 - shift
                yield opens, opens + length

    def turns(self, after_ms: int, to_ms: int) -> list[int]:
        """Instants in (after_ms, to_ms] at which it opens or closes, ascending. Back to back it does neither."""
        spans = list(self.spans(after_ms - 2 * DAY_MS, to_ms))
        edges = {edge for span in spans for edge in span if after_ms < edge <= to_ms}
        return sorted(edge for edge in edges if self.is_open(edge) != self.is_open(edge - 1))


def hours_of(zones: Iterable[Zone]) -> dict[ZoneId, Hours]:
    """The hours of those zones that have some."""
    return {
        zone.zone: Hours(zone.hours.from_min % 1_440, zone.hours.to_min, zone.hours.offset_min)
        for zone in zones
        if zone.hours is not msgspec.UNSET
    }


def speeds_of(zones: Iterable[Zone]) -> dict[ZoneId, int]:
    """The highest speed in those zones that have one."""
    return {zone.zone: zone.speed_kmh for zone in zones if zone.speed_kmh is not msgspec.UNSET}
