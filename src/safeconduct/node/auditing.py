"""The public check of a draw, by whoever holds the logs: no key, no network, no trust in either party."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from safeconduct.errors import BadInput
from safeconduct.evidence import unpack, verify
from safeconduct.evidence.replay import Replay
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.plan import MovementDrawOrdered
from safeconduct.records.units import MovementId, Origin

from .shelf import Shelf


class Checked(msgspec.Struct, frozen=True):
    """What the logs say of a draw."""

    movement: str
    holds: bool
    """Everything is published, and the route driven is the one that was drawn."""
    text: str
    lines: tuple[str, ...]
    route: int | None
    """Its place in the plan, from 1."""


def check_draw(path: Path, movement: str) -> Checked:
    """From a node's folder or a pack. Raises BadInput."""
    logs = {held.keys.origin: held.entries for held in Shelf(path).logs()} if path.is_dir() else _packed(path)
    found = Replay(logs).state.of(MOVEMENTS).movements.get(MovementId(movement))
    if found is None:
        raise BadInput(f"these logs know no movement {movement!r}", where=str(path), next_step="check its id")
    order = found.order
    if not isinstance(order, MovementDrawOrdered) or found.drawn_from is None:
        raise BadInput(f"the route of {movement} was not drawn", where=str(path), next_step="check its id")
    return _checked(found, order)


def _packed(path: Path) -> dict[Origin, Sequence[bytes]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path), next_step="check the path") from error
    if not verify(raw).is_verified:
        raise BadInput("this pack is not verified", where=str(path), next_step="see: safeconduct verify PACK")
    return {log.origin: log.entries for log in unpack(raw).logs}


def _checked(movement: Movement, order: MovementDrawOrdered) -> Checked:
    now, plan = movement.draw, movement.drawn_from
    lines = [f"{party} committed to {len(said.nonces)} legs" for party, said in sorted(now.committed.items())]
    if order.witness is not None:
        lines.append(f"{order.witness.party} {'holds' if now.is_witnessed else 'has not confirmed'} the openings")
    if now.refused is not None:
        lines.append(f"{now.refused[1]} refused leg {now.refused[0]}: the other side's fallback decided it")
    lines += [f"{of}'s opening of leg {leg} was disputed" for leg, of in sorted(now.disputed)]
    lines += [f"steering by {each.party} after the draw had begun: {each.what}" for each in movement.steering]
    lines += [f"{party} published what it had committed to" for party in sorted(now.published)]
    outcome = movement.outcome
    if outcome is None or plan is None:
        missing = [party for party in order.parties if party not in now.published]
        return Checked(movement.movement, False, f"not published by {', '.join(missing)}", tuple(lines), None)
    odds = plan.plan.routes[outcome.route].odds
    lines.append(
        f"drawn: route {outcome.route + 1} of {len(plan.plan.routes)}, which had odds of {odds / 2**32:.2%}"
    )
    if outcome.is_followed and len(now.legs) == len(order.legs):
        text = "the route driven follows from the commitments"
    elif outcome.is_followed:
        text = f"the {len(now.legs)} legs that were started follow from the commitments"
    else:
        text = "the legs that were driven are NOT those that were drawn"
    return Checked(movement.movement, outcome.is_followed, text, tuple(lines), outcome.route + 1)
