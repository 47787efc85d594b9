"""What TAK clients see of this node: open alarms, zones, routes of movements under way. When one goes, it is
taken off their maps."""

from collections.abc import Iterator, Sequence
from typing import Final

from safeconduct.alarm.reduce import ALARMS, Alarm
from safeconduct.feeds import cot_out
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.area import Point
from safeconduct.records.units import AssetId, DurationMs, LatE7, LonE7, Ms
from safeconduct.site.reduce import SITES
from safeconduct.watch.reduce import GROUND

from .config import Tak
from .node import Node
from .pages.names import Names
from .transports.outlet import Outlet
from .wording import Wordings

REFRESH_MS: Final = 60_000
VALID_MS: Final = DurationMs(3 * REFRESH_MS)
"""A client that hears nothing more of us lets our picture go stale: an old picture never looks like a live one."""


class TakPicture:
    """Keeps the clients of one feed up to date."""

    def __init__(self, node: Node, tak: Tak, outlet: Outlet) -> None:
        self._node = node
        self._tak = tak
        self._outlet = outlet
        self._shown: dict[str, cot_out.Outgoing] = {}
        self._sent_ms = Ms(0)

    async def run(self) -> None:
        """Until cancelled: with every change of the node, and often enough that nothing goes stale."""
        changes = self._node.stream.listen()
        self.look()
        async for _ in changes:
            self.look()

    def look(self) -> None:
        """Send what changed since the last look."""
        now_ms = self._node.clock.now_ms()
        is_stale = now_ms - self._sent_ms >= REFRESH_MS
        wanted = {each.uid: each for each in self._events(now_ms)}
        gone = [before for uid, before in self._shown.items() if uid not in wanted]
        changed = [each for uid, each in wanted.items() if is_stale or not _is_same(each, self._shown.get(uid))]
        messages = [message for before in gone for message in _taken_off(before, now_ms)]
        messages += [cot_out.to_xml(each) for each in changed]
        self._shown = {uid: each if each in changed else self._shown[uid] for uid, each in wanted.items()}
        self._sent_ms = now_ms if is_stale else self._sent_ms
        self._outlet.show({uid: cot_out.to_xml(each) for uid, each in self._shown.items()}, messages)

    def _events(self, now_ms: Ms) -> Iterator[cot_out.Outgoing]:
        state = self._node.truth.state
        names = Names(state)
        party = self._node.config.party
        if self._tak.alarms:
            wordings = Wordings(state)
            for alarm in state.of(ALARMS).open():
                if (at := self._place(alarm)) is not None:
                    text = wordings.alarm(alarm, self._node.duties, self._node.truth, "en")
                    title = f"{names.clause(alarm.clause)}: {names.key(dict(alarm.key))}"
                    yield cot_out.alarm(f"{party}.alarm.{alarm.alarm[:16]}", at, now_ms, VALID_MS, title, text)
        if self._tak.zones:
            for zone in state.of(SITES).zones():
                yield cot_out.zone(f"{party}.zone.{zone.zone}", zone.outline, now_ms, VALID_MS, zone.name)
        if self._tak.routes:
            for movement in state.of(MOVEMENTS).movements.values():
                if movement.status == "under_way" and movement.line:
                    uid = f"{party}.route.{movement.movement}"
                    yield cot_out.route(uid, movement.line, now_ms, VALID_MS, movement.movement)

    def _place(self, alarm: Alarm) -> Point | None:
        """Where its asset is by the newest position, else the zone that it is about."""
        asset = dict(alarm.key).get("asset")
        seen = self._node.vigil.positions.get(AssetId(str(asset))) if asset is not None else None
        if seen is not None:
            return Point(seen.lat_e7, seen.lon_e7)
        state = self._node.truth.state
        zones = [zone for each, zone in sorted(state.of(GROUND).stays) if each == asset]
        named = self._node.duties.zone_of(alarm)
        for zone in ([named] if named else []) + zones:
            if (drawn := state.of(SITES).zone(zone)) is not None:
                return _middle(drawn.outline)
        return next((_middle(zone.outline) for zone in state.of(SITES).zones()), None)


def _is_same(one: cot_out.Outgoing, other: cot_out.Outgoing | None) -> bool:
    """Whether they differ in nothing but the time that they are told at."""
    return other is not None and (one.at, one.name, one.remarks, one.line) == (
        other.at, other.name, other.remarks, other.line,
    )  # fmt: skip


def _taken_off(before: cot_out.Outgoing, now_ms: Ms) -> list[bytes]:
    ended = [cot_out.ended(before.uid, before.at, now_ms)] if before.kind == cot_out.ALARM else []
    return [*ended, cot_out.cancel(before.uid, now_ms)]


def _middle(outline: Sequence[Point]) -> Point:
    """A point for the eye; it need not lie inside."""
    lat = sum(each.lat_e7 for each in outline) // len(outline)
    return Point(LatE7(lat), LonE7(sum(each.lon_e7 for each in outline) // len(outline)))
