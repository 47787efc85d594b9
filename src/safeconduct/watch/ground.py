"""The configuration, prepared for work: grid, lines, which zone lies in which. Derived, never stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from safeconduct import geo
from safeconduct.records.units import DurationMs, MovementId, SensorId, ZoneId

from .config import Corridor, Escort, Halt, MovingZone, Stranger, Timetable, WatchConfig
from .course import Course

MARK: Final = "~"
"""Stands in the name of a pair (`zone~asset`) and in no name that people choose."""


class SpeedLimits:
    """The rule about speed in zones: one for all assets, its limits are the configuration's."""


Rule: TypeAlias = MovingZone | Escort | Stranger | Halt | Timetable | SpeedLimits


@dataclass(frozen=True, eq=False)
class Former:
    """The ground that was in force before another one, up to and with an instant."""

    ground: "Ground"
    until_ms: int
    serial: int
    """Tells changes at one instant apart: the number of the change."""
    ended: frozenset[ZoneId]
    """Zones that counted up to then and do not any more."""
    begun: frozenset[ZoneId]
    """Zones that count since then, or have another outline."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Built once per configuration by `prepare`."""

    config: WatchConfig
    grid: geo.Grid
    zone_ids: tuple[ZoneId, ...]
    drawn: frozenset[ZoneId]
    """Zones with an outline: a position can tell whether it is inside."""
    enclosing: Mapping[ZoneId, frozenset[ZoneId]]
    """Zones that cover each zone wholly: who is inside it is inside them."""
    enclosed: Mapping[ZoneId, frozenset[ZoneId]]
    lines: tuple[tuple[Corridor, geo.Line], ...]
    widths_m: Mapping[MovementId, int]
    judged: Mapping[SensorId, frozenset[ZoneId]]
    pairs: Mapping[str, Rule]
    """Rules about two assets, or about one, by the name of what they judge without its last part, an asset."""
    courses: Mapping[str, Course]
    """The routes of timetables, likewise."""
    escorted: frozenset[str]
    """Assets of escort pairs."""
    special: frozenset[str]
    """Assets of corridors, halts and timetables, and those that should report from a given time on."""
    is_by_null_island: bool
    """A zone lies within a degree of 0, 0: that is a place there, elsewhere it is a receiver without a fix."""
    former: Former | None = None
    """What was in force before, as far back as observations may still belong; None: nothing else."""

    def at(self, t_ms: int) -> "Ground":
        """What is in force at an instant. Who changes it at that instant changes what comes after."""
        ground = self
        while ground.former is not None and t_ms <= ground.former.until_ms:
            ground = ground.former.ground
        return ground

    def after(self, serial: int) -> "Ground":
        """What is in force right after the change of that number, or the oldest that is known since."""
        ground = self
        while ground.former is not None and ground.former.serial > serial:
            ground = ground.former.ground
        return ground

    def changes(self, since_ms: int) -> list[Former]:
        """Changes at or after an instant, newest first."""
        found: list[Former] = []
        former = self.former
        while former is not None and former.until_ms >= since_ms:
            found.append(former)
            former = former.ground.former
        return found

    @cached_property
    def sets(self) -> geo.ZoneSets:
        """The zones as sets, for work on many positions at once."""
        return geo.ZoneSets(self.grid)

    def with_enclosing(self, zones: Iterable[ZoneId]) -> frozenset[ZoneId]:
        """The zones and all that cover them: a camera at the inner ring need not know the outer one."""
        found = frozenset(zones)
        return found.union(*(self.enclosing.get(zone, frozenset()) for zone in found))

    def is_paired(self, name: str) -> bool:
        """Whether it is or may become one of a pair, or is a pair."""
        if MARK in name:
            return isinstance(self.pairs.get(name.rpartition(MARK)[0]), MovingZone | Escort | Stranger)
        return bool(self.config.moving or self.config.strangers) or name in self.escorted

    def is_plain(self, name: str) -> bool:
        """Whether all that is asked of this asset's positions is in which zones they are, and since when."""
        rules = self.config
        return not (rules.hours or rules.speed_kmh or self.is_paired(name) or name in self.special)

    def open_at(self, zones: frozenset[ZoneId], t_ms: int) -> frozenset[ZoneId]:
        """Those of the zones that count at that time."""
        hours = self.config.hours
        shut = {zone for zone in zones & hours.keys() if not hours[zone].is_open(t_ms)} if hours else frozenset()
        return zones - shut if shut else zones

    def turns(self, after_ms: int, to_ms: int) -> list[tuple[int, frozenset[ZoneId], frozenset[ZoneId]]]:
        """(when, closed, opened) for each instant in (after_ms, to_ms] at which opening hours begin or end."""
        if self.former is not None and after_ms < self.former.until_ms:
            cut_ms = self.former.until_ms
            return self.former.ground.turns(after_ms, min(to_ms, cut_ms)) + self.turns(cut_ms, to_ms)
        by_time: dict[int, set[ZoneId]] = {}
        for zone, hours in self.config.hours.items():
            for t_ms in hours.turns(after_ms, to_ms):
                by_time.setdefault(t_ms, set()).add(zone)
        opened = {t_ms: self.open_at(frozenset(zones), t_ms) for t_ms, zones in by_time.items()}
        return [(t_ms, frozenset(by_time[t_ms]) - opened[t_ms], opened[t_ms]) for t_ms in sorted(by_time)]

    def silence_ms(self, name: str) -> DurationMs | None:
        """The longest silence allowed to this asset, if any."""
        kind = self.config.asset_class.get(name)  # type: ignore[call-overload]
        return None if kind is None else self.config.silence_ms.get(kind)


