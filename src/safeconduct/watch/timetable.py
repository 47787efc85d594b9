"""Late at a checkpoint of the route, and when to expect it: by the plan, the positions, and the clock alone."""

from collections.abc import Iterator

import msgspec

from safeconduct.records.observation import Position
from safeconduct.records.units import AssetId, CheckpointId
from safeconduct.state.fact import Fact

from .config import Timetable
from .course import NOT_YET, Course


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """How far one vehicle has come."""

    at_m: int = NOT_YET
    """Along the route; -1: it has not been on it."""
    reached: tuple[CheckpointId, ...] = ()
    late: tuple[CheckpointId, ...] = ()
    """Checkpoints for which `late` was said."""
    is_behind: bool = False


def after(before: Progress, seen: Position, rule: Timetable, course: Course) -> tuple[Progress, list[Fact]]:
    """After one more position; what was due before it has fallen due already."""
    at_m = course.progress_m(seen.lat_e7, seen.lon_e7, rule.reach_m + seen.acc_m, before.at_m)
    if at_m is None:
        return before, []
    new = [s.checkpoint for s in rule.checkpoints if s.progress_m <= at_m and s.checkpoint not in before.reached]
    told = [Fact(seen.t_ms, "reached", (rule.movement, seen.asset, each)) for each in new]
    ahead = next((each for each in rule.checkpoints if each.progress_m > at_m), None)
    eta_ms = None if ahead is None else ahead.due_ms + seen.t_ms - planned_ms(rule, at_m)
    is_behind = ahead is not None and eta_ms is not None and eta_ms > ahead.due_ms + rule.slack_ms
    if is_behind and not before.is_behind and ahead is not None and eta_ms is not None:
        told.append(Fact(seen.t_ms, "behind", (rule.movement, seen.asset, ahead.checkpoint, eta_ms)))
    elif before.is_behind and not is_behind:
        told.append(Fact(seen.t_ms, "caught_up", (rule.movement, seen.asset)))
    return Progress(at_m, (*before.reached, *new), before.late, is_behind), told


def planned_ms(rule: Timetable, at_m: int) -> int:
    """When the plan has it there: evenly between two checkpoints, after the last one as at it."""
    from_m, from_ms = 0, int(rule.from_ms)
    for each in rule.checkpoints:
        if at_m < each.progress_m:
            return from_ms + (each.due_ms - from_ms) * (at_m - from_m) // (each.progress_m - from_m)
        from_m, from_ms = each.progress_m, each.due_ms
    return from_ms


def lates(progress: Progress, asset: AssetId, rule: Timetable) -> Iterator[Fact]:
    """What falls due if no checkpoint is reached any more: a fact for each, at its time."""
    for each in rule.checkpoints:
        if each.checkpoint not in progress.reached and each.checkpoint not in progress.late:
            yield Fact(each.due_ms, "late", (rule.movement, asset, each.checkpoint))


def fallen(progress: Progress, facts: list[Fact]) -> Progress:
    """After these were said."""
    said = tuple(CheckpointId(str(fact.args[2])) for fact in facts)
    return msgspec.structs.replace(progress, late=(*progress.late, *said))