def prepare(config: WatchConfig, former: Former | None = None) -> Ground:
    """Lay the grid, measure the lines, find which zones lie in which."""
    polygons = [geo.polygon(zone.outline, zone.holes) for zone in config.zones]
    ids = tuple(zone.zone for zone in config.zones)
    around = geo.enclosing(polygons)
    enclosing = {zone: frozenset(ids[outer] for outer in around[i]) for i, zone in enumerate(ids)}
    pairs = _rules(config)
    return Ground(
        config=config,
        grid=geo.build(polygons),
        zone_ids=ids,
        drawn=frozenset(ids),
        enclosing=enclosing,
        enclosed={zone: frozenset(z for z in ids if zone in enclosing[z]) for zone in ids},
        lines=tuple((corridor, geo.Line(corridor.line)) for corridor in config.corridors),
        widths_m={corridor.movement: corridor.width_m for corridor in config.corridors},
        pairs=pairs,
        courses={key: Course(rule.line) for key, rule in pairs.items() if isinstance(rule, Timetable)},
        escorted=frozenset(name for rule in config.escorts for name in (rule.leader, rule.follower)),
        special=frozenset(config.expected_ms).union(
            *(rule.assets for rule in config.corridors),
            *(rule.assets for rule in config.halts),
            *(rule.assets for rule in config.timetables),
        ),
        is_by_null_island=any(_is_by_null_island(p) for p in polygons),
        judged={sensor: frozenset(zones) for sensor, zones in config.sees.items()},
        former=former,
    )


def _rules(config: WatchConfig) -> dict[str, Rule]:
    rules: dict[str, Rule] = {rule.zone: rule for rule in config.moving}
    for escort in config.escorts:  # one pair may have several distances
        rules[MARK.join((escort.movement, escort.leader, escort.follower, str(escort.apart_m)))] = escort
    for stranger in config.strangers:
        rules[MARK.join((stranger.movement, stranger.leader, "apart", str(stranger.range_m)))] = stranger
    rules |= {MARK.join((rule.movement, "halt")): rule for rule in config.halts}
    rules |= {MARK.join((rule.movement, "timetable")): rule for rule in config.timetables}
    return rules | ({"speed": SpeedLimits()} if config.speed_kmh else {})


def _is_by_null_island(p: geo.Polygon) -> bool:
    degree = 10**7
    east = (degree - p.west_e7) % geo.TURN_E7
    return p.south_e7 <= degree and p.north_e7 >= -degree and (east <= p.width_e7 + 2 * degree)
